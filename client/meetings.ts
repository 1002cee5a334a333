import type {
  CreateMeetingRequest,
  JoinMeetingAnswer,
  JoinMeetingRequest,
  Meeting,
  MeetingView,
  MyMeetings,
} from '#protocol/meetings.ts';
import type { Client } from './api.ts';

/** The calls of `/api/v1/meetings`. All reject with a Failure; those marked so work for guests, who have no session. */
export interface MeetingCalls {
  create(request: CreateMeetingRequest): Promise<Meeting>;
  /** What I host or hosted, running ones first. */
  mine(): Promise<Meeting[]>;
  /** Guests too. @throws 'meeting.unknown', 'meeting.ended', 'rate.limited' */
  look(number: string): Promise<MeetingView>;
  /** Guests too. @throws as `look`, 'fields.invalid', 'meeting.elsewhere', 'media.unavailable' */
  join(number: string, request: JoinMeetingRequest): Promise<JoinMeetingAnswer>;
  /** For the host alone: everybody is sent out. */
  end(number: string): Promise<Meeting>;
}

const PATH = '/api/v1/meetings';

export function meetingCalls({ request }: Pick<Client, 'request'>): MeetingCalls {
  return {
    create: (body) => request<Meeting>('POST', PATH, body),
    mine: async () => (await request<MyMeetings>('GET', `${PATH}/mine`)).meetings,
    look: (number) => request<MeetingView>('GET', `${PATH}/${number}`),
    join: (number, body) => request<JoinMeetingAnswer>('POST', `${PATH}/${number}/join`, body),
    end: (number) => request<Meeting>('POST', `${PATH}/${number}/end`),
  };
}

/**
 * The media engine's WebSocket base for `url` of a JoinMeetingAnswer: itself, or, when it starts with '/', the same
 * place on `baseUrl` (this server's own origin).
 */
export function mediaUrl(url: string, baseUrl: string): string {
  if (!url.startsWith('/')) return url;
  return baseUrl.replace(/^http/, 'ws') + url.replace(/\/+$/, '');
}

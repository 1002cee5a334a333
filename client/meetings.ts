import type {
  CreateMeetingRequest,
  JoinMeetingAnswer,
  JoinMeetingRequest,
  Meeting,
  MeetingView,
  MutedSource,
  MyMeetings,
  RemovedPeople,
  RemovedPerson,
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
  /** For the host alone, as all that follow. @throws 'attendee.unknown' */
  remove(number: string, identity: string): Promise<RemovedPerson[]>;
  readmit(number: string, identity: string): Promise<RemovedPerson[]>;
  /** Who is kept out. */
  removed(number: string): Promise<RemovedPerson[]>;
  /** Without an identity: everybody but the host. */
  mute(number: string, source: MutedSource, identity?: string): Promise<void>;
  lock(number: string, locked: boolean): Promise<void>;
  /** Everybody is sent out. */
  end(number: string): Promise<Meeting>;
}

const PATH = '/api/v1/meetings';

export function meetingCalls({ request }: Pick<Client, 'request'>): MeetingCalls {
  return {
    create: (body) => request<Meeting>('POST', PATH, body),
    mine: async () => (await request<MyMeetings>('GET', `${PATH}/mine`)).meetings,
    look: (number) => request<MeetingView>('GET', `${PATH}/${number}`),
    join: (number, body) => request<JoinMeetingAnswer>('POST', `${PATH}/${number}/join`, body),
    remove: async (number, identity) =>
      (await request<RemovedPeople>('POST', `${PATH}/${number}/remove`, { identity })).removed,
    readmit: async (number, identity) =>
      (await request<RemovedPeople>('POST', `${PATH}/${number}/readmit`, { identity })).removed,
    removed: async (number) => (await request<RemovedPeople>('GET', `${PATH}/${number}/removed`)).removed,
    mute: async (number, source, identity) => {
      const whom = identity === undefined ? {} : { identity };
      await request('POST', `${PATH}/${number}/mute`, { source, ...whom });
    },
    lock: async (number, locked) => {
      await request('POST', `${PATH}/${number}/lock`, { locked });
    },
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

import type {
  Attendance,
  MeetingDesk,
  MeetingSettings,
  Place,
  PlaceRequest,
  Visit,
  WaitingAnswer,
} from '#protocol/meeting-rules.ts';
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
  /**
   * Guests too. Who has to wait asks `place` how it stands, and joins again once they are let in.
   *
   * @throws as `look`, 'fields.invalid', 'meeting.elsewhere', 'media.unavailable', why the door stays closed
   */
  join(number: string, request: JoinMeetingRequest): Promise<JoinMeetingAnswer | WaitingAnswer>;
  /** Guests too. Answers once it is not `request.state` any more, or after 20 seconds. */
  place(number: string, request: PlaceRequest): Promise<Place>;
  /** Guests too, by their ticket. */
  leave(number: string, ticket?: string): Promise<void>;
  /** Changes one's own name, guests by their ticket; hosts, that of `identity`. @throws 'access.denied' */
  rename(number: string, name: string, who: { identity?: string; ticket?: string }): Promise<void>;
  /** For hosts alone, as all that follow. Answers once its revision is not `after` any more, or after 20 seconds. */
  desk(number: string, after?: number): Promise<MeetingDesk>;
  /** Without an identity: everybody who waits. @throws 'attendee.unknown', 'meeting.full' */
  admit(number: string, identity?: string): Promise<MeetingDesk>;
  refuse(number: string, identity: string): Promise<MeetingDesk>;
  settings(number: string, settings: MeetingSettings): Promise<MeetingDesk>;
  cohost(number: string, identity: string, cohost: boolean): Promise<MeetingDesk>;
  handOver(number: string, identity: string): Promise<MeetingDesk>;
  /** Asks somebody to unmute. @throws 'attendee.unknown' */
  ask(number: string, identity: string): Promise<void>;
  attendance(number: string): Promise<Visit[]>;
  /** @throws 'attendee.unknown' */
  remove(number: string, identity: string): Promise<RemovedPerson[]>;
  readmit(number: string, identity: string): Promise<RemovedPerson[]>;
  /** Who is kept out. */
  removed(number: string): Promise<RemovedPerson[]>;
  /** Without an identity: everybody but the hosts. */
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
    join: (number, body) => request<JoinMeetingAnswer | WaitingAnswer>('POST', `${PATH}/${number}/join`, body),
    place: (number, body) => request<Place>('POST', `${PATH}/${number}/place`, body),
    leave: async (number, ticket) => {
      await request('POST', `${PATH}/${number}/leave`, ticket === undefined ? {} : { ticket });
    },
    rename: async (number, name, who) => {
      await request('POST', `${PATH}/${number}/rename`, { name, ...who });
    },
    desk: (number, after) =>
      request<MeetingDesk>('GET', `${PATH}/${number}/desk${after === undefined ? '' : `?after=${after}`}`),
    admit: (number, identity) =>
      request<MeetingDesk>('POST', `${PATH}/${number}/admit`, identity === undefined ? {} : { identity }),
    refuse: (number, identity) => request<MeetingDesk>('POST', `${PATH}/${number}/refuse`, { identity }),
    settings: (number, body) => request<MeetingDesk>('POST', `${PATH}/${number}/settings`, body),
    cohost: (number, identity, cohost) =>
      request<MeetingDesk>('POST', `${PATH}/${number}/cohost`, { identity, cohost }),
    handOver: (number, identity) => request<MeetingDesk>('POST', `${PATH}/${number}/hand-over`, { identity }),
    ask: async (number, identity) => {
      await request('POST', `${PATH}/${number}/ask`, { identity });
    },
    attendance: async (number) => (await request<Attendance>('GET', `${PATH}/${number}/attendance`)).visits,
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

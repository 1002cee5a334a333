import type { Place } from '#protocol/meeting-rules.ts';
import type { JoinMeetingAnswer, MeetingView } from '#protocol/meetings.ts';
import type { Elsewhere, EndReason, Entry, Link, Refusal } from './meeting.ts';

/** What happens to a meeting in one window: by the person, by the server's answers, by the room. */
export type Input =
  | { on: 'open'; number: string }
  | { on: 'close' }
  | { on: 'looked'; number: string; view: MeetingView }
  | { on: 'refused'; number: string; refusal: Refusal; other?: Elsewhere }
  | { on: 'join'; entry: Entry }
  | { on: 'joined'; number: string; answer: JoinMeetingAnswer }
  /** A host has to admit one first. */
  | { on: 'waits'; number: string }
  | { on: 'placed'; number: string; place: Place }
  | { on: 'switch' }
  | { on: 'stay' }
  | { on: 'entered'; now: number }
  /** One belongs in another of the meeting's rooms. `entry`: what is on. */
  | { on: 'moved'; answer: JoinMeetingAnswer; entry: Entry }
  | { on: 'linked'; link: Link }
  | { on: 'settled' }
  /** `entry`: what was on, so that coming back brings it along. */
  | { on: 'dropped'; why: EndReason; entry?: Entry }
  | { on: 'waited' }
  | { on: 'leave' }
  | { on: 'end' };

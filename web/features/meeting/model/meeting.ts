import { FAILURES, type FailureCode, type FieldFaults } from '#protocol/failures.ts';
import type { JoinMeetingAnswer, MeetingView } from '#protocol/meetings.ts';
import type { Input } from './meeting-input.ts';
import { stepWaiting } from './meeting-waiting.ts';

/** How somebody wants to come in. */
export interface Entry {
  /** A guest's name. */
  name?: string;
  microphone: boolean;
  camera: boolean;
  passcode?: string;
}

export type EndReason = 'left' | 'ended' | 'removed' | 'another-device' | 'server-stopped' | 'lost';

export interface Elsewhere {
  number: string;
  title: string;
}

/** A failure of looking or joining, with how long to wait and which fields are wrong where the server says so. */
export interface Refusal {
  code: FailureCode;
  retryAfterMs?: number;
  fields?: FieldFaults;
}

export type Link = 'whole' | 'mending' | 'mended';

/** A meeting as one window sees it. Each state holds only what is true in it. */
export type Meeting =
  | { at: 'nowhere' }
  | { at: 'looking'; number: string }
  | { at: 'closed'; number: string; refusal: Refusal }
  | { at: 'lobby'; number: string; view: MeetingView; refusal?: Refusal }
  | { at: 'asking'; number: string; view: MeetingView; entry: Entry }
  | { at: 'elsewhere'; number: string; view: MeetingView; entry: Entry; other: Elsewhere }
  /** A host is to admit one. `hosted`: whether somebody is there who can, once that is known. */
  | { at: 'waiting'; number: string; view: MeetingView; entry: Entry; hosted?: boolean }
  | { at: 'entering'; number: string; view: MeetingView; answer: JoinMeetingAnswer }
  | { at: 'inside'; answer: JoinMeetingAnswer; since: number; link: Link; wanted?: string; moving?: Entry }
  | { at: 'returning'; answer: JoinMeetingAnswer; since: number; entry: Entry; tries: number; now: ReturnStep }
  | { at: 'out'; number: string; about: MeetingView['meeting']; why: EndReason };

/** The connection broke for good: a pause, then the server is asked anew, then the room is entered anew. */
export type ReturnStep = 'waiting' | 'asking' | 'entering';

export type Effect =
  | { do: 'look'; number: string }
  | { do: 'ask'; number: string; entry: Entry; switch: boolean }
  | { do: 'enter'; answer: JoinMeetingAnswer; entry: Entry }
  /** Out of the room that one is in and into another, with the devices that are on. */
  | { do: 'move'; answer: JoinMeetingAnswer; entry: Entry }
  | { do: 'disconnect' }
  /** Watches how it stands with who waits. */
  | { do: 'watch'; number: string }
  /** Tells the server that one has gone, so that nobody waits for it to notice. */
  | { do: 'part'; number: string }
  | { do: 'settle' }
  | { do: 'wait'; forMs: number }
  | { do: 'end'; number: string };

export type Step = [Meeting, Effect[]];
type Inside = Extract<Meeting, { at: 'inside' }>;
type Returning = Extract<Meeting, { at: 'returning' }>;

/** The next state and what is to be done. An input that does not belong to the state changes nothing. */
export function step(meeting: Meeting, input: Input): Step {
  switch (input.on) {
    case 'open':
      return opened(meeting, input.number);
    case 'close':
      return closed(meeting);
    case 'looked':
    case 'refused':
    case 'joined':
      return answered(meeting, input);
    case 'join':
      return joining(meeting, input.entry);
    case 'switch':
      return switching(meeting);
    case 'stay':
      return staying(meeting);
    case 'waits':
    case 'placed':
      return stepWaiting(meeting, input);
    default:
      return inTheRoom(meeting, input);
  }
}

/** The address of a meeting is in view. */
function opened(meeting: Meeting, number: string): Step {
  const look: Step = [{ at: 'looking', number }, [{ do: 'look', number }]];
  if (meeting.at === 'nowhere') return look;
  if (meeting.at === 'returning')
    return meeting.answer.meeting.number === number ? [meeting, []] : leaveFor(meeting, look);
  if (meeting.at !== 'inside') return meeting.number === number ? look : leaveFor(meeting, look);
  if (meeting.answer.meeting.number === number) return [withoutWish(meeting), []];
  return [{ ...meeting, wanted: number }, []];
}

function leaveFor(meeting: Meeting, [next, effects]: Step): Step {
  const connected = meeting.at === 'entering' || (meeting.at === 'returning' && meeting.now === 'entering');
  if (meeting.at === 'waiting') return [next, [{ do: 'part', number: meeting.number }, ...effects]];
  return [next, connected ? [{ do: 'disconnect' }, ...effects] : effects];
}

/** The address is no meeting's any more: who is inside stays in a small window, everything else is put away. */
function closed(meeting: Meeting): Step {
  if (meeting.at === 'inside') return [withoutWish(meeting), []];
  if (meeting.at === 'returning') return [meeting, []];
  return leaveFor(meeting, [{ at: 'nowhere' }, []]);
}

function withoutWish(meeting: Inside): Meeting {
  const { wanted: _, ...rest } = meeting;
  return rest;
}

function answered(meeting: Meeting, input: Extract<Input, { on: 'looked' | 'refused' | 'joined' }>): Step {
  if (meeting.at === 'looking' && input.number === meeting.number) {
    if (input.on === 'looked') return [lobbyOrClosed(input.view), []];
    if (input.on === 'refused') return [{ at: 'closed', number: meeting.number, refusal: input.refusal }, []];
  }
  if (meeting.at === 'lobby' && input.on === 'looked' && input.number === meeting.number) {
    return [{ ...meeting, view: input.view }, []];
  }
  if (meeting.at === 'returning') return returned(meeting, input);
  if (meeting.at === 'waiting' && input.on === 'refused' && input.number === meeting.number) {
    return [refusedToJoin(meeting, input.refusal, input.other), []];
  }
  if (meeting.at !== 'asking' || input.number !== meeting.number) return [meeting, []];
  const { number, view, entry } = meeting;
  if (input.on === 'joined') {
    return [{ at: 'entering', number, view, answer: input.answer }, [{ do: 'enter', answer: input.answer, entry }]];
  }
  return input.on === 'refused' ? [refusedToJoin(meeting, input.refusal, input.other), []] : [meeting, []];
}

function lobbyOrClosed(view: MeetingView): Meeting {
  const { number, endedAt } = view.meeting;
  return endedAt === undefined
    ? { at: 'lobby', number, view }
    : { at: 'closed', number, refusal: { code: 'meeting.ended' } };
}

function refusedToJoin(
  { number, view, entry }: Extract<Meeting, { at: 'asking' | 'waiting' }>,
  refusal: Refusal,
  other: Elsewhere | undefined,
): Meeting {
  if (refusal.code === 'meeting.elsewhere' && other !== undefined) {
    return { at: 'elsewhere', number, view, entry, other };
  }
  const gone = ['meeting.ended', 'meeting.unknown', 'meeting.removed', 'meeting.refused'].includes(refusal.code);
  return gone ? { at: 'closed', number, refusal } : { at: 'lobby', number, view, refusal };
}

function joining(meeting: Meeting, entry: Entry): Step {
  if (meeting.at !== 'lobby') return [meeting, []];
  const { number, view } = meeting;
  return [{ at: 'asking', number, view, entry }, [{ do: 'ask', number, entry, switch: false }]];
}

function switching(meeting: Meeting): Step {
  if (meeting.at === 'elsewhere') {
    const { number, view, entry } = meeting;
    return [{ at: 'asking', number, view, entry }, [{ do: 'ask', number, entry, switch: true }]];
  }
  if (meeting.at === 'inside' && meeting.wanted !== undefined) {
    const number = meeting.wanted;
    const left = meeting.answer.meeting.number;
    return [{ at: 'looking', number }, [{ do: 'disconnect' }, { do: 'part', number: left }, { do: 'look', number }]];
  }
  return [meeting, []];
}

function staying(meeting: Meeting): Step {
  if (meeting.at === 'elsewhere') return [{ at: 'lobby', number: meeting.number, view: meeting.view }, []];
  return meeting.at === 'inside' ? [withoutWish(meeting), []] : [meeting, []];
}

type RoomInput = Exclude<
  Input,
  { on: 'open' | 'close' | 'looked' | 'refused' | 'joined' | 'join' | 'switch' | 'stay' | 'waits' | 'placed' }
>;

function inTheRoom(meeting: Meeting, input: RoomInput): Step {
  if (meeting.at === 'entering') return entering(meeting, input);
  if (meeting.at === 'returning') return returning(meeting, input);
  if (meeting.at === 'waiting' && input.on === 'leave') {
    const { number, view } = meeting;
    return [{ at: 'lobby', number, view }, [{ do: 'part', number }]];
  }
  if (meeting.at !== 'inside') return [meeting, []];
  switch (input.on) {
    case 'moved':
      return moved(meeting, input);
    case 'entered':
      return meeting.moving === undefined ? [meeting, []] : [stayed(meeting), []];
    case 'linked':
      if (meeting.moving !== undefined) return [meeting, []];
      return [{ ...meeting, link: input.link }, input.link === 'mended' ? [{ do: 'settle' }] : []];
    case 'settled':
      return [meeting.link === 'mended' ? { ...meeting, link: 'whole' } : meeting, []];
    case 'dropped':
      return dropped(meeting, input);
    case 'leave':
      return [outOf(meeting, 'left'), [{ do: 'disconnect' }, { do: 'part', number: meeting.answer.meeting.number }]];
    case 'end':
      return [meeting, [{ do: 'end', number: meeting.answer.meeting.number }]];
    default:
      return [meeting, []];
  }
}

/** Into another of the meeting's rooms: one is inside all the while. One move at a time. */
function moved(meeting: Inside, { answer, entry }: Extract<Input, { on: 'moved' }>): Step {
  const other = answer.meeting.number !== meeting.answer.meeting.number;
  if (other || meeting.moving !== undefined) return [meeting, []];
  return [{ ...meeting, answer, moving: entry, link: 'whole' }, [{ do: 'move', answer, entry }]];
}

function stayed(meeting: Inside): Inside {
  const { moving: _, ...rest } = meeting;
  return rest;
}

/** A connection that broke for good is built anew; every other end is an end. */
function dropped(meeting: Inside, { why, entry = meeting.moving }: Extract<Input, { on: 'dropped' }>): Step {
  const again = (why === 'lost' || why === 'server-stopped') && entry !== undefined;
  if (!again) return [outOf(meeting, why), []];
  const { answer, since } = meeting;
  return tryAgain({ at: 'returning', answer, since, entry, tries: 0, now: 'waiting' });
}

/** Half a minute in all: as long as people wait for somebody who froze. */
const RETURN_AFTER_MS = [300, 1000, 2000, 3000, 5000, 5000, 7000, 7000];

function tryAgain(meeting: Returning): Step {
  const forMs = RETURN_AFTER_MS[meeting.tries];
  if (forMs === undefined) return [outOf(meeting, 'lost'), []];
  return [{ ...meeting, tries: meeting.tries + 1, now: 'waiting' }, [{ do: 'wait', forMs }]];
}

function returning(meeting: Returning, input: RoomInput): Step {
  const { number } = meeting.answer.meeting;
  switch (input.on) {
    case 'waited':
      if (meeting.now !== 'waiting') return [meeting, []];
      return [{ ...meeting, now: 'asking' }, [{ do: 'ask', number, entry: meeting.entry, switch: false }]];
    case 'entered':
      if (meeting.now !== 'entering') return [meeting, []];
      return [{ at: 'inside', answer: meeting.answer, since: meeting.since, link: 'mended' }, [{ do: 'settle' }]];
    case 'dropped':
      return meeting.now === 'entering' ? tryAgain(meeting) : [meeting, []];
    case 'leave':
      return [outOf(meeting, 'left'), [{ do: 'disconnect' }, { do: 'part', number }]];
    default:
      return [meeting, []];
  }
}

/** The server's answer to who comes back. */
function returned(meeting: Returning, input: Extract<Input, { on: 'looked' | 'refused' | 'joined' }>): Step {
  if (meeting.now !== 'asking' || input.number !== meeting.answer.meeting.number) return [meeting, []];
  const { entry } = meeting;
  if (input.on === 'joined')
    return [{ ...meeting, now: 'entering', answer: input.answer }, [{ do: 'enter', answer: input.answer, entry }]];
  if (input.on !== 'refused') return [meeting, []];
  const { code } = input.refusal;
  if (code === 'meeting.ended' || code === 'meeting.unknown') return [outOf(meeting, 'ended'), []];
  if (code === 'meeting.removed' || code === 'meeting.refused') return [outOf(meeting, 'removed'), []];
  if (code === 'meeting.elsewhere') return [outOf(meeting, 'another-device'), []];
  return FAILURES[code].retry === 'later' ? tryAgain(meeting) : [outOf(meeting, 'lost'), []];
}

function entering(meeting: Extract<Meeting, { at: 'entering' }>, input: RoomInput): Step {
  const { number, view, answer } = meeting;
  if (input.on === 'entered') return [{ at: 'inside', answer, since: input.now, link: 'whole' }, []];
  if (input.on === 'leave') return [{ at: 'lobby', number, view }, [{ do: 'disconnect' }]];
  if (input.on !== 'dropped') return [meeting, []];
  if (input.why === 'lost') return [{ at: 'lobby', number, view, refusal: { code: 'media.unavailable' } }, []];
  return [{ at: 'out', number, about: view.meeting, why: input.why }, []];
}

function outOf({ answer }: Inside | Returning, why: EndReason): Meeting {
  return { at: 'out', number: answer.meeting.number, about: answer.meeting, why };
}

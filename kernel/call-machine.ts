import type { CallId, CallMode, CallOutcome, CallState } from '#protocol/calls.ts';
import type { ConversationId, DeviceId, TimeMs, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';

/** What becomes of a call. Pure; time is an input. Rules: docs/spec/calls.md. */

/** Somebody in a call. Each state holds only what is true in it. */
export type Caller = {
  user: UserId;
  busy?: true;
  /** Is told nothing of it, and nobody is told that. */
  apart?: true;
  /** Was invited from elsewhere, and doesn't learn where it belongs to. */
  outside?: true;
} & (
  | { state: 'ringing'; until: TimeMs }
  /** `held`: they speak in another call meanwhile, and have not left. */
  | { state: 'in'; device: DeviceId; since: TimeMs; held?: true }
  | { state: Exclude<CallState, 'ringing' | 'in'> }
);

export interface Call {
  id: CallId;
  conversation: ConversationId;
  /** Of a group: it goes on while anybody is in it, and members come and go. */
  group: boolean;
  mode: CallMode;
  by: UserId;
  startedAt: TimeMs;
  answeredAt?: TimeMs;
  /** Of a group: since when somebody is alone in it and it rings for nobody. */
  aloneSince?: TimeMs;
  /** In the order in which they came to it; the one who called first. */
  people: readonly Caller[];
  over?: { at: TimeMs; outcome: Exclude<CallOutcome, 'started'> };
}

/** Whom a call rings. */
export interface Rung {
  user: UserId;
  busy?: true;
  apart?: true;
  outside?: true;
}

export type CallInput = { now: TimeMs } & (
  | { on: 'answered'; user: UserId; device: DeviceId }
  /** Comes in, comes back, or takes it over from another device. */
  | { on: 'joined'; user: UserId; device: DeviceId }
  | { on: 'declined' | 'left'; user: UserId }
  /** Waits while its person speaks in another one, on the same device. */
  | { on: 'held'; user: UserId; device: DeviceId }
  /** Not a member of the group any more. */
  | { on: 'removed'; user: UserId }
  | { on: 'invited'; by: UserId; whom: readonly Rung[] }
  | { on: 'video'; user: UserId }
  /** Time has gone on. */
  | { on: 'tick' }
);

export type CallRefusal = 'call.over' | 'call.elsewhere' | 'call.full' | 'access.denied';

/** The call after the input; why not, when it may not be. The same object when nothing comes of it. */
export type CallStep = { call: Call; refusal?: CallRefusal };

export interface NewCall extends Pick<Call, 'id' | 'conversation' | 'group' | 'mode' | 'by'> {
  device: DeviceId;
  whom: readonly Rung[];
  now: TimeMs;
}

/** [CA1] */
export function startCall({ device, whom, now, ...head }: NewCall): Call {
  const starter: Caller = { user: head.by, state: 'in', device, since: now };
  return aloneFrom({ ...head, startedAt: now, people: [starter, ...whom.map((one) => rung(one, now))] }, now);
}

export function stepCall(call: Call, input: CallInput): CallStep {
  const stepped = stepPeople(call, input);
  return stepped.refusal === undefined ? { call: aloneFrom(stepped.call, input.now) } : stepped;
}

function stepPeople(call: Call, input: CallInput): CallStep {
  if (call.over !== undefined) return { call, ...(input.on === 'tick' ? {} : { refusal: 'call.over' as const }) };
  switch (input.on) {
    case 'answered':
    case 'joined':
      return entered(call, input);
    case 'declined':
      return ended(put(call, input.user, 'ringing', 'declined'), input.now);
    case 'left':
      return ended(put(call, input.user, 'in', 'left'), input.now);
    case 'held':
      return { call: held(call, input.user, input.device) };
    case 'removed':
      return ended(without(call, input.user), input.now);
    case 'invited':
      return invited(call, input);
    case 'video':
      if (inCall(call, input.user) === undefined) return { call, refusal: 'access.denied' };
      return { call: call.mode === 'video' ? call : { ...call, mode: 'video' } };
    case 'tick':
      return ended(rungOut(call, input.now), input.now);
  }
}

/** When time alone changes something: the first ringing ends, or the waiting of who is alone. */
export function nextTick(call: Call): TimeMs | undefined {
  const times = call.people.flatMap((one) => (one.state === 'ringing' ? [one.until] : []));
  if (call.aloneSince !== undefined) times.push(call.aloneSince + LIMITS.callAloneMs);
  return call.over !== undefined || times.length === 0 ? undefined : Math.min(...times);
}

export function personIn(call: Call, user: UserId): Caller | undefined {
  return call.people.find((one) => one.user === user);
}

/** How long people spoke, in ms. */
export function durationOf({ answeredAt, over }: Call): number {
  return answeredAt === undefined || over === undefined ? 0 : Math.max(0, over.at - answeredAt);
}

function inCall(call: Call, user: UserId): (Caller & { state: 'in' }) | undefined {
  const found = personIn(call, user);
  return found?.state === 'in' ? found : undefined;
}

function rung({ user, busy, ...marks }: Rung, now: TimeMs): Caller {
  const until = now + LIMITS.callRingMs;
  return { user, ...marksOf(marks), ...(busy && { busy }), state: 'ringing', until };
}

/** What stays with somebody whatever they do. */
function marksOf({ apart, outside }: Pick<Rung, 'apart' | 'outside'>): Pick<Rung, 'apart' | 'outside'> {
  return { ...(apart && { apart }), ...(outside && { outside }) };
}

function entered(call: Call, input: CallInput & { on: 'answered' | 'joined' }): CallStep {
  const { user, device, now } = input;
  const known = personIn(call, user);
  if (known?.state === 'in' && known.device === device && !known.held) return { call };
  if (known?.state === 'in' && known.device !== device && input.on === 'answered')
    return { call, refusal: 'call.elsewhere' };
  if (input.on === 'answered' && known?.state !== 'ringing') return { call, refusal: 'call.over' };
  if (known === undefined && !call.group) return { call, refusal: 'access.denied' };
  if (known?.state !== 'ringing' && known?.state !== 'in' && !hasRoom(call, 1, known === undefined)) {
    return { call, refusal: 'call.full' };
  }
  const since = known?.state === 'in' ? known.since : now;
  const me: Caller = { user, ...(known?.outside && { outside: true }), state: 'in', device, since };
  const people = known ? call.people.map((one) => (one === known ? me : one)) : [...call.people, me];
  const answered = call.answeredAt ?? (people.filter((one) => one.state === 'in').length > 1 ? now : undefined);
  return { call: { ...call, people, ...(answered === undefined ? {} : { answeredAt: answered }) } };
}

function invited(call: Call, { by, whom, now }: CallInput & { on: 'invited' }): CallStep {
  if (inCall(call, by) === undefined) return { call, refusal: 'access.denied' };
  const again = new Map(whom.filter(({ user }) => !isThere(personIn(call, user))).map((one) => [one.user, one]));
  const wanted = [...again.values()];
  if (wanted.length === 0) return { call };
  const fresh = wanted.filter(({ user }) => personIn(call, user) === undefined);
  if (!hasRoom(call, wanted.length, false) || call.people.length + fresh.length > LIMITS.callKnown) {
    return { call, refusal: 'call.full' };
  }
  const known = call.people.map((one) => {
    const wish = again.get(one.user);
    return wish === undefined ? one : rung(wish, now);
  });
  return { call: { ...call, people: [...known, ...fresh.map((one) => rung(one, now))] } };
}

/** Whether so many more can be in. */
function hasRoom(call: Call, more: number, unknown: boolean): boolean {
  const there = call.people.filter(isThere).length;
  return there + more <= LIMITS.callPeople && call.people.length + (unknown ? more : 0) <= LIMITS.callKnown;
}

function isThere(person: Caller | undefined): boolean {
  return person?.state === 'in' || person?.state === 'ringing';
}

function put(call: Call, user: UserId, from: CallState, to: 'declined' | 'missed' | 'left'): Call {
  const known = personIn(call, user);
  if (known?.state !== from) return call;
  return { ...call, people: call.people.map((one) => (one === known ? out(one, to) : one)) };
}

/** Who is no member any more is told nothing of it from now on. */
function without(call: Call, user: UserId): Call {
  const left = put(put(call, user, 'in', 'left'), user, 'ringing', 'missed');
  if (left === call && personIn(call, user) === undefined) return call;
  return { ...left, people: left.people.map((one) => (one.user === user ? { ...one, apart: true as const } : one)) };
}

function out(one: Caller, state: 'declined' | 'missed' | 'left'): Caller {
  return { user: one.user, ...marksOf(one), state };
}

function rungOut(call: Call, now: TimeMs): Call {
  if (!call.people.some((one) => one.state === 'ringing' && one.until <= now)) return call;
  const people = call.people.map((one) => (one.state === 'ringing' && one.until <= now ? out(one, 'missed') : one));
  return { ...call, people };
}

/** [CA6] On another device of the person it is left. */
function held(call: Call, user: UserId, device: DeviceId): Call {
  const known = inCall(call, user);
  if (known === undefined || known.held) return call;
  if (known.device !== device) return call;
  return { ...call, people: call.people.map((one) => (one === known ? { ...known, held: true as const } : one)) };
}

/** [CA14] The call with since when somebody is alone in it. */
function aloneFrom(call: Call, now: TimeMs): Call {
  const there = call.people.filter(isThere).length;
  const alone = call.group && call.over === undefined && there === 1;
  if (alone === (call.aloneSince !== undefined)) return call;
  const { aloneSince: _, ...rest } = call;
  return alone ? { ...rest, aloneSince: now } : rest;
}

/** [CA5] The call, over when nobody can be spoken to any more. */
function ended(call: Call, now: TimeMs): CallStep {
  const there = call.people.filter((one) => one.state === 'in').length;
  const rings = call.people.some((one) => one.state === 'ringing');
  const waits = call.group && !(call.aloneSince !== undefined && now >= call.aloneSince + LIMITS.callAloneMs);
  const goesOn = there > 1 || (there === 1 && (rings || waits));
  if (goesOn) return { call };
  const people = call.people.map((one) =>
    one.state === 'ringing' ? out(one, 'missed') : one.state === 'in' ? out(one, 'left') : one,
  );
  return { call: { ...call, people, over: { at: now, outcome: outcomeOf(call) } } };
}

function outcomeOf(call: Call): Exclude<CallOutcome, 'started'> {
  if (call.answeredAt !== undefined) return 'ended';
  const others = call.people.filter(({ user }) => user !== call.by);
  if (others.length > 0 && others.every(({ state }) => state === 'declined')) return 'declined';
  return others.some(({ state }) => state === 'ringing') ? 'cancelled' : 'no-answer';
}

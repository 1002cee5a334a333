import { backoffMs } from './backoff.ts';

/**
 * When to connect, when to ask whether the other end lives, when to give up. Pure: the time, and the chance for the
 * jitter, come with every input.
 */
export type ConnectionState =
  | { at: 'stopped' }
  | { at: 'waiting'; until: number; attempt: number }
  | { at: 'connecting'; since: number; attempt: number }
  | { at: 'online'; heardAt: number; pingedAt: number | undefined; tickedAt: number };

export type ConnectionInput = { now: number } & (
  | { on: 'start' | 'stop' | 'wake' | 'tick' | 'greeted' | 'heard' }
  /** The socket or the attempt failed. `soon`: the reason is known and gone. */
  | { on: 'lost'; random: number; soon?: boolean; retryAfterMs?: number }
);

export type ConnectionEffect = 'open' | 'close' | 'ping';
type Step = [ConnectionState, readonly ConnectionEffect[]];

export const PING_MS = 20_000;
const PONG_MS = 8_000;
const ATTEMPT_MS = 15_000;
const LONGEST_WAIT_MS = 60_000;

export function step(state: ConnectionState, input: ConnectionInput): Step {
  switch (input.on) {
    case 'start':
      return state.at === 'stopped' ? connect(input.now, 0, []) : [state, []];
    case 'stop':
      return [{ at: 'stopped' }, state.at === 'stopped' ? [] : ['close']];
    case 'wake':
      return wake(state, input.now);
    case 'tick':
      return tick(state, input.now);
    case 'greeted':
      return state.at === 'connecting' ? [online(input.now), []] : [state, []];
    case 'heard':
      return state.at === 'online' ? [online(input.now), []] : [state, []];
    case 'lost':
      return lose(state, input);
  }
}

/** When the next 'tick' is due; undefined: nothing is waited for. */
export function dueAt(state: ConnectionState): number | undefined {
  switch (state.at) {
    case 'stopped':
      return undefined;
    case 'waiting':
      return state.until;
    case 'connecting':
      return state.since + ATTEMPT_MS;
    case 'online':
      return state.pingedAt === undefined ? state.heardAt + PING_MS : state.pingedAt + PONG_MS;
  }
}

function connect(now: number, attempt: number, before: readonly ConnectionEffect[]): Step {
  return [{ at: 'connecting', since: now, attempt }, [...before, 'open']];
}

function online(now: number): ConnectionState {
  return { at: 'online', heardAt: now, pingedAt: undefined, tickedAt: now };
}

function wake(state: ConnectionState, now: number): Step {
  if (state.at === 'waiting') return connect(now, state.attempt, []);
  if (state.at === 'online' && state.pingedAt === undefined) return [{ ...state, pingedAt: now }, ['ping']];
  return [state, []];
}

function tick(state: ConnectionState, now: number): Step {
  if (state.at === 'waiting') {
    // Past the time, or the clock was set back so far that the time means nothing.
    const due = now >= state.until || state.until - now > LONGEST_WAIT_MS;
    return due ? connect(now, state.attempt, []) : [state, []];
  }
  if (state.at === 'connecting') return tickConnecting(state, now);
  if (state.at === 'online') return tickOnline(state, now);
  return [state, []];
}

function tickConnecting(state: ConnectionState & { at: 'connecting' }, now: number): Step {
  if (now < state.since) return [{ ...state, since: now }, []];
  return now - state.since >= ATTEMPT_MS ? connect(now, state.attempt + 1, ['close']) : [state, []];
}

function tickOnline(state: ConnectionState & { at: 'online' }, now: number): Step {
  // Nobody looked at the clock for long, or it was set back: the laptop slept, or time means nothing. Ask anew.
  const jumped = now < state.tickedAt || now - state.tickedAt > 2 * PING_MS;
  if (state.pingedAt === undefined) {
    const ask = jumped || now - state.heardAt >= PING_MS;
    return ask
      ? [{ ...state, heardAt: now, pingedAt: now, tickedAt: now }, ['ping']]
      : [{ ...state, tickedAt: now }, []];
  }
  // Asked, and nothing heard since: in a tab whose timers are slowed down, too, the second look decides.
  if (jumped || now - state.pingedAt >= PONG_MS) return connect(now, 0, ['close']);
  return [{ ...state, tickedAt: now }, []];
}

function lose(state: ConnectionState, input: ConnectionInput & { on: 'lost' }): Step {
  if (state.at === 'stopped' || state.at === 'waiting') return [state, []];
  const attempt = state.at === 'connecting' ? state.attempt : 0;
  if (input.soon && attempt === 0) return connect(input.now, 1, ['close']);
  const waitMs = Math.max(backoffMs(attempt, input.random), input.retryAfterMs ?? 0);
  return [{ at: 'waiting', until: input.now + Math.min(waitMs, LONGEST_WAIT_MS), attempt: attempt + 1 }, ['close']];
}

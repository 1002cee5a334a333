/**
 * Whether the tab that holds the connection still runs. Pure. It is asked, and answers without a timer, so that one in
 * the background does as well; only who asks needs timers that run on time.
 */
export type WatchState = { at: 'off' } | { at: 'calm'; until: number } | { at: 'asked'; since: number };
export type WatchInput = { now: number; on: 'start' | 'stop' | 'heard' | 'tick' };
export type WatchEffect = 'ask' | 'seize';

/** Between two questions; with ANSWER_MS, how long a frozen leader is borne: less than two seconds. */
const CALM_MS = 1_000;
const ANSWER_MS = 850;

export function stepWatch(state: WatchState, { now, on }: WatchInput): [WatchState, WatchEffect | undefined] {
  if (on === 'stop') return [{ at: 'off' }, undefined];
  if (on === 'start') return [{ at: 'calm', until: now + CALM_MS }, undefined];
  if (state.at === 'off') return [state, undefined];
  if (on === 'heard') return [{ at: 'calm', until: now + CALM_MS }, undefined];
  if (state.at === 'calm') {
    // A clock that was set back means nothing.
    const due = now >= state.until || state.until - now > CALM_MS;
    return due ? [{ at: 'asked', since: now }, 'ask'] : [state, undefined];
  }
  const waitedMs = now - state.since;
  // It is this tab that was frozen or slowed down: the answer may lie unread.
  if (waitedMs < 0 || waitedMs > 3 * ANSWER_MS) return [{ at: 'asked', since: now }, 'ask'];
  return waitedMs >= ANSWER_MS ? [{ at: 'calm', until: now + CALM_MS }, 'seize'] : [state, undefined];
}

/** When the next tick is due; undefined: nothing is waited for. */
export function watchDueAt(state: WatchState): number | undefined {
  if (state.at === 'off') return undefined;
  return state.at === 'calm' ? state.until : state.since + ANSWER_MS;
}

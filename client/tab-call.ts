import type { CallId, CallMode, CallOutcome, CallPass } from '#protocol/calls.ts';
import type { ConversationId } from '#protocol/common.ts';
import { FAILURES, type FailureCode } from '#protocol/failures.ts';

/** The one call that a window has: pure steps through its states. Whether it goes on is for the server to say. */

/** How somebody wants to come into a call. */
export type CallWish = { camera: boolean } & (
  | { do: 'start'; conversation: ConversationId; mode: CallMode }
  /** `hold`: the call that the window is in waits. */
  | { do: 'answer' | 'join'; call: CallId; hold?: true }
);

/** Why a window has no call any more. */
export type CallEnd = Exclude<CallOutcome, 'started'> | 'elsewhere' | 'lost' | FailureCode;

export type TabCall =
  | { at: 'idle' }
  /** The server is asked for a pass. `back`: the window was in this call before. */
  | { at: 'asking'; wish: CallWish; back?: Back }
  | { at: 'in'; pass: CallPass; camera: boolean; link: 'entering' | 'whole' | 'mending'; told: boolean; tries: number }
  /** The connection broke for good: after a pause the server is asked anew. */
  | { at: 'waiting'; wish: CallWish & { do: 'join' | 'answer' }; back: Back }
  | { at: 'over'; call: CallId | undefined; why: CallEnd | undefined; durationMs?: number };

interface Back {
  tries: number;
}

export type TabInput =
  | { on: 'wish'; wish: CallWish }
  | { on: 'passed'; pass: CallPass }
  | { on: 'refused'; code: FailureCode }
  | { on: 'entered' }
  | { on: 'linked'; whole: boolean }
  /** The room is gone. `another`: another device of the person is in it. */
  | { on: 'dropped'; camera: boolean; another: boolean }
  | { on: 'waited' }
  /** What the entry says of the call that this window is in. */
  | { on: 'told'; stands: 'here' | 'elsewhere' | 'gone' }
  | { on: 'looked'; call: CallId; outcome: CallOutcome | undefined; durationMs?: number }
  | { on: 'leave' }
  | { on: 'dismiss' };

export type TabEffect =
  | { do: 'ask'; wish: CallWish }
  | { do: 'enter'; pass: CallPass; camera: boolean }
  | { do: 'disconnect' }
  /** The room waits, silent, until its call goes on. */
  | { do: 'park'; call: CallId }
  | { do: 'tell-left'; call: CallId }
  | { do: 'look'; call: CallId }
  | { do: 'wait'; forMs: number };

type Step = [TabCall, TabEffect[]];
type Inside = Extract<TabCall, { at: 'in' }>;

const IDLE: TabCall = { at: 'idle' };
/** Half a minute in all, as long as the server waits. */
const AGAIN_AFTER_MS = [300, 1000, 2000, 3000, 5000, 5000, 7000, 7000];

/** The next state and what is to be done. An input that does not belong to the state changes nothing. */
export function stepTab(state: TabCall, input: TabInput): Step {
  if (input.on === 'wish') return wished(state, input.wish);
  switch (state.at) {
    case 'idle':
    case 'over':
      return resting(state, input);
    case 'asking':
      return asking(state, input);
    case 'waiting':
      return waiting(state, input);
    case 'in':
      return inside(state, input);
  }
}

/** The call that the window is in or wants to be in. */
export function callOf(state: TabCall): CallId | undefined {
  if (state.at === 'in') return state.pass.call;
  if (state.at === 'asking' || state.at === 'waiting') return 'call' in state.wish ? state.wish.call : undefined;
  return state.at === 'over' ? state.call : undefined;
}

/** Coming into one call leaves the other: the server sees to it. */
function wished(state: TabCall, wish: CallWish): Step {
  if (state.at === 'asking') return [state, []];
  if (state.at === 'in' && wish.do !== 'start' && wish.call === state.pass.call) return [state, []];
  const ask: TabEffect = { do: 'ask', wish };
  if (state.at !== 'in') return [{ at: 'asking', wish }, [ask]];
  const hold = wish.do !== 'start' && wish.hold === true;
  const out: TabEffect = hold ? { do: 'park', call: state.pass.call } : { do: 'disconnect' };
  return [{ at: 'asking', wish }, [out, ask]];
}

function resting(state: TabCall & { at: 'idle' | 'over' }, input: TabInput): Step {
  // An answer for somebody who has given up meanwhile.
  if (input.on === 'passed') return [state, [{ do: 'tell-left', call: input.pass.call }]];
  if (input.on === 'dismiss') return [IDLE, []];
  if (input.on === 'looked' && state.at === 'over' && state.call === input.call) {
    const lasted = input.durationMs === undefined ? {} : { durationMs: input.durationMs };
    const why = input.outcome === undefined || input.outcome === 'started' ? 'ended' : input.outcome;
    return [{ ...state, why, ...lasted }, []];
  }
  return [state, []];
}

function asking(state: TabCall & { at: 'asking' }, input: TabInput): Step {
  const { wish, back } = state;
  switch (input.on) {
    case 'passed': {
      const { camera } = wish;
      const { pass } = input;
      const next: TabCall = { at: 'in', pass, camera, link: 'entering', told: false, tries: back?.tries ?? 0 };
      return [next, [{ do: 'enter', pass, camera }]];
    }
    case 'refused':
      return refused(state, input.code);
    case 'leave': {
      const call = callOf(state);
      // Who was in has still to tell; who asked for the first time tells when the answer comes.
      return [IDLE, back !== undefined && call !== undefined ? [{ do: 'tell-left', call }] : []];
    }
    default:
      return [state, []];
  }
}

function refused({ wish, back }: TabCall & { at: 'asking' }, code: FailureCode): Step {
  const call = 'call' in wish ? wish.call : undefined;
  if (back !== undefined && wish.do !== 'start' && FAILURES[code].retry === 'later') return again(wish, back.tries);
  if (code === 'call.over' && call !== undefined) {
    return [{ at: 'over', call, why: undefined }, [{ do: 'look', call }]];
  }
  return [{ at: 'over', call, why: code === 'call.elsewhere' ? 'elsewhere' : code }, []];
}

function waiting(state: TabCall & { at: 'waiting' }, input: TabInput): Step {
  const { wish, back } = state;
  if (input.on === 'waited') return [{ at: 'asking', wish, back }, [{ do: 'ask', wish }]];
  if (input.on === 'leave') return [IDLE, [{ do: 'tell-left', call: wish.call }]];
  if (input.on === 'told' && input.stands !== 'here') return toldOver(wish.call, input.stands, []);
  return [state, []];
}

function inside(state: Inside, input: TabInput): Step {
  const { call } = state.pass;
  switch (input.on) {
    case 'entered':
      return [{ ...state, link: 'whole', tries: 0 }, []];
    case 'linked':
      return [state.link === 'entering' ? state : { ...state, link: input.whole ? 'whole' : 'mending' }, []];
    case 'dropped':
      if (input.another) return [{ at: 'over', call, why: 'elsewhere' }, []];
      return again({ do: 'join', call, camera: input.camera }, state.tries);
    case 'told':
      if (input.stands === 'here') return [state.told ? state : { ...state, told: true }, []];
      // Before the entry has come that tells of the answer, an older one may say otherwise.
      return state.told ? toldOver(call, input.stands, [{ do: 'disconnect' }]) : [state, []];
    case 'leave':
      return [IDLE, [{ do: 'disconnect' }, { do: 'tell-left', call }]];
    default:
      return [state, []];
  }
}

function toldOver(call: CallId, stands: 'elsewhere' | 'gone', effects: TabEffect[]): Step {
  if (stands === 'elsewhere') return [{ at: 'over', call, why: 'elsewhere' }, effects];
  return [{ at: 'over', call, why: undefined }, [...effects, { do: 'look', call }]];
}

function again(wish: CallWish & { do: 'join' | 'answer' }, tries: number): Step {
  const forMs = AGAIN_AFTER_MS[tries];
  if (forMs === undefined)
    return [{ at: 'over', call: wish.call, why: 'lost' }, [{ do: 'tell-left', call: wish.call }]];
  const join = { do: 'join' as const, call: wish.call, camera: wish.camera };
  return [{ at: 'waiting', wish: join, back: { tries: tries + 1 } }, [{ do: 'wait', forMs }]];
}

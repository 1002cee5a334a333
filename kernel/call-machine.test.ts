import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LIMITS } from '#protocol/limits.ts';
import type { EntryBody } from '#protocol/personal.ts';
import { callEntry } from './call-entry.ts';
import { type Call, type CallInput, durationOf, nextTick, personIn, startCall, stepCall } from './call-machine.ts';

const ANN = 'u_ann';
const BOB = 'u_bob';
const CAT = 'u_cat';
const PEOPLE = [ANN, BOB, CAT] as const;
const DEVICES = ['d_1', 'd_2'] as const;
const RING = LIMITS.callRingMs;

function direct(now = 0): Call {
  const head = { id: 'v_1', conversation: 'c_1', group: false, mode: 'voice', by: ANN, device: 'd_1' } as const;
  return startCall({ ...head, whom: [{ user: BOB }], now });
}

function group(): Call {
  const head = { id: 'v_1', conversation: 'c_1', group: true, mode: 'video', by: ANN, device: 'd_1' } as const;
  return startCall({ ...head, whom: [{ user: BOB }, { user: CAT }], now: 0 });
}

/** The call after what must be allowed. */
function after(call: Call, ...inputs: CallInput[]): Call {
  return inputs.reduce((before, input) => {
    const { call: next, refusal } = stepCall(before, input);
    assert.equal(refusal, undefined, JSON.stringify(input));
    return next;
  }, call);
}

function states(call: Call): string[] {
  return call.people.map(({ user, state }) => `${user} ${state}`);
}

test('[CA1] [CA2] it rings for the other, who answers on one device', () => {
  const rings = direct();
  assert.deepEqual(states(rings), ['u_ann in', 'u_bob ringing']);
  const speaks = after(rings, { on: 'answered', user: BOB, device: 'd_1', now: 900 });
  assert.deepEqual(states(speaks), ['u_ann in', 'u_bob in']);
  assert.equal(stepCall(speaks, { on: 'answered', user: BOB, device: 'd_2', now: 901 }).refusal, 'call.elsewhere');
  const over = after(speaks, { on: 'left', user: BOB, now: 5900 });
  assert.deepEqual([over.over?.outcome, durationOf(over)], ['ended', 5000]);
});

test('[CA4] [CA5] nobody answers, the other declines, the caller gives up', () => {
  assert.equal(after(direct(), { on: 'tick', now: RING - 1 }).over, undefined);
  assert.equal(nextTick(direct()), RING);
  const missed = after(direct(), { on: 'tick', now: RING });
  assert.deepEqual([missed.over?.outcome, personIn(missed, BOB)?.state], ['no-answer', 'missed']);
  assert.equal(after(direct(), { on: 'declined', user: BOB, now: 1 }).over?.outcome, 'declined');
  const cancelled = after(direct(), { on: 'left', user: ANN, now: 1 });
  assert.deepEqual([cancelled.over?.outcome, personIn(cancelled, BOB)?.state], ['cancelled', 'missed']);
  assert.equal(stepCall(cancelled, { on: 'answered', user: BOB, device: 'd_1', now: 2 }).refusal, 'call.over');
});

test('[CA9] it is taken over from another device', () => {
  const speaks = after(direct(), { on: 'answered', user: BOB, device: 'd_1', now: 1 });
  const moved = after(speaks, { on: 'joined', user: BOB, device: 'd_2', now: 9 });
  assert.deepEqual(personIn(moved, BOB), { user: BOB, state: 'in', device: 'd_2', since: 1 });
});

test('[CA5] a group’s call goes on while anybody is in it, and people come back', () => {
  const alone = after(group(), { on: 'tick', now: RING });
  assert.deepEqual(states(alone), ['u_ann in', 'u_bob missed', 'u_cat missed']);
  const joined = after(alone, { on: 'joined', user: BOB, device: 'd_1', now: RING + 1 });
  assert.equal(joined.answeredAt, RING + 1);
  const without = after(joined, { on: 'left', user: ANN, now: RING + 2 });
  assert.equal(without.over, undefined);
  assert.equal(after(without, { on: 'left', user: BOB, now: RING + 3 }).over?.outcome, 'ended');
  assert.equal(after(alone, { on: 'left', user: ANN, now: RING + 1 }).over?.outcome, 'no-answer');
});

test('[CA14] who is alone in the call of a group waits five minutes, and no longer', () => {
  const waits = after(group(), { on: 'tick', now: RING });
  assert.equal(nextTick(waits), RING + LIMITS.callAloneMs);
  assert.equal(after(waits, { on: 'tick', now: RING + LIMITS.callAloneMs - 1 }).over, undefined);
  assert.equal(after(waits, { on: 'tick', now: RING + LIMITS.callAloneMs }).over?.outcome, 'no-answer');
  const together = after(waits, { on: 'joined', user: BOB, device: 'd_1', now: RING + 1 });
  assert.equal(nextTick(together), undefined);
  const again = after(together, { on: 'left', user: ANN, now: 100_000 });
  const late = 100_000 + LIMITS.callAloneMs;
  assert.equal(after(again, { on: 'tick', now: late }).over?.outcome, 'ended');
  const invited = after(again, { on: 'invited', by: BOB, whom: [{ user: CAT }], now: late - 1 });
  assert.equal(after(invited, { on: 'tick', now: late }).over, undefined);
});

test('[CA6] a call waits for who speaks in another one, on the device that is in it', () => {
  const speaks = after(direct(), { on: 'answered', user: BOB, device: 'd_1', now: 1 });
  assert.equal(after(speaks, { on: 'held', user: BOB, device: 'd_2', now: 2 }), speaks);
  const waits = after(speaks, { on: 'held', user: BOB, device: 'd_1', now: 2 });
  assert.deepEqual(personIn(waits, BOB), { user: BOB, state: 'in', device: 'd_1', since: 1, held: true });
  const told = callEntry(waits, ANN, true);
  assert.deepEqual(told?.people[1], { user: BOB, state: 'in', held: true });
  assert.equal(callEntry(waits, BOB, true)?.device, 'd_1');
  assert.deepEqual(after(waits, { on: 'joined', user: BOB, device: 'd_1', now: 3 }), speaks);
  assert.equal(after(waits, { on: 'left', user: ANN, now: 3 }).over?.outcome, 'ended');
  assert.equal(after(direct(), { on: 'held', user: CAT, device: 'd_1', now: 1 }).over, undefined);
});

test('[CA10] whoever is in invites others, into the call of two as well', () => {
  const speaks = after(direct(), { on: 'answered', user: BOB, device: 'd_1', now: 1 });
  const invited = after(speaks, { on: 'invited', by: BOB, whom: [{ user: CAT }], now: 2 });
  const three = after(invited, { on: 'answered', user: CAT, device: 'd_1', now: 3 }, { on: 'left', user: ANN, now: 4 });
  assert.equal(three.over, undefined);
  assert.equal(stepCall(three, { on: 'invited', by: ANN, whom: [{ user: ANN }], now: 5 }).refusal, 'access.denied');
  assert.equal(after(three, { on: 'left', user: CAT, now: 5 }).over?.outcome, 'ended');
  const many = Array.from({ length: LIMITS.callPeople }, (_, n) => ({ user: `u_${n}` }));
  assert.equal(stepCall(speaks, { on: 'invited', by: ANN, whom: many, now: 2 }).refusal, 'call.full');
  assert.equal(stepCall(direct(), { on: 'joined', user: CAT, device: 'd_1', now: 1 }).refusal, 'access.denied');
});

test('[CA11] sound becomes pictures', () => {
  assert.equal(after(direct(), { on: 'video', user: ANN, now: 1 }).mode, 'video');
  assert.equal(stepCall(direct(), { on: 'video', user: BOB, now: 1 }).refusal, 'access.denied');
});

test('[CA21] who has blocked the caller is told nothing, and the caller sees nothing of that', () => {
  const head = { id: 'v_1', conversation: 'c_1', group: false, mode: 'voice', by: ANN, device: 'd_1' } as const;
  const call = startCall({ ...head, whom: [{ user: BOB, apart: true }], now: 0 });
  assert.equal(callEntry(call, BOB, true), undefined);
  assert.deepEqual(callEntry(call, ANN, true), callEntry(direct(), ANN, true));
  assert.equal(after(call, { on: 'tick', now: RING }).over?.outcome, 'no-answer');
});

test('[CA8] [CA20] who is no member any more knows nothing of it', () => {
  const out = after(group(), { on: 'joined', user: BOB, device: 'd_1', now: 1 }, { on: 'removed', user: BOB, now: 2 });
  assert.deepEqual(states(out), ['u_ann in', 'u_bob left', 'u_cat ringing']);
  assert.equal(callEntry(out, BOB, false), undefined);
  assert.equal(callEntry(out, 'u_dan', true)?.until, undefined);
  assert.equal(callEntry(out, 'u_dan', false), undefined);
});

const user = fc.constantFrom(...PEOPLE);
const device = fc.constantFrom(...DEVICES);
type Wish = Record<string, unknown> & { on: CallInput['on'] | 'wait'; waitMs?: number };
/** What people and their devices, the network and time do. */
const wish: fc.Arbitrary<Wish> = fc.oneof(
  fc.record({ on: fc.constantFrom('answered' as const, 'joined' as const), user, device }),
  fc.record({ on: fc.constantFrom('declined' as const, 'left' as const, 'removed' as const, 'video' as const), user }),
  fc.record({ on: fc.constant('invited' as const), by: user, whom: fc.array(fc.record({ user }), { maxLength: 3 }) }),
  fc.record({ on: fc.constant('held' as const), user, device }),
  fc.record({ on: fc.constant('tick' as const) }),
  fc.record({ on: fc.constant('wait' as const), waitMs: fc.nat({ max: RING }) }),
);

function assertLegal(call: Call): void {
  const there = call.people.filter(({ state }) => state === 'in').length;
  const rings = call.people.filter(({ state }) => state === 'ringing').length;
  assert.equal(new Set(call.people.map((one) => one.user)).size, call.people.length);
  assert.ok(there + rings <= LIMITS.callPeople);
  if (call.over !== undefined) assert.equal(there + rings, 0);
  else if (call.group) assert.ok(there > 0);
  else assert.ok(there > 1 || (there === 1 && rings > 0));
  if (there > 1) assert.ok(call.answeredAt !== undefined);
  const alone = call.group && call.over === undefined && there + rings === 1;
  assert.equal(call.aloneSince !== undefined, alone);
  if (call.over?.outcome === 'ended') assert.ok(call.answeredAt !== undefined && durationOf(call) >= 0);
  const views: (Omit<EntryBody & { type: 'call' }, 'seq'> | undefined)[] = call.people.map((one) =>
    callEntry(call, one.user, true),
  );
  for (const view of views) {
    assert.ok(view === undefined || !(view.until !== undefined && view.device !== undefined));
    assert.ok(call.over === undefined || view === undefined, 'nothing rings when it is over');
  }
}

for (const [name, begin] of [
  ['two', direct],
  ['a group', group],
] as const) {
  test(`whatever happens in whatever order, a call of ${name} is legal on all sides and ends`, () => {
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 30 }), (wishes) => {
        let call = begin(0);
        let now = 0;
        for (const { waitMs = 0, ...input } of wishes) {
          now += waitMs;
          if (input.on === 'wait') continue;
          const before = call;
          const step = stepCall(call, { ...input, now } as CallInput);
          call = step.call;
          if (step.refusal !== undefined) assert.equal(call, before);
          if (before.over !== undefined) assert.equal(call, before);
          assertLegal(call);
        }
        call = stepCall(call, { on: 'tick', now: now + RING }).call;
        assert.ok(!call.people.some(({ state }) => state === 'ringing'), 'nothing rings for ever');
        now += RING;
        const due = nextTick(call);
        if (due !== undefined) call = stepCall(call, { on: 'tick', now: Math.max(now, due) }).call;
        assert.equal(nextTick(call), undefined, 'nobody waits for ever');
        now = Math.max(now, due ?? 0);
        for (const one of PEOPLE) call = stepCall(call, { on: 'left', user: one, now }).call;
        assertLegal(call);
        assert.ok(call.over !== undefined);
      }),
      { numRuns: 2000 },
    );
  });
}

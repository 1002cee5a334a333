import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '#kernel/failure.ts';
import { patientCall } from './patient-call.ts';
import type { Call } from './sync.ts';
import { ManualTimers } from './testing/manual-timers.ts';

/** A server that answers with these failures first. */
function scene(...failures: Failure[]) {
  const timers = new ManualTimers();
  const asked: number[] = [];
  const call = (async () => {
    asked.push(timers.now());
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    return { people: [] };
  }) as unknown as Call;
  const begun = timers.now();
  const answer = patientCall(call, timers, () => 0.5)('people.get', { ids: [] });
  return { timers, answer, waits: () => asked.map((at) => at - begun) };
}

test('what passes is asked again, not before the server wants it', async () => {
  const { timers, answer, waits } = scene(
    new Failure('server.busy'),
    new Failure('rate.limited', { retryAfterMs: 5_000 }),
  );
  await timers.pass(10_000);
  assert.deepEqual(await answer, { people: [] });
  assert.deepEqual(waits(), [0, 400, 5_400]);
});

test('what is final, and what is out of reach, is told at once', async () => {
  for (const code of ['conversation.unknown', 'network.unreachable', 'session.required'] as const) {
    const { answer, waits } = scene(new Failure(code));
    await assert.rejects(answer, (error) => error instanceof Failure && error.code === code);
    assert.deepEqual(waits(), [0]);
  }
});

test('it does not go on for ever', async () => {
  const { timers, answer, waits } = scene(...Array.from({ length: 20 }, () => new Failure('server.bug')));
  const rejected = assert.rejects(answer, Failure);
  await timers.pass(600_000);
  await rejected;
  assert.equal(waits().length, 9);
});

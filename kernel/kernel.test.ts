import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ManualClock, MonotonicClock } from './clock.ts';
import { Emitter } from './emitter.ts';
import { asFailure, Failure } from './failure.ts';
import { newId, randomDigits, randomText } from './ids.ts';
import { InvariantError, invariant } from './invariant.ts';

test('a monotonic clock never repeats and never goes back, whatever its source does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -100_000, max: 100_000 })), fc.nat(), (moves, floor) => {
      const source = new ManualClock(50_000);
      const clock = new MonotonicClock(source, floor);
      let last = floor;
      for (const move of moves) {
        source.advance(move);
        const now = clock.now();
        assert.ok(now > last);
        last = now;
      }
    }),
  );
});

test('a monotonic clock follows its source when that is ahead', () => {
  const clock = new MonotonicClock(new ManualClock(9_000), 10);
  assert.equal(clock.now(), 9_000);
  assert.equal(clock.now(), 9_001);
});

test('ids: prefix and 20 characters; numbers: as many digits, no leading zero; all differ', () => {
  const ids = new Set<string>();
  const numbers = new Set<string>();
  for (let n = 0; n < 2000; n++) {
    const id = newId('u');
    assert.match(id, /^u_[0-9a-z]{20}$/);
    ids.add(id);
    const number = randomDigits(9);
    assert.match(number, /^[1-9][0-9]{8}$/);
    numbers.add(number);
  }
  assert.equal(ids.size, 2000);
  assert.ok(numbers.size > 1990);
});

test('random text uses every character about equally', () => {
  const counts = new Map<string, number>();
  for (const char of randomText(36_000)) counts.set(char, (counts.get(char) ?? 0) + 1);
  assert.equal(counts.size, 36);
  for (const [char, count] of counts) assert.ok(count > 800 && count < 1200, `${char}: ${count}`);
});

test('events reach listeners until they stop; once means once', () => {
  const emitter = new Emitter<{ said: [text: string] }>();
  const heard: string[] = [];
  const stop = emitter.on('said', (text) => heard.push(`on ${text}`));
  emitter.once('said', (text) => heard.push(`once ${text}`));
  emitter.emit('said', 'a');
  emitter.emit('said', 'b');
  stop();
  emitter.emit('said', 'c');
  assert.deepEqual(heard, ['on a', 'once a', 'on b']);
});

test('a listener that stops another one in the middle breaks nothing', () => {
  const emitter = new Emitter<{ go: [] }>();
  let count = 0;
  const stops = [1, 2, 3].map(() =>
    emitter.on('go', () => {
      count++;
      for (const stop of stops) stop();
    }),
  );
  emitter.emit('go');
  emitter.emit('go');
  assert.equal(count, 3);
});

test('failures carry their row; anything else becomes a bug', () => {
  const failure = new Failure('rate.limited', { retryAfterMs: 10 });
  assert.equal(failure.status, 429);
  assert.deepEqual(failure.body('zh'), { code: 'rate.limited', message: '操作太频繁，请稍后再试。', retryAfterMs: 10 });
  assert.equal(asFailure(failure), failure);
  assert.equal(asFailure(new Error('x')).code, 'server.bug');
});

test('an invariant that does not hold throws', () => {
  invariant(true, 'fine');
  assert.throws(() => invariant(false, 'broken'), InvariantError);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Turns } from './turns.ts';

/** Longer than all that steps may take of one turn. */
function workHard(): void {
  const until = performance.now() + 2;
  while (performance.now() < until);
}

test('steps that take long are made one a turn, in order, and others come in between', async () => {
  const done: string[] = [];
  const turns = new Turns(assert.ifError, () => done.push('flushed'));
  for (const name of ['first', 'second', 'third']) {
    turns.add(() => {
      done.push(name);
      workHard();
    });
  }
  assert.equal(done.length, 0, 'nothing is done at once');
  while (!done.includes('third')) {
    await nextTurn();
    done.push('others');
  }
  const order = done.filter((one, at) => one !== done[at - 1]);
  assert.deepEqual(order.slice(0, 8), [
    ...['flushed', 'first', 'others'],
    ...['flushed', 'second', 'others'],
    ...['flushed', 'third'],
  ]);
});

test('what a step adds comes after all that wait, and nothing is left when they are forgotten', async () => {
  const done: string[] = [];
  const turns = new Turns(assert.ifError);
  turns.add(() => {
    done.push('first');
    turns.add(() => done.push('third'));
  });
  turns.add(() => done.push('second'));
  while (done.length < 3) await nextTurn();
  assert.deepEqual(done, ['first', 'second', 'third']);
  turns.add(() => done.push('never'));
  turns.clear();
  for (let turn = 0; turn < 3; turn++) await nextTurn();
  assert.equal(done.length, 3);
});

test('a step that throws is told, and holds up none', async () => {
  const [bugs, done]: [unknown[], string[]] = [[], []];
  const turns = new Turns((error) => bugs.push(error));
  const bug = new Error('a bug');
  turns.add(() => {
    throw bug;
  });
  turns.add(() => done.push('next'));
  while (done.length === 0) await nextTurn();
  assert.deepEqual(bugs, [bug]);
});

test('steps past the limit are refused', () => {
  const turns = new Turns(assert.ifError);
  let taken = 0;
  while (taken < 20_000 && turns.add(() => {})) taken++;
  assert.equal(taken, 8192);
  turns.clear();
  assert.equal(
    turns.add(() => {}),
    true,
  );
  turns.clear();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Follow } from './follow.ts';
import { verdictOf } from './verdict.ts';

function follow(room: number, count: number, sum: number): Follow {
  return Object.assign(new Follow({ room, id: `c_${room}`, weight: 1 }, 0), { count, sum });
}

const wanted = new Map([[1, { room: 1, count: 2, sum: 30, last: 9 }]]);

test('who has every message once is told apart from who lacks one, has one twice, or has another', () => {
  const clean = { expected: 2, arrived: 2, lost: 0, doubled: 0, mixed: 0 };
  assert.deepEqual(verdictOf([follow(1, 2, 30)], wanted), clean);
  assert.deepEqual(verdictOf([follow(1, 1, 10)], wanted), { ...clean, arrived: 1, lost: 1 });
  assert.deepEqual(verdictOf([follow(1, 3, 50)], wanted), { ...clean, arrived: 3, doubled: 1 });
  assert.deepEqual(verdictOf([follow(1, 2, 31)], wanted), { ...clean, mixed: 1 });
});

test('a message where none was acknowledged is one too many', () => {
  assert.equal(verdictOf([follow(7, 1, 5)], wanted).doubled, 1);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLastN } from './room-tags.ts';

test('the tag of a room is a number up to 9999, or nothing is said', () => {
  assert.equal(readLastN({ 'yiqi.lastN': '9' }), 9);
  assert.equal(readLastN({ 'yiqi.lastN': '0' }), 0);
  for (const odd of ['', '-1', '1.5', 'many', '10000', ' 3'])
    assert.equal(readLastN({ 'yiqi.lastN': odd }), undefined, odd);
  assert.equal(readLastN({}), undefined);
});

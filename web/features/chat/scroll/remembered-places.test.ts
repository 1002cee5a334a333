import { expect, test } from 'vitest';
import { rememberedPlace, rememberPlace } from './remembered-places.ts';

test('a place is found again, unless more is unread than there was', () => {
  rememberPlace('c_1', { seq: 7, top: -20, unread: 2 });
  expect(rememberedPlace('c_1', 2)?.seq).toBe(7);
  expect(rememberedPlace('c_1', 3)).toBeUndefined();
  rememberPlace('c_1', undefined);
  expect(rememberedPlace('c_1', 0)).toBeUndefined();
});

test('the places of the last hundred conversations are remembered', () => {
  for (let n = 1; n <= 101; n += 1) rememberPlace(`c_${n}`, { seq: n, top: 0, unread: 0 });
  expect(rememberedPlace('c_1', 0)).toBeUndefined();
  expect(rememberedPlace('c_2', 0)?.seq).toBe(2);
  expect(rememberedPlace('c_101', 0)?.seq).toBe(101);
});

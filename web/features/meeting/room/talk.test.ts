import { afterEach, expect, test, vi } from 'vitest';
import { type ChatLine, Talk } from './talk.ts';

afterEach(() => vi.useRealTimers());

function line(id: string, more: Partial<ChatLine> = {}): ChatLine {
  return { id, identity: 'u_ben', name: 'Ben', text: 'Hello', at: 1000, mine: false, ...more };
}

test('what is said while the chat is closed is unread; one’s own is not', () => {
  const talk = new Talk();
  talk.hear(line('1'));
  talk.hear(line('1'));
  talk.hear(line('2', { mine: true, identity: 'u_ann' }));
  expect(talk.lines().map(({ id }) => id)).toEqual(['1', '2']);
  expect(talk.unread()).toBe(1);
  talk.setOpen(true);
  talk.hear(line('3'));
  expect(talk.unread()).toBe(0);
  talk.clear();
  expect(talk.lines()).toEqual([]);
});

test('nobody floods the chat or the screen', () => {
  vi.useFakeTimers();
  const talk = new Talk();
  for (let n = 0; n < 200; n += 1) talk.hear(line(`${n}`));
  expect(talk.lines()).toHaveLength(20);
  for (let n = 0; n < 100; n += 1) talk.show('u_ben', 'Ben', '👍', 1000);
  expect(talk.flying()).toHaveLength(8);
  for (let n = 0; n < 10; n += 1) talk.show(`u_${n}`, 'Somebody', '👏', 1000);
  for (const { across } of talk.flying()) expect(across >= 0 && across < 1).toBe(true);
  vi.runAllTimers();
  expect(talk.flying()).toEqual([]);
});

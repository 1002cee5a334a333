import { expect, test } from 'vitest';
import type { MessageLine } from '#protocol/conversations.ts';
import { contentWords } from '../contents/words.ts';
import { textOfLines } from './copied-lines.ts';

function line(seq: number, by: string, text: string, more: Partial<MessageLine> = {}): MessageLine {
  const at = Date.UTC(2026, 0, 2, 3, 4 + seq);
  return { type: 'message', conversation: 'c', seq, at, by, count: seq, clientId: `id${seq}`, text, ...more };
}

test('[MC60] selected messages are copied in order, with names and times', () => {
  const lines = [line(2, 'b', 'second\nline'), line(1, 'a', 'first')];
  const place = { type: 'location', latitude: 1, longitude: 2, name: 'Harbour' } as const;
  lines.push(line(3, 'a', '', { content: place }));
  const copied = textOfLines(lines, {
    nameOf: (user) => user.toUpperCase(),
    timeOf: (at) => String(new Date(at).getUTCMinutes()),
    words: contentWords.en,
  });
  expect(copied).toBe('A  5\nfirst\n\nB  6\nsecond\nline\n\nA  7\n[Location] Harbour');
});

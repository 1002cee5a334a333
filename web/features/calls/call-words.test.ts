import { expect, test } from 'vitest';
import type { ContentOf } from '#protocol/content.ts';
import { callLineWords, lasted } from './call-words.ts';
import { lineWords } from './line-words.ts';

function call(outcome: ContentOf<'call'>['outcome'], mode: 'voice' | 'video' = 'voice'): ContentOf<'call'> {
  return { type: 'call', call: 'v_1', mode, outcome, ...(outcome === 'ended' ? { durationMs: 3_725_000 } : {}) };
}

test('[CA30] a line says how a call went, as the reader had it', () => {
  const { en, zh } = lineWords;
  expect(callLineWords(call('ended', 'video'), true, en)).toBe('Video call, 1:02:05');
  expect(callLineWords(call('no-answer'), true, en)).toBe('Voice call, no answer');
  expect(callLineWords(call('no-answer'), false, en)).toBe('Missed voice call');
  expect(callLineWords(call('cancelled'), false, zh)).toBe('未接语音通话');
  expect(callLineWords(call('cancelled'), true, zh)).toBe('语音通话已取消');
  expect(callLineWords(call('declined'), false, zh)).toBe('你拒绝了语音通话');
  expect(callLineWords(call('started', 'video'), false, en)).toBe('Video call started');
});

test('durations are as short as they can be', () => {
  expect([0, 59_999, 60_000, 3_600_000].map(lasted)).toEqual(['0:00', '0:59', '1:00', '1:00:00']);
});

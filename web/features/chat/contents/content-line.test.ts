import { expect, test } from 'vitest';
import { contentLine, degrees, lineWords, mapAddress, readDegrees } from './content-line.ts';
import { contentWords } from './words.ts';

const { en, zh } = contentWords;

test('every content has words for one line, in both languages', () => {
  const place = { type: 'location', latitude: 1, longitude: 2, name: 'Harbour' } as const;
  expect(contentLine(place, en)).toBe('[Location] Harbour');
  expect(contentLine({ type: 'contact', user: 'u' }, zh)).toBe('[名片]');
  expect(contentLine({ type: 'sticker', id: 'st', width: 1, height: 1, text: 'cat' }, zh)).toBe('[贴纸] cat');
  const items = [{ by: 'u', name: 'n', at: 0, text: 'x' }];
  expect(contentLine({ type: 'bundle', title: 'Talk', items }, en)).toBe('[Chat history] Talk');
  const file = { id: 'f', name: '报告.pdf', size: 1, type: 'application/pdf' };
  const picture = { ...file, type: 'image/png', width: 2, height: 1 };
  expect(contentLine({ type: 'files', items: [file] }, zh)).toBe('[文件] 报告.pdf');
  expect(contentLine({ type: 'files', items: [picture] }, en)).toBe('[Picture]');
  expect(contentLine({ type: 'files', items: [picture, picture] }, en)).toBe('[Picture] (2)');
  expect(contentLine({ type: 'files', items: [file, picture] }, en)).toBe('[File] 报告.pdf (2)');
  expect(lineWords(place, 'here', en)).toBe('[Location] Harbour here');
  expect(lineWords(undefined, 'here', en)).toBe('here');
});

test('degrees are read as they are typed', () => {
  expect(readDegrees(' 31.2304 ', 90)).toBe(31.2304);
  expect(readDegrees('−33,85', 90)).toBe(-33.85);
  expect(readDegrees('１２１', 180)).toBe(121);
  for (const wrong of ['', 'x', '91', '-90.0001', '1e1', '1.2.3', 'NaN', 'Infinity']) {
    expect(readDegrees(wrong, 90), wrong).toBe(undefined);
  }
  expect(degrees(0.1 + 0.2)).toBe('0.3');
  expect(mapAddress(-33.8568, 151.2153)).toContain('mlat=-33.8568&mlon=151.2153');
});

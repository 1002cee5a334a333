import { expect, test } from 'vitest';
import { textParts } from './links.ts';

const links = (text: string) =>
  textParts(text)
    .filter((part) => part.link !== undefined)
    .map((part) => part.text);

test('finds http and https addresses and nothing else', () => {
  expect(links('see https://example.org/a?b=1#c and http://localhost:8080 now')).toEqual([
    'https://example.org/a?b=1#c',
    'http://localhost:8080',
  ]);
  expect(links('javascript:alert(1) data:text/html,x ftp://a.b file:///etc')).toEqual([]);
});

test('punctuation of the sentence stays outside', () => {
  expect(links('go to https://example.org/x. Or (https://example.org/y)!')).toEqual([
    'https://example.org/x',
    'https://example.org/y',
  ]);
  expect(links('看 https://example.org/表，好吗？')).toEqual(['https://example.org/表']);
  expect(links('https://en.wikipedia.org/wiki/Dot_(mark)')).toEqual(['https://en.wikipedia.org/wiki/Dot_(mark)']);
});

test('the parts together are the text', () => {
  for (const text of ['', 'a', 'https://', 'x https://a.b/c) y', 'https://a.b https://c.d', '……']) {
    expect(
      textParts(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  }
});

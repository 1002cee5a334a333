import { expect, test } from 'vitest';
import { previewableLink, withoutPreviews } from './links-of.ts';

test('[MC50] the first plain address is previewed, and none that the sender has put in brackets', () => {
  expect(previewableLink('see https://a.example/x?y=1, and http://b.example')).toBe('https://a.example/x?y=1');
  expect(previewableLink('- **https://a.example**')).toBe('https://a.example/');
  expect(previewableLink('<https://a.example> https://b.example')).toBe('https://b.example/');
  for (const text of [
    'plain',
    '`https://a.example`',
    '> https://a.example',
    '[x](https://a.example)',
    'mailto:a@b.cd',
  ]) {
    expect(previewableLink(text), text).toBe(undefined);
  }
});

test('[MC50] a text loses its previews and keeps everything else', () => {
  const text = 'see https://a.example/x?y=(1), http://b.example and https://a.example/x?y=(1)2';
  const without = withoutPreviews(text);
  expect(previewableLink(without)).toBe(undefined);
  expect(without.replaceAll(/[<>]/g, '')).toBe(text);
  expect(withoutPreviews('nothing here')).toBe('nothing here');
});

import { expect, test } from 'vitest';
import { codeParts } from './code-parts.ts';
import { highlighted } from './highlighter.ts';

test('code is coloured and stays the same code, whatever is in it', () => {
  const samples: [string, string][] = [
    ['ts', 'const a: string = "<b>&amp;"; // </span> \'x\'\n'],
    ['html', '<a href="x">&lt;</a><!-- <script>alert(1)</script> -->'],
    ['py', 'def f(x):\n    return f"{x!r}"'],
    ['js', 'let x = /a+/g;'],
    ['sh', 'echo "$HOME" | grep -v x'],
    ['json', '{"a": [1, true, null]}'],
  ];
  for (const [language, text] of samples) {
    const parts = highlighted(text, language) ?? [];
    expect(parts.map((part) => part.text).join(''), language).toBe(text);
    expect(new Set(parts.map((part) => part.kind)).size, language).toBeGreaterThan(1);
  }
  expect(highlighted('x', 'no-such-language')).toBe(undefined);
});

test('only what the highlighter marks is taken for a mark', () => {
  expect(codeParts('<img src=x onerror=y>')).toEqual([{ text: '<img src=x onerror=y>', kind: '' }]);
  expect(codeParts('<span class="hljs-string">a<span class="hljs-subst">b</span></span>c')).toEqual([
    { text: 'a', kind: 'string' },
    { text: 'bc', kind: '' },
  ]);
});

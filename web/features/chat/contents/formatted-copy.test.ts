import { expect, test } from 'vitest';
import { hasMarks, htmlOf } from './formatted-copy.ts';

test('marks become markup, and nothing else does', () => {
  expect(htmlOf('**a** <b>\n`c`')).toBe('<p><strong>a</strong> &lt;b&gt;<br><code>c</code></p>');
  expect(htmlOf('- one\n- two')).toBe('<ul><li><p>one</p></li><li><p>two</p></li></ul>');
  expect(htmlOf('| a | b |\n|---|---|\n| 1 | "2" |')).toBe(
    '<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>&quot;2&quot;</td></tr></table>',
  );
  expect(htmlOf('[x](https://a.example/?q="onclick=")')).not.toContain('"onclick');
});

test('a plain text has nothing to copy besides', () => {
  expect(hasMarks('one\ntwo')).toBe(false);
  expect(hasMarks('')).toBe(false);
  expect(hasMarks('**one**')).toBe(true);
  expect(hasMarks('- one')).toBe(true);
});

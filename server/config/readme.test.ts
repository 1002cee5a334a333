import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DEFAULT_SETTINGS, SETTING_NAMES, SETTINGS } from './settings.ts';

test('the README lists every setting with its default and meaning, and no other', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const listed = readme.split('\n').filter((line) => /^\| `[a-z0-9_]+` \| `YIQI_/.test(line));
  const expected = SETTING_NAMES.map((name) => {
    const value = DEFAULT_SETTINGS[name] === '' ? '' : `\`${DEFAULT_SETTINGS[name]}\``;
    const { description } = SETTINGS.properties[name] as { description?: string };
    return `| \`${name}\` | \`YIQI_${name.toUpperCase()}\` | ${value} | ${description}`;
  });
  assert.equal(listed.length, expected.length);
  for (const [i, row] of expected.entries()) assert.ok(listed[i]?.startsWith(row), `${listed[i]} is not ${row}`);
});

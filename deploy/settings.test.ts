import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SETTING_NAMES } from '#server/config/settings.ts';
import { filesIn, textOf } from './testing/files.ts';

const KNOWN = new Set([...SETTING_NAMES.map((name) => `YIQI_${name.toUpperCase()}`), 'YIQI_CONFIG']);

test('every setting that is named exists: another one would stop the start', () => {
  const files = [...filesIn('deploy').filter((file) => !file.endsWith('.test.ts')), 'docs/operations.md'];
  const named = files.flatMap((file) => [...textOf(file).matchAll(/\bYIQI_[A-Z0-9_]+\b/g)].map(([name]) => name));
  assert.ok(named.length > 50, 'settings were found');
  assert.deepEqual([...new Set(named)].filter((name) => !KNOWN.has(name)).sort(), []);
});

test('settings in TOML exist, too', () => {
  const names = new Set<string>(SETTING_NAMES);
  const blocks = [...textOf('docs/operations.md').matchAll(/```toml\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  const named = blocks.flatMap((block) => [...block.matchAll(/^([a-z0-9_]+) *=/gm)].map(([, name = '']) => name));
  assert.ok(named.length > 0, 'settings were found');
  assert.deepEqual(
    named.filter((name) => !names.has(name)),
    [],
  );
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const DIST = fileURLToPath(new URL('../dist/web/', import.meta.url));
/** What the first screen may cost in script, compressed. Everything else is fetched when it is needed. */
const MOST_BYTES = 200_000;

test('the first screen needs at most 200 kB of script', (context) => {
  const page = readFileSync(`${DIST}index.html`, 'utf8');
  const scripts = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path = '']) => path);
  assert.ok(scripts.length > 0);
  const bytes = scripts.map((path) => gzipSync(readFileSync(DIST + path)).length).reduce((sum, size) => sum + size, 0);
  context.diagnostic(`${scripts.length} scripts, ${bytes} bytes`);
  assert.ok(bytes <= MOST_BYTES, `${bytes} bytes in ${scripts.length} scripts`);
});

test('schemas stay on the server', () => {
  const page = readFileSync(`${DIST}index.html`, 'utf8');
  const scripts = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path = '']) => path);
  const found = scripts.filter((path) => readFileSync(DIST + path, 'utf8').includes('~kind'));
  assert.deepEqual(found, []);
});

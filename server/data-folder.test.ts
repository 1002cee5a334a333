import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openDataFolder } from './data-folder.ts';
import { keptSecret } from './secrets.ts';

const root = mkdtempSync(join(tmpdir(), 'yiqi-data-'));
after(() => rmSync(root, { recursive: true }));

test('a folder is made, and held by one server at a time', () => {
  const first = openDataFolder(join(root, 'a', 'b'));
  assert.throws(() => openDataFolder(join(root, 'a', 'b')), /in use by another running server/);
  first.release();
  openDataFolder(join(root, 'a', 'b')).release();
});

test('[PC6] processes that share a database share the folder, and have a part of their own, which outlives them', () => {
  const path = join(root, 'shared');
  const [first, second] = [openDataFolder(path, true), openDataFolder(path, true)];
  assert.equal(first.file('x'), second.file('x'));
  assert.notEqual(first.own('x'), second.own('x'));
  assert.throws(() => openDataFolder(path), /in use by another running server/);
  const own = first.own('x');
  first.release();
  const third = openDataFolder(path, true);
  assert.equal(third.own('x'), own);
  second.release();
  third.release();
  const alone = openDataFolder(path);
  assert.throws(() => openDataFolder(path, true), /in use by another running server/);
  alone.release();
});

test('a folder that cannot be written is refused in one line', () => {
  writeFileSync(join(root, 'file'), '');
  assert.throws(
    () => openDataFolder(join(root, 'file', 'data')),
    /^StartError: Cannot write to the data folder [^\n]+$/,
  );
});

test('a secret stays the same, and is its owner’s alone', () => {
  const file = join(root, 'secret');
  const secret = keptSecret(file);
  assert.match(secret, /^[0-9a-z]{50}$/);
  assert.equal(keptSecret(file), secret);
  assert.equal(statSync(file).mode & 0o077, 0);
});

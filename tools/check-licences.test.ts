import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAllowed, refused } from './check-licences.mjs';

test('an OR needs one allowed licence, an AND needs all', () => {
  for (const licence of ['MIT', 'GPL-3.0-only OR MIT', '(Apache-2.0 AND BSD-3-Clause)', '(MIT OR AGPL-3.0) AND ISC']) {
    assert.equal(isAllowed(licence), true, licence);
  }
  for (const licence of [
    'GPL-3.0-only',
    'AGPL-3.0-or-later',
    'MIT AND GPL-2.0',
    'LGPL-3.0 OR GPL-3.0',
    'UNLICENSED',
    '',
  ]) {
    assert.equal(isAllowed(licence), false, licence);
  }
});

test('the library that sharp loads may be under the LGPL, and nothing else may', () => {
  assert.equal(isAllowed('Apache-2.0 AND LGPL-3.0-or-later', 'node_modules/@img/sharp-win32-x64'), true);
  assert.equal(isAllowed('LGPL-3.0-or-later', 'node_modules/other'), false);
  assert.equal(isAllowed('GPL-3.0-or-later', 'node_modules/@img/sharp-libvips-linux-x64'), false);
});

test('a package without a licence on the list is named', () => {
  const lock = {
    packages: { '': {}, 'node_modules/a': { license: 'MIT' }, 'node_modules/b': { license: 'AGPL-3.0' } },
  };
  assert.deepEqual(refused(lock), { count: 2, problems: ['node_modules/b: AGPL-3.0'] });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldSettings, newIn } from './settings-fold.ts';

const BY = { by: 'u_00000000000000000ann', at: 5 };

test('[GR1] what is as by default is absent, so that equal settings are equal', () => {
  const set = foldSettings({}, { post: 'admins', approval: true, receipts: false, history: 'joining', until: 9 }, BY);
  assert.deepEqual(set, { post: 'admins', approval: true, receipts: false, history: 'joining', until: 9 });
  const back = { post: 'everybody', approval: false, receipts: true, history: 'everything', until: null } as const;
  assert.deepEqual(foldSettings(set, back, BY), {});
});

test('[GR10] an announcement is of who made it; an empty one takes it down', () => {
  const said = foldSettings({ pin: 'admins' }, { announcement: 'text' }, BY);
  assert.deepEqual(said, { pin: 'admins', announcement: { text: 'text', ...BY } });
  assert.deepEqual(foldSettings(said, { announcement: '' }, BY), { pin: 'admins' });
});

test('[GR2] only what is another than before is new', () => {
  const settings = foldSettings({}, { post: 'admins', announcement: 'text' }, BY);
  assert.deepEqual(newIn(settings, { post: 'admins', announcement: 'text', pin: 'everybody', until: null }), {});
  assert.deepEqual(newIn(settings, { post: 'everybody', announcement: '' }), { post: 'everybody', announcement: '' });
});

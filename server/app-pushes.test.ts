import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { systemClock } from '#kernel/clock.ts';
import { silentLog } from '#kernel/ports/log.ts';
import { appPushesOf } from './app-pushes.ts';

const folder = mkdtempSync(join(tmpdir(), 'yiqi-app-pushes-'));
after(() => rmSync(folder, { recursive: true }));

const pem = { type: 'pkcs8', format: 'pem' } as const;
const apple = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export(pem).toString();
const google = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pem).toString();
const account = { project_id: 'p', client_email: 'a@example.org', private_key: google };

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function pushes(files: { apns?: string; fcm?: string }) {
  const ids = { apns_key_id: 'KEY', apns_team: 'TEAM', apns_topic: 'org.example.app' };
  const paths = { apns_key_file: files.apns ?? '', fcm_account_file: files.fcm ?? '' };
  return Object.keys(appPushesOf({ ...ids, ...paths }, systemClock, silentLog));
}

test('[PN41] apps are pushed to through the services for which there are keys', () => {
  assert.deepEqual(pushes({}), []);
  assert.deepEqual(pushes({ apns: file('a.p8', apple) }), ['apns']);
  assert.deepEqual(pushes({ apns: file('a.p8', apple), fcm: file('f.json', JSON.stringify(account)) }), [
    'apns',
    'fcm',
  ]);
});

const refused: [string, () => unknown, RegExp][] = [
  ['no file', () => pushes({ apns: join(folder, 'none.p8') }), /Cannot read apns_key_file .*none\.p8 \(ENOENT\)/],
  ['a key that is none', () => pushes({ apns: file('b.p8', 'x') }), /apns_key_file .* P-256 key/],
  ['a key of another kind', () => pushes({ apns: file('c.p8', google) }), /apns_key_file .* P-256 key/],
  ['a file that is no JSON', () => pushes({ fcm: file('a.json', '{') }), /fcm_account_file .* is not JSON/],
  ['a file of something else', () => pushes({ fcm: file('b.json', '{"project_id":1}') }), /needs project_id/],
  [
    'a key that is no RSA key',
    () => pushes({ fcm: file('c.json', JSON.stringify({ ...account, private_key: apple })) }),
    /private_key that is no RSA key/,
  ],
  [
    'a token endpoint without TLS',
    () => pushes({ fcm: file('d.json', JSON.stringify({ ...account, token_uri: 'http://x.example' })) }),
    /token_uri that is no https/,
  ],
];

for (const [what, act, message] of refused) {
  test(`[PN41] refused at the start, in one line: ${what}`, () => {
    assert.throws(
      act,
      (error: Error) => error.name === 'StartError' && message.test(error.message) && !/\n|PRIVATE/.test(error.message),
    );
  });
}

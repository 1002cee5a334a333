import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadSettings } from './load.ts';

const folder = mkdtempSync(join(tmpdir(), 'yiqi-config-'));
after(() => rmSync(folder, { recursive: true }));

function load(args: string[] = [], env: Record<string, string> = {}, toml?: string) {
  const own = mkdtempSync(join(folder, 'case-'));
  if (toml !== undefined) writeFileSync(join(own, 'yiqi.toml'), toml);
  return loadSettings({ args, env, folder: own });
}

test('nothing said: the defaults, frozen', () => {
  const settings = load();
  assert.equal(settings.port, 8080);
  assert.equal(settings.host, '127.0.0.1');
  assert.equal(settings.media_port, 7882);
  assert.ok(Object.isFrozen(settings));
});

test('file, then environment, then command line', () => {
  const toml = 'port = 1000\nhost = "::1"\nlog_level = "warn"';
  const settings = load(['--port', '3000'], { YIQI_PORT: '2000', YIQI_HOST: '0.0.0.0' }, toml);
  assert.equal(settings.port, 3000);
  assert.equal(settings.host, '0.0.0.0');
  assert.equal(settings.log_level, 'warn');
});

test('flags: --lan alone, --name=value', () => {
  assert.equal(load(['--lan']).lan, true);
  assert.equal(load(['--media-port=9000']).media_port, 9000);
});

const refused: [string, () => unknown, RegExp][] = [
  ['an unknown key in the file', () => load([], {}, 'prot = 1'), /Unknown setting "prot" in .*yiqi\.toml/],
  ['an unknown environment name', () => load([], { YIQI_PROT: '1' }), /Unknown setting "prot" .*YIQI_PROT/],
  ['an unknown flag', () => load(['--prot', '1']), /Unknown setting "prot" .*--prot/],
  ['a word that is no flag', () => load(['lan']), /Unknown argument lan/],
  ['a flag without its value', () => load(['--port']), /--port needs a value/],
  ['a port out of range', () => load(['--port', '70000']), /"port" .* from 0 to 65535/],
  ['a port that is no number', () => load([], { YIQI_PORT: '80x' }), /"port"/],
  ['a choice that is none', () => load([], { YIQI_REGISTRATION: 'maybe' }), /one of open, invite, closed/],
  ['broken TOML', () => load([], {}, 'port = '), /yiqi\.toml line 1: not valid TOML/],
  ['a missing settings file', () => load([], { YIQI_CONFIG: join(folder, 'none.toml') }), /does not exist/],
  ['half a certificate', () => load(['--tls-cert', 'a.pem']), /go together/],
  ['half a LiveKit', () => load([], { YIQI_LIVEKIT_URL: 'wss://lk.example.org' }), /go together/],
  ['a TURN server without its secret', () => load(['--turn-urls', 'turn:a']), /needs turn_secret_file/],
  [
    'a TURN server that browsers refuse',
    () => load(['--turn-urls', 'turn:a,stun:b', '--turn-secret-file', 'x']),
    /not "stun:b"/,
  ],
  ['half of Apple’s key', () => load([], { YIQI_APNS_TEAM: 'T', YIQI_APNS_TOPIC: 'a.b' }), /apns_key_id missing/],
  ['a Redis that is none', () => load(['--redis-url', 'mysql://x']), /redis_url must be like/],
  ['a Redis without a database', () => load(['--redis-url', 'redis://x']), /need database_url as well/],
  ['a role that is none', () => load(['--roles', 'web,cook']), /not "cook"/],
  ['an origin with a path', () => load(['--url', 'https://a.example/x']), /must be an origin/],
  ['a media address that is a name', () => load(['--media-address', 'example.org']), /must be an IP address/],
];

for (const [what, act, message] of refused) {
  test(`refused in one line: ${what}`, () => {
    assert.throws(
      act,
      (error: Error) => error.name === 'StartError' && message.test(error.message) && !/\n/.test(error.message),
    );
  });
}

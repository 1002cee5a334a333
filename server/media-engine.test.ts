import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { SignalResponse } from '@livekit/protocol';
import { AccessToken } from 'livekit-server-sdk';
import { WebSocket } from 'ws';
import { silentLog } from '#kernel/ports/log.ts';
import { DEFAULT_SETTINGS, type Settings } from './config/settings.ts';
import { openDataFolder } from './data-folder.ts';
import { startMediaEngine } from './media-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'yiqi-media-'));
after(() => rmSync(folder, { recursive: true }));

function settingsWith(changes: Partial<Settings>): Settings {
  return { ...DEFAULT_SETTINGS, media_port: 0, media_workers: 1, ...changes };
}

test('whoever joins on the embedded engine is told the TURN servers of the settings', async () => {
  const file = join(folder, 'turn-secret');
  writeFileSync(file, 'north\n');
  const turn_urls = 'turn:turn.example.org:3478,turns:turn.example.org:5349';
  const settings = settingsWith({ turn_urls, turn_secret_file: file });
  const engine = startMediaEngine(settings, openDataFolder(join(folder, 'data')), silentLog);
  try {
    await engine.started;
    const token = new AccessToken(engine.key, engine.secret, { identity: 'ann' });
    token.addGrant({ roomJoin: true, room: 'room', roomCreate: true });
    const url = `${engine.apiUrl()?.replace('http', 'ws')}/rtc?access_token=${await token.toJwt()}`;
    const socket = new WebSocket(url);
    const [frame] = (await once(socket, 'message')) as [Buffer];
    const { message } = SignalResponse.fromBinary(frame);
    assert.equal(message.case, 'join');
    const [server] = message.case === 'join' ? message.value.iceServers : [];
    assert.deepEqual(server?.urls, turn_urls.split(','));
    assert.equal(
      server?.credential,
      createHmac('sha1', 'north')
        .update(server?.username ?? '')
        .digest('base64'),
    );
    socket.terminate();
  } finally {
    await engine.stop();
  }
});

test('a secret that is not there, or empty, is told in one line', () => {
  const data = openDataFolder(join(folder, 'other'));
  const start = (turn_secret_file: string) =>
    startMediaEngine(settingsWith({ turn_urls: 'turn:a', turn_secret_file }), data, silentLog);
  assert.throws(() => start(join(folder, 'none')), /^StartError: Cannot read turn_secret_file .*none\.$/);
  const empty = join(folder, 'empty');
  writeFileSync(empty, '\n');
  assert.throws(() => start(empty), /^StartError: turn_secret_file .*empty is empty\.$/);
});

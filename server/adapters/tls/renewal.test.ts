import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createPlainServer } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { connect } from 'node:tls';
import { type Log, silentLog } from '#kernel/ports/log.ts';
import { ownCertificate } from './certificate.ts';
import { followCertificate } from './renewal.ts';

const folder = mkdtempSync(join(tmpdir(), 'yiqi-renewal-'));
after(() => rmSync(folder, { recursive: true }));
const made = (name: string) => ownCertificate(join(folder, name), ['127.0.0.1'], Date.now());

async function seen(port: number): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

test('a renewed certificate is served to who connects next; a broken one never', async () => {
  const [first, second] = [await made('a'), await made('b')];
  const server = createServer(first);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const before = await seen(port);
  const said: string[] = [];
  let heard = Promise.withResolvers<void>();
  const say = (_fields: object, message: string) => {
    said.push(message);
    heard.resolve();
  };
  const log: Log = { ...silentLog, info: say, warn: say };
  let now = { cert: first.cert, key: second.key };
  const end = followCertificate({ server, certificate: first, read: async () => now, log, everyMs: 5 });
  await heard.promise;
  assert.match(said.join(), /could not be read/);
  assert.equal(await seen(port), before, 'a key of another certificate');
  heard = Promise.withResolvers();
  now = second;
  await heard.promise;
  assert.match(said.at(-1) ?? '', /renewed/);
  const renewed = await seen(port);
  assert.notEqual(renewed, before);
  end();
  server.close();
  assert.equal(said.length, 2, 'each is said once');
});

test('a server without TLS has nothing to follow', async () => {
  const certificate = await made('a');
  const end = followCertificate({
    server: createPlainServer(),
    certificate,
    read: () => assert.fail('nothing is read'),
    log: silentLog,
    everyMs: 1,
  });
  end();
});

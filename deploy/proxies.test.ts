import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingMessage, request as plainRequest, type RequestOptions } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import WebSocket from 'ws';
import { textOf } from './testing/files.ts';
import { missing, run } from './testing/programs.ts';
import { type Front, overTls, prepare, startWorld, type World } from './testing/proxy-world.ts';

const root = process.getuid?.() === 0;

const NGINX: Front = {
  program: 'nginx',
  args: (config) => ['-c', config, '-g', 'daemon off;'],
  config: (folder) =>
    textOf('deploy/nginx/nginx.conf')
      .replace('user nginx;', root ? 'user root;' : '')
      .replace('worker_processes auto', 'worker_processes 1')
      .replace('/run/nginx.pid', join(folder, 'pid'))
      .replace(/^ *listen \[::\].*\n/gm, '')
      .replaceAll('listen 443', `listen unix:${folder}/https.sock`)
      .replaceAll('listen 80', `listen unix:${folder}/http.sock`)
      .replace('127.0.0.1:8081', `unix:${folder}/web-1.sock`)
      .replace('127.0.0.1:8082', `unix:${folder}/web-2.sock`)
      .replaceAll('/etc/yiqi/tls', join(folder, 'tls'))
      .replace(
        'http {',
        `http {\n${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join('\n')}`,
      ),
};

const HAPROXY: Front = {
  program: 'haproxy',
  args: (config) => ['-db', '-f', config],
  config: (folder) =>
    textOf('deploy/haproxy/haproxy.cfg')
      .replace('maxconn 100000', 'maxconn 100')
      .replace('bind :443', `bind unix@${folder}/https.sock`)
      .replace('bind :80', `bind unix@${folder}/http.sock`)
      .replace('127.0.0.1:8081', `unix@${folder}/web-1.sock`)
      .replace('127.0.0.1:8082', `unix@${folder}/web-2.sock`)
      .replaceAll('/etc/yiqi/tls', join(folder, 'tls')),
};

const HOST = { host: 'chat.example.org' };

async function ask(world: World, path: string, options: RequestOptions = {}): Promise<IncomingMessage> {
  const asked = request({
    createConnection: overTls(world.https),
    path,
    ...options,
    headers: { ...HOST, ...options.headers },
  });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return answer;
}

async function openSocket(world: World, path: string): Promise<WebSocket> {
  const socket = new WebSocket(`wss://chat.example.org${path}`, { createConnection: overTls(world.https) });
  await once(socket, 'open');
  return socket;
}

const SYNTAX: Record<string, (config: string) => string[]> = {
  nginx: (config) => ['-t', '-c', config],
  haproxy: (config) => ['-c', '-f', config],
};

for (const proxy of [NGINX, HAPROXY]) {
  const { program } = proxy;
  const none = { skip: missing(program, '-v') };

  test(`${program}: the configuration is understood`, none, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'yiqi-proxy-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const config = await prepare(folder, proxy.config(folder));
    const { code, output } = await run(program, SYNTAX[program]?.(config) ?? []);
    assert.equal(code, 0, output);
  });

  test(
    `${program}: who asks, and by which name, is said anew; the processes’ own pages stay inside`,
    none,
    async (t) => {
      const world = await startWorld(proxy);
      t.after(world.close);
      const forged = {
        'x-forwarded-for': '198.51.100.1',
        'x-forwarded-host': 'evil.example',
        forwarded: 'for=198.51.100.1',
      };
      const answer = await ask(world, '/api/v1/x?y=1', { headers: forged });
      assert.equal(answer.statusCode, 200);
      assert.equal(answer.headers['strict-transport-security'], 'max-age=31536000');
      const name = await text(answer);
      const headers = world.behind
        .find((one) => one.name === name)
        ?.requests.find(({ url }) => url === '/api/v1/x?y=1')?.headers;
      assert.ok(headers && !JSON.stringify(headers).includes('198.51.100.1'), JSON.stringify(headers));
      assert.equal(headers['host'], 'chat.example.org');
      assert.equal(headers['x-forwarded-host'], 'chat.example.org');
      assert.equal(headers['x-forwarded-proto'], 'https');
      for (const path of ['/metrics', '/healthz', '/readyz']) {
        const refused = await ask(world, path);
        assert.equal(refused.statusCode, 404, path);
        refused.resume();
      }
    },
  );

  test(`${program}: plain HTTP is sent to HTTPS`, none, async (t) => {
    const world = await startWorld(proxy);
    t.after(world.close);
    const asked = plainRequest({ socketPath: world.http, path: '/m/1?a=b', headers: HOST });
    asked.end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    assert.deepEqual([answer.statusCode, answer.headers.location], [301, 'https://chat.example.org/m/1?a=b']);
  });

  test(`${program}: WebSockets pass, also with a whole offer in their address`, none, async (t) => {
    const world = await startWorld(proxy);
    t.after(world.close);
    for (const path of ['/ws', `/rtc/v1?join_request=${'a'.repeat(100 * 1024)}`]) {
      const socket = await openSocket(world, path);
      socket.send('hello');
      const [said] = await once(socket, 'message');
      assert.match(String(said), /^web-[12]: hello$/);
      socket.close();
      await once(socket, 'close');
    }
  });

  test(`${program}: a part of an upload goes on while it comes`, none, async (t) => {
    const world = await startWorld(proxy);
    t.after(world.close);
    const begun = Promise.withResolvers<void>();
    for (const one of world.behind) {
      one.answer = (asked, respond) => {
        let bytes = 0;
        asked.on('data', (data: Buffer) => {
          bytes += data.length;
          begun.resolve();
        });
        asked.on('end', () => respond(String(bytes)));
      };
    }
    const part = Buffer.alloc(4 << 20);
    const headers = { ...HOST, 'content-length': 2 * part.length };
    const sent = request({ createConnection: overTls(world.https), method: 'PATCH', path: '/api/v1/files/1', headers });
    const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
    sent.write(part);
    await begun.promise;
    sent.end(part);
    const [answer] = await answered;
    assert.equal(await text(answer), String(2 * part.length));
  });

  test(`${program}: a process that is gone is not noticed`, none, async (t) => {
    const world = await startWorld(proxy);
    t.after(world.close);
    await world.behind[0]?.close();
    for (let i = 0; i < 6; i += 1) {
      const answer = await ask(world, '/');
      assert.deepEqual([answer.statusCode, await text(answer)], [200, 'web-2']);
    }
  });
}

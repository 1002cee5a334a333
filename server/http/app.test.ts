import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import { Failure } from '#kernel/failure.ts';
import { type Log, silentLog } from '#kernel/ports/log.ts';
import { createHttpApp } from './app.ts';

const webFolder = mkdtempSync(join(tmpdir(), 'yiqi-web-'));
const errors: object[] = [];
const log: Log = { ...silentLog, error: (fields) => errors.push(fields) };
let app: FastifyInstance;
let ready = true;
let stuck = false;
let draining = false;

before(async () => {
  mkdirSync(join(webFolder, 'assets'));
  writeFileSync(join(webFolder, 'index.html'), '<!doctype html>page');
  writeFileSync(join(webFolder, 'assets', 'a-1234.js'), 'js');
  app = await createHttpApp({
    version: '1.2.3',
    trustProxy: true,
    metricsToken: 'metrics-secret',
    webFolder,
    registry: new Registry(),
    checks: { database: async () => (stuck ? new Promise<boolean>(() => {}) : ready) },
    tells: { redis: async () => false },
    draining: () => draining,
    log,
    passOn: () => false,
    routes: async (routes) => {
      routes.get('/api/v1/busy', async () => {
        throw new Failure('server.busy', { retryAfterMs: 1500 });
      });
      routes.get('/api/v1/from', async ({ ip }) => ({ ip }));
      routes.get('/api/v1/bug', async () => {
        throw new TypeError('a bug');
      });
      const schema = { body: { type: 'object', properties: { n: { type: 'integer' } }, additionalProperties: false } };
      routes.post('/api/v1/typed', { schema }, async () => ({ ok: true }));
    },
  });
});
after(async () => {
  await app.close();
  rmSync(webFolder, { recursive: true });
});

test('connections stay longer than proxies keep them, and long bodies have the time they need', () => {
  assert.ok(app.server.keepAliveTimeout > 75_000);
  assert.equal(app.server.requestTimeout, 0);
  assert.ok(app.server.headersTimeout > 0);
});

test('a failure: its status, its text in the asked language, Retry-After', async () => {
  const answer = await app.inject({ url: '/api/v1/busy', headers: { 'accept-language': 'zh-CN,zh;q=0.9' } });
  assert.equal(answer.statusCode, 503);
  assert.equal(answer.headers['retry-after'], '2');
  assert.deepEqual(answer.json(), { code: 'server.busy', message: '服务器正忙，马上重试。', retryAfterMs: 1500 });
});

test('behind a proxy only what the proxy itself says of the address counts', async () => {
  const from = async (forwarded: string) =>
    (await app.inject({ url: '/api/v1/from', headers: { 'x-forwarded-for': forwarded } })).json().ip;
  assert.equal(await from('192.0.2.7'), '192.0.2.7');
  assert.equal(await from('10.9.9.9, 192.0.2.7'), '192.0.2.7', 'what came before is anybody’s word');
});

test('a bug is told without its insides, and logged with them', async () => {
  const answer = await app.inject('/api/v1/bug');
  assert.equal(answer.statusCode, 500);
  assert.equal(answer.json().code, 'server.bug');
  assert.doesNotMatch(answer.body, /a bug|TypeError/);
  assert.match(String((errors.at(-1) as { err: Error }).err.stack), /a bug/);
});

test('types are not guessed, unknown properties and broken or huge JSON refused', async () => {
  const post = (payload: string) =>
    app.inject({ method: 'POST', url: '/api/v1/typed', payload, headers: { 'content-type': 'application/json' } });
  assert.equal((await post('{"n":1}')).statusCode, 200);
  for (const payload of ['{"n":"1"}', '{"m":1}', '{', '']) {
    const answer = await post(payload);
    assert.equal(answer.statusCode, 400, payload);
    assert.equal(answer.json().code, 'request.invalid');
  }
  const huge = await post(`{"n":"${'x'.repeat(100_000)}"}`);
  assert.equal(huge.statusCode, 413);
  assert.equal(huge.json().code, 'request.too-large');
});

test('pages get the web client; unknown interfaces get a failure', async () => {
  for (const url of ['/', '/c/c_1', '/m/482917306', '/sign-in']) {
    const answer = await app.inject(url);
    assert.equal(answer.statusCode, 200, url);
    assert.equal(answer.body, '<!doctype html>page');
    assert.equal(answer.headers['cache-control'], 'no-cache');
  }
  for (const url of ['/api/v1/none', '/api', '/assets/none.js', '/twirp/x', '/ws']) {
    const answer = await app.inject(url);
    assert.equal(answer.statusCode, 404, url);
    assert.equal(answer.json().code, 'request.unknown');
  }
  writeFileSync(join(webFolder, 'assets', 'b-5678.js'), 'built while the server runs');
  assert.equal((await app.inject('/assets/b-5678.js')).statusCode, 200);
  const asset = await app.inject('/assets/a-1234.js');
  assert.match(String(asset.headers['cache-control']), /immutable/);
  assert.equal((await app.inject('/..%2f..%2fetc/passwd')).body.includes('root:'), false);
});

test('the web client comes compressed to who takes that, with the same headers', async () => {
  const text = 'x'.repeat(5000);
  for (const name of ['c-1.js', 'wasm-worker-1.js']) {
    writeFileSync(join(webFolder, 'assets', name), text);
    writeFileSync(join(webFolder, 'assets', `${name}.gz`), gzipSync(text));
  }
  const get = (name: string, encoding: string) =>
    app.inject({ url: `/assets/${name}`, headers: { 'accept-encoding': encoding } });
  const plain = await get('c-1.js', 'identity');
  assert.deepEqual([plain.headers['content-encoding'], plain.body], [undefined, text]);
  const zipped = await get('c-1.js', 'gzip, br');
  assert.equal(zipped.headers['content-encoding'], 'gzip');
  assert.equal(gunzipSync(zipped.rawPayload).toString(), text);
  for (const name of ['content-type', 'cache-control', 'content-security-policy'])
    assert.equal(zipped.headers[name], plain.headers[name], name);
  assert.match(String(zipped.headers['vary']), /accept-encoding/i);
  const worker = await get('wasm-worker-1.js', 'gzip');
  assert.match(String(worker.headers['content-security-policy']), /wasm-unsafe-eval/);
});

test('every answer carries the strict policy', async () => {
  const { headers } = await app.inject('/');
  const policy = String(headers['content-security-policy']);
  assert.match(policy, /script-src 'self'(;|$)/);
  assert.doesNotMatch(policy, /unsafe/);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.match(String(headers['permissions-policy']), /camera=\(self\)/);
});

test('only workers named for it may compile WebAssembly, and may nothing else', async () => {
  const policyOf = async (name: string) => {
    writeFileSync(join(webFolder, 'assets', name), 'js');
    return String((await app.inject(`/assets/${name}`)).headers['content-security-policy']);
  };
  const strict = String((await app.inject('/')).headers['content-security-policy']);
  for (const name of ['main-wasm-worker.js', 'wasm-worker-x.css', 'a-wasm-worker-x.js']) {
    assert.equal(await policyOf(name), strict, name);
  }
  const wider = await policyOf('wasm-worker-sound-1234.js');
  assert.equal(wider.replace(" 'wasm-unsafe-eval'", ''), strict);
  assert.match(wider, /script-src 'self' 'wasm-unsafe-eval'(;|$)/);
});

test('[PC30] [PC31] health stays, readiness follows its parts and draining', async () => {
  assert.equal((await app.inject('/healthz')).statusCode, 200);
  assert.equal((await app.inject('/readyz')).statusCode, 200);
  ready = false;
  assert.equal((await app.inject('/readyz')).statusCode, 503);
  ready = true;
  stuck = true;
  assert.equal((await app.inject('/readyz')).statusCode, 503, 'what says nothing does not work');
  stuck = false;
  const told = (await app.inject('/readyz')).json();
  assert.deepEqual(told, { ok: true, draining: false, database: true, redis: false });
  draining = true;
  assert.equal((await app.inject('/readyz')).statusCode, 503);
  assert.equal((await app.inject('/healthz')).statusCode, 200);
  draining = false;
});

test('metrics: this machine, or the token; never through a proxy without it', async () => {
  const status = async (headers: Record<string, string>, remoteAddress: string) =>
    (await app.inject({ url: '/metrics', headers, remoteAddress })).statusCode;
  assert.equal(await status({}, '127.0.0.1'), 200);
  assert.equal(await status({}, '192.0.2.1'), 403);
  assert.equal(await status({ 'x-forwarded-for': '192.0.2.1' }, '127.0.0.1'), 403);
  assert.equal(await status({ authorization: 'Bearer metrics-secret' }, '192.0.2.1'), 200);
  assert.equal(await status({ authorization: 'Bearer wrong' }, '127.0.0.1'), 403);
  const { body } = await app.inject({ url: '/metrics', remoteAddress: '127.0.0.1' });
  assert.match(body, /^yiqi_part_works\{part="redis"\} 0$/m);
  assert.match(body, /^yiqi_part_works\{part="database"\} [01]$/m);
});

test('the API is described, and its page holds the policy', async () => {
  assert.equal((await app.inject('/api/openapi.json')).json().info.version, '1.2.3');
  const page = await app.inject('/api/docs/static/index.html');
  assert.doesNotMatch(String(page.headers['content-security-policy']), /unsafe|https:/);
});

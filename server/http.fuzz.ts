import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InjectOptions } from 'fastify';
import { HeapWatch } from '#kernel/testing/heap-watch.ts';
import type { Session } from '#protocol/accounts.ts';
import { FAILURES } from '#protocol/failures.ts';
import { anyText, anyValue, Chooser, FUZZ_RUNS, mangled } from './testing/fuzz.ts';
import { PASSWORD, signUp, startTestServer, type TestServer } from './testing/http-server.ts';

/** Requests under way at the same time. */
const AT_ONCE = 50;

interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
}

/** Bodies that are in order, for every route that takes one: what is sent is these, spoilt. */
const BODIES: Record<string, object> = {
  '/api/v1/auth/register': {
    login: 'wei',
    nickname: '伟',
    password: PASSWORD,
    passwordAgain: PASSWORD,
    invite: 'x',
    deviceName: 'fuzz',
    keep: 'body',
  },
  '/api/v1/auth/login': { login: 'wei', password: PASSWORD, deviceName: 'fuzz', keep: 'cookie', deviceToken: 'x.y.z' },
  '/api/v1/auth/refresh': { refreshToken: 'x' },
  '/api/v1/auth/logout': { refreshToken: 'x' },
  '/api/v1/me': {
    nickname: '伟',
    realName: '陈伟',
    job: 'teacher',
    signature: '在路上',
    status: { text: 'lunch', until: 9e12 },
    showPhone: true,
  },
  '/api/v1/me/avatar': { large: 'UklGRgAAAABXRUJQ', small: '/9j/2Q==' },
  '/api/v1/stickers': { pack: 'sp_aaaaaaaaaaaaaaaaaaaa', text: 'x', picture: 'R0lGODlhAQABAAAAADs=' },
  '/api/v1/meetings': { title: '周会', lobby: 'guests', passcode: '1234' },
  '/api/v1/meetings/{number}/join': { name: '客人', switch: true, passcode: '1234', ticket: 'x'.repeat(43) },
  '/api/v1/meetings/{number}/place': { ticket: 'x'.repeat(43) },
  '/api/v1/meetings/{number}/leave': { ticket: 'x'.repeat(43) },
  '/api/v1/meetings/{number}/rename': { identity: 'x', name: '林', ticket: 'x'.repeat(43) },
  '/api/v1/meetings/{number}/admit': { identity: 'x' },
  '/api/v1/meetings/{number}/refuse': { identity: 'x' },
  '/api/v1/meetings/{number}/settings': { lobby: 'everybody', locked: true, may: { share: false }, passcode: '' },
  '/api/v1/meetings/{number}/cohost': { identity: 'x', cohost: true },
  '/api/v1/meetings/{number}/hand-over': { identity: 'x' },
  '/api/v1/meetings/{number}/ask': { identity: 'x' },
  '/api/v1/meetings/{number}/breakout': { ticket: 'x'.repeat(43) },
  '/api/v1/meetings/{number}/breakout/act': { do: 'make', rooms: [{ name: 'x' }] },
  '/api/v1/meetings/{number}/breakout/go': { to: 'b1', ticket: 'x'.repeat(43) },
  '/api/v1/meetings/{number}/breakout/help': { up: true, ticket: 'x'.repeat(43) },
};

async function allRoutes(server: TestServer): Promise<Route[]> {
  const { paths } = (await server.app.inject('/api/openapi.json')).json();
  const routes = Object.entries(paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ path, method: method.toUpperCase() as Route['method'] })),
  );
  return routes.filter(({ path }) => path.startsWith('/api/'));
}

function spoilt(choose: Chooser, body: object): string | Uint8Array {
  const changed: Record<string, unknown> = { ...body };
  for (let change = choose.below(4); change > 0; change--) {
    const key = choose.chance(0.1) ? choose.of(['extra', '__proto__']) : choose.of(['extra', ...Object.keys(body)]);
    if (choose.chance(0.2)) delete changed[key];
    else Object.defineProperty(changed, key, { value: oddValue(choose), enumerable: true, configurable: true });
  }
  if (choose.chance(0.8)) delete changed['invite'];
  const text = JSON.stringify(choose.chance(0.95) ? changed : anyValue(choose));
  if (choose.chance(0.02)) return '['.repeat(choose.below(20_000));
  return choose.chance(0.1) ? mangled(choose, Buffer.from(text)) : text;
}

/** Texts most of the time, as the schemas want them, so that what lies behind is reached. */
function oddValue(choose: Chooser): unknown {
  return choose.chance(0.8) ? anyText(choose) : anyValue(choose);
}

/** What stands in headers is bytes: no line ends, nothing beyond Latin-1. */
function headerText(text: string): string {
  return text.replace(/[^\t\x20-\x7e\xa0-\xff]/g, '?');
}

/** What requests refer to: bearers, and a meeting that exists. */
interface Known {
  tokens: [string, ...string[]];
  meeting: string;
  device: string;
}

function requestOf(choose: Chooser, route: Route, { tokens, meeting, device }: Known): InjectOptions {
  const odd = encodeURIComponent(anyText(choose).toWellFormed());
  const number = choose.of([meeting, String(choose.below(1e9)), odd]);
  const token = choose.chance(0.7) ? choose.of(tokens) : headerText(anyText(choose));
  const headers: Record<string, string> = {
    host: 'yiqi.test',
    'x-forwarded-for': `10.${choose.below(256)}.${choose.below(256)}.${choose.below(256)}`,
    'content-type': choose.chance(0.95) ? 'application/json' : headerText(anyText(choose)),
  };
  if (choose.chance(0.7)) headers['authorization'] = `Bearer ${token}`;
  if (choose.chance(0.3)) headers['origin'] = choose.of(['http://yiqi.test', 'null', headerText(anyText(choose))]);
  if (choose.chance(0.3)) headers['cookie'] = `yiqi_refresh=${token}; ${headerText(anyText(choose))}`;
  if (choose.chance(0.2)) headers['accept-language'] = headerText(anyText(choose));
  const id = choose.of([device, `d_${'0'.repeat(20)}`, odd]);
  const url = route.path.replace('{number}', number || '0').replace('{id}', id || '0');
  if (route.method === 'GET') return { method: route.method, url, headers };
  return { method: route.method, url, headers, payload: Buffer.from(spoilt(choose, BODIES[route.path] ?? {})) };
}

async function createMeeting(server: TestServer, { accessToken }: Session): Promise<string> {
  const headers = { authorization: `Bearer ${accessToken}` };
  return (await server.app.inject({ method: 'POST', url: '/api/v1/meetings', headers, payload: {} })).json().number;
}

async function ask(server: TestServer, request: InjectOptions): Promise<void> {
  const answer = await server.app.inject(request);
  const what = `${request.method} ${request.url} ${request.payload ?? ''}: ${answer.statusCode} ${answer.body}`;
  assert.notEqual(answer.statusCode, 500, what);
  if (answer.statusCode < 400) return;
  const { code } = answer.json();
  assert.equal(FAILURES[code as keyof typeof FAILURES]?.status, answer.statusCode, what);
}

test('whatever is sent to the HTTP API, the answer is a known failure or a success', async (t) => {
  const choose = new Chooser();
  t.diagnostic(`YIQI_FUZZ_SEED=${choose.seed}, ${FUZZ_RUNS} requests`);
  const server = await startTestServer();
  try {
    const routes = (await allRoutes(server)) as [Route, ...Route[]];
    assert.ok(routes.length >= 12, `only ${routes.length} routes`);
    for (const path of Object.keys(BODIES))
      assert.ok(
        routes.some((route) => route.path === path),
        path,
      );
    const meeting = await createMeeting(server, await signUp(server, 'wei'));
    const heap = new HeapWatch(FUZZ_RUNS);
    for (let run = 0; run < FUZZ_RUNS; run += AT_ONCE) {
      heap.see(run);
      // Signed up anew each time: sooner or later the fuzzer signs out.
      const { accessToken, device, refreshToken = '', deviceToken = '' } = await signUp(server, `somebody${run}`);
      const tokens: [string, ...string[]] = [accessToken, accessToken, refreshToken, deviceToken];
      const requests = Array.from({ length: AT_ONCE }, () =>
        requestOf(choose, choose.of(routes), { tokens, meeting, device }),
      );
      await Promise.all(requests.map((request) => ask(server, request)));
    }
    t.diagnostic(`${heap.assertSteady(64)} MB grown`);
  } finally {
    await server.close();
  }
});

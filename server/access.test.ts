import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InjectOptions } from 'fastify';
import { signUp, startTestServer, type TestServer } from './testing/http-server.ts';

/** Routes that answer people who aren't signed in. Everything else must refuse them. */
const PUBLIC = [
  'GET /api/v1/auth/welcome',
  'GET /api/v1/avatars/{name}/{size}',
  'GET /api/v1/files/{id}/{size}',
  'POST /api/v1/auth/register',
  'POST /api/v1/auth/login',
  'POST /api/v1/auth/refresh',
  'POST /api/v1/auth/logout',
  'POST /api/v1/auth/new-password',
  'GET /api/v1/meetings/{number}',
  'POST /api/v1/meetings/{number}/join',
  'POST /api/v1/meetings/{number}/place',
  'POST /api/v1/meetings/{number}/leave',
  'POST /api/v1/meetings/{number}/rename',
  'POST /api/v1/meetings/{number}/hand',
  'POST /api/v1/meetings/{number}/boards/{kind}/follow',
  'POST /api/v1/meetings/{number}/boards/{kind}/write',
  'POST /api/v1/meetings/{number}/boards/{kind}/cursor',
  'POST /api/v1/meetings/{number}/boards/{kind}/open',
  'POST /api/v1/meetings/{number}/breakout',
  'POST /api/v1/meetings/{number}/breakout/go',
  'POST /api/v1/meetings/{number}/breakout/help',
  'POST /api/v1/meetings/{number}/chat/say',
  'POST /api/v1/meetings/{number}/chat/read',
  'POST /api/v1/meetings/{number}/chat/vote',
  'POST /api/v1/meetings/{number}/chat/file-key',
];

interface Operation {
  name: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  summary?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  responses: Record<string, unknown>;
}

async function operations(server: TestServer): Promise<Operation[]> {
  const { paths } = (await server.app.inject('/api/openapi.json')).json();
  return Object.entries(paths as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const upper = method.toUpperCase() as Operation['method'];
      return { ...operation, path, method: upper, name: `${upper} ${path}` };
    }),
  );
}

async function using(run: (server: TestServer, operations: Operation[]) => Promise<void>) {
  const server = await startTestServer();
  try {
    await run(server, await operations(server));
  } finally {
    await server.close();
  }
}

test('every route is described: summary, tag, failures, who may use it; no answer is kept by caches', () =>
  using(async (server, all) => {
    assert.ok(all.length >= 12, `${all.length} routes`);
    for (const { name, summary, tags, responses } of all) {
      assert.ok(summary && tags?.length, name);
      assert.ok('4XX' in responses && '5XX' in responses, name);
    }
    for (const { path, method } of all) {
      const answer = await server.app.inject({ method, url: path.replace('{number}', '123456789') });
      assert.equal(answer.headers['cache-control'], 'no-store', path);
    }
    const open = all.filter(({ security = [] }) => !security.some((way) => 'access' in way) || security.length > 1);
    assert.deepEqual(open.map(({ name }) => name).sort(), [...PUBLIC].sort());
  }));

test('whoever has no session, an ended one, a revoked one or a forged one is refused by every route for members', () =>
  using(async (server, all) => {
    const number = '123456789';
    const { accessToken, refreshToken } = await signUp(server, 'wei');
    const ask = async ({ method, path }: Operation, token: string | undefined): Promise<string> => {
      const request: InjectOptions = { method, url: path.replace('{number}', number), headers: {} };
      if (token !== undefined) request.headers = { authorization: `Bearer ${token}` };
      if (method === 'POST' && !/\/(end|invitations|sign-out-others|password-link)$/.test(path)) request.payload = {};
      if (/\/(remove|readmit|refuse|ask|hand-over)$/.test(path)) request.payload = { identity: 'u' };
      if (path.endsWith('/cohost')) request.payload = { identity: 'u', cohost: true };
      if (path.endsWith('/mute')) request.payload = { source: 'microphone' };
      if (path.endsWith('/password')) request.payload = { current: 'x', password: 'y', passwordAgain: 'y' };
      if (path.endsWith('/breakout/act')) request.payload = { do: 'open' };
      if (path.endsWith('/lock')) request.payload = { locked: true };
      if (path.endsWith('/stickers')) request.payload = { pack: `sp_${'a'.repeat(20)}`, text: '', picture: 'AAAA' };
      if (path.endsWith('/poster')) request.payload = { picture: 'AAAA' };
      if (method === 'PATCH') request.payload = path.includes('/devices/') ? { name: 'x' } : {};
      if (path.endsWith('/role')) request.payload = { role: 'admin' };
      else if (method === 'PUT') request.payload = { large: 'AAAA', small: 'AAAA' };
      return (await server.app.inject(request)).json().code;
    };
    const members = all.filter(({ name }) => !PUBLIC.includes(name));
    assert.ok(members.length >= 5);
    const everyAnswer = (token: string | undefined) => Promise.all(members.map((route) => ask(route, token)));
    const everywhere = (code: string) => members.map(() => code);
    assert.deepEqual(await everyAnswer(undefined), everywhere('session.required'));
    assert.deepEqual(await everyAnswer('forged.token.x'), everywhere('session.required'));
    await server.app.inject({ method: 'POST', url: '/api/v1/auth/logout', payload: { refreshToken } });
    assert.deepEqual(await everyAnswer(accessToken), everywhere('session.revoked'));
    server.clock.advance(11 * 60_000);
    assert.deepEqual(await everyAnswer(accessToken), everywhere('session.expired'));
  }));

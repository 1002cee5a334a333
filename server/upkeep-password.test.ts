import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { silentLog } from '#kernel/ports/log.ts';
import { startServer } from './compose.ts';
import { DEFAULT_SETTINGS } from './config/settings.ts';
import { StartError } from './config/start-error.ts';
import { passwordLink } from './upkeep-password.ts';

const root = mkdtempSync(join(tmpdir(), 'yiqi-password-'));
after(() => rmSync(root, { recursive: true, force: true }));

const settings = {
  ...DEFAULT_SETTINGS,
  data: join(root, 'data'),
  port: 0,
  media_port: 0,
  media_workers: 1,
  drain_seconds: 0,
};

async function post(origin: string, path: string, body: object): Promise<number> {
  const headers = { 'content-type': 'application/json', origin };
  const answer = await fetch(`${origin}/api/v1/auth/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  await answer.arrayBuffer();
  return answer.status;
}

test('the owner who forgot their password comes back by a link that the folder’s user makes, once, while the server runs', async () => {
  const server = await startServer({ settings, version: 'test', log: silentLog });
  try {
    await server.mediaStarted;
    const origin = server.origins[0] ?? '';
    const invite = new URL(server.ownerLink ?? '').searchParams.get('invite');
    const [former, next] = ['forgotten horse 9', 'another horse 7'];
    const device = { deviceName: 'x', keep: 'body' };
    const owner = { login: 'olga', nickname: 'Olga', password: former, passwordAgain: former, invite, ...device };
    assert.equal(await post(origin, 'register', owner), 201);
    await assert.rejects(passwordLink(settings, 'nobody', Date.now()), StartError);

    const link = new URL(await passwordLink(settings, 'Olga', Date.now()), origin);
    assert.equal(link.pathname, '/new-password');
    const body = { token: link.searchParams.get('token'), password: next, passwordAgain: next };
    assert.equal(await post(origin, 'new-password', body), 204);
    assert.equal(await post(origin, 'new-password', body), 403, 'once');
    assert.equal(await post(origin, 'login', { login: 'olga', password: former, ...device }), 401);
    assert.equal(await post(origin, 'login', { login: 'olga', password: next, ...device }), 200);

    const late = new URL(await passwordLink(settings, 'olga', Date.now() - 3600_000), origin);
    assert.equal(
      await post(origin, 'new-password', { ...body, token: late.searchParams.get('token') }),
      403,
      'an hour',
    );
  } finally {
    await server.close();
  }
});

test('where there is no data yet it says so', async () => {
  await assert.rejects(
    passwordLink({ ...settings, data: join(root, 'none') }, 'olga', 0),
    /There is no .*yiqi\.sqlite/,
  );
});

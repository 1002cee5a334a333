import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SignJWT } from 'jose';
import type { Session } from '#protocol/accounts.ts';
import { PASSWORD, signUp, startTestServer, type TestServer } from '#server/testing/http-server.ts';

async function using(run: (server: TestServer) => Promise<void>) {
  const server = await startTestServer();
  try {
    await run(server);
  } finally {
    await server.close();
  }
}

async function post(server: TestServer, path: string, payload: object, headers: Record<string, string> = {}) {
  return server.app.inject({
    method: 'POST',
    url: `/api/v1/auth/${path}`,
    payload,
    headers: { host: 'yiqi.test', ...headers },
  });
}

async function refresh(server: TestServer, refreshToken = ''): Promise<Partial<Session> & { code?: string }> {
  return (await post(server, 'refresh', { refreshToken })).json();
}

async function whoAmI(server: TestServer, accessToken = ''): Promise<string> {
  const answer = await server.app.inject({ url: '/api/v1/me', headers: { authorization: `Bearer ${accessToken}` } });
  return answer.json().code ?? answer.json().nickname;
}

test('refresh tokens are good once and hand over to the next', () =>
  using(async (server) => {
    const first = await signUp(server, 'wei');
    const second = await refresh(server, first.refreshToken);
    assert.equal(second.device, first.device);
    assert.notEqual(second.refreshToken, first.refreshToken);
    const third = await refresh(server, second.refreshToken);
    assert.equal(await whoAmI(server, third.accessToken), 'wei');
    assert.equal((await refresh(server, 'never given')).code, 'session.required');
  }));

test('a token whose answers were lost is accepted again until one arrives, however long that takes', () =>
  using(async (server) => {
    const first = await signUp(server, 'wei');
    for (let lost = 0; lost < 5; lost += 1) {
      await refresh(server, first.refreshToken);
      server.clock.advance(3_600_000);
    }
    const repeated = await refresh(server, first.refreshToken);
    assert.ok(repeated.refreshToken);
    assert.ok((await refresh(server, repeated.refreshToken)).refreshToken);
  }));

test('of two tabs that refresh at once, either may go on', () =>
  using(async (server) => {
    const first = await signUp(server, 'wei');
    const tabs = await Promise.all([refresh(server, first.refreshToken), refresh(server, first.refreshToken)]);
    assert.ok(tabs[0].refreshToken && tabs[1].refreshToken);
    assert.ok((await refresh(server, tabs[0].refreshToken)).refreshToken);
    assert.equal((await refresh(server, tabs[1].refreshToken)).code, 'session.revoked', 'but not both');
  }));

for (const [name, misuse] of Object.entries({
  'after its successor was used': async (server: TestServer, stolen: string) => {
    await refresh(server, (await refresh(server, stolen)).refreshToken);
  },
  'after one of its successors was used': async (server: TestServer, stolen: string) => {
    await refresh(server, stolen);
    const theirs = await refresh(server, stolen);
    await refresh(server, stolen);
    await refresh(server, theirs.refreshToken);
  },
})) {
  test(`a refresh token used again ${name} revokes the device at once`, () =>
    using(async (server) => {
      const session = await signUp(server, 'wei');
      const other = (
        await post(server, 'login', { login: 'wei', password: PASSWORD, deviceName: 'phone', keep: 'body' })
      ).json();
      await misuse(server, session.refreshToken ?? '');
      const revoked: string[] = [];
      server.bus.subscribe('device-revoked', ({ device }) => revoked.push(device));
      assert.equal(await whoAmI(server, session.accessToken), 'wei');
      assert.equal((await refresh(server, session.refreshToken)).code, 'session.revoked');
      assert.deepEqual(revoked, [session.device]);
      assert.equal(await whoAmI(server, session.accessToken), 'session.revoked');
      assert.equal(await whoAmI(server, other.accessToken), 'wei', 'the other device goes on');
    }));
}

test('an unused device is signed out after thirty days', () =>
  using(async (server) => {
    const session = await signUp(server, 'wei');
    server.clock.advance(30 * 24 * 3600_000);
    assert.equal((await refresh(server, session.refreshToken)).code, 'session.expired');
  }));

test('access tokens end after ten minutes; a clock that is set back harms nobody', () =>
  using(async (server) => {
    const { accessToken, refreshToken } = await signUp(server, 'wei');
    server.clock.advance(599_000);
    assert.equal(await whoAmI(server, accessToken), 'wei');
    server.clock.advance(2000);
    assert.equal(await whoAmI(server, accessToken), 'session.expired');
    server.clock.advance(-3600_000);
    const next = await refresh(server, refreshToken);
    assert.equal(await whoAmI(server, next.accessToken), 'wei');
  }));

test('tokens that are not ours, or not for this, are refused', () =>
  using(async (server) => {
    const session = await signUp(server, 'wei');
    const [header, payload, signature] = session.accessToken.split('.');
    const forged = await new SignJWT({ device: session.device, role: 'owner' })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('yiqi')
      .setAudience('access')
      .setSubject(session.me.id)
      .setExpirationTime('1h')
      .sign(new Uint8Array(32));
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    const changed = `${header}.${payload}.${signature?.startsWith('x') ? 'y' : 'x'}${signature?.slice(1)}`;
    for (const token of [forged, none, changed, session.deviceToken ?? '', 'x', '']) {
      assert.equal(await whoAmI(server, token), 'session.required', token);
    }
    for (const authorization of ['', 'Basic abc', session.accessToken, `Bearer a ${session.accessToken}`]) {
      const answer = await server.app.inject({ url: '/api/v1/me', headers: { authorization } });
      assert.equal(answer.json().code, 'session.required', authorization);
    }
  }));

test('signing out revokes this device only, by whichever token', () =>
  using(async (server) => {
    const one = await signUp(server, 'wei');
    const login = { login: 'wei', password: PASSWORD, deviceName: 'phone', keep: 'body' };
    const two: Session = (await post(server, 'login', login)).json();
    const bearer = { authorization: `Bearer ${one.accessToken}` };
    assert.equal((await post(server, 'logout', {}, bearer)).statusCode, 204);
    assert.equal(await whoAmI(server, one.accessToken), 'session.revoked');
    assert.equal((await refresh(server, one.refreshToken)).code, 'session.revoked');
    assert.equal(await whoAmI(server, two.accessToken), 'wei');
    assert.equal((await post(server, 'logout', { refreshToken: two.refreshToken })).statusCode, 204);
    assert.equal((await post(server, 'logout', { refreshToken: two.refreshToken })).statusCode, 204, 'again');
    assert.equal(await whoAmI(server, two.accessToken), 'session.revoked');
    assert.equal((await post(server, 'logout', {})).json().code, 'session.required');
  }));

interface Cookie {
  name: string;
  value: string;
  path?: string;
  httpOnly?: boolean;
  sameSite?: string;
  secure?: boolean;
}

test('browsers keep their tokens in cookies that scripts and other sites cannot use', () =>
  using(async (server) => {
    await signUp(server, 'wei');
    const origin = { origin: 'https://yiqi.test', 'x-forwarded-proto': 'https' };
    const login = { login: 'wei', password: PASSWORD, deviceName: 'browser', keep: 'cookie' };
    const answer = await post(server, 'login', login, origin);
    const cookies = answer.cookies as unknown as Cookie[];
    assert.deepEqual(cookies.map(({ name }) => name).sort(), ['yiqi_device', 'yiqi_refresh']);
    for (const cookie of cookies) {
      const { path, httpOnly, sameSite, secure } = cookie;
      assert.deepEqual(
        { path, httpOnly, sameSite, secure },
        { path: '/api/v1/auth', httpOnly: true, sameSite: 'Strict', secure: true },
      );
    }
    assert.equal(answer.json().refreshToken, undefined);
    assert.equal(answer.json().deviceToken, undefined);
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    assert.equal((await post(server, 'refresh', {}, { cookie })).json().code, 'access.denied', 'no origin');
    const evil = { cookie, origin: 'https://evil.example' };
    assert.equal((await post(server, 'refresh', {}, evil)).json().code, 'access.denied');
    assert.equal((await post(server, 'logout', {}, evil)).json().code, 'access.denied');
    const form = await server.app.inject({
      method: 'POST',
      url: '/api/v1/auth/refresh',
      payload: 'a=b',
      headers: { host: 'yiqi.test', cookie, ...origin, 'content-type': 'application/x-www-form-urlencoded' },
    });
    assert.equal(form.json().code, 'request.invalid');
    const next = await post(server, 'refresh', {}, { cookie, ...origin });
    assert.equal(next.statusCode, 200);
    const [kept] = next.cookies as unknown as Cookie[];
    assert.equal(kept?.name, 'yiqi_refresh');
    const out = await post(server, 'logout', {}, { cookie: `yiqi_refresh=${kept?.value}`, ...origin });
    assert.equal(out.statusCode, 204);
    assert.equal((out.cookies as unknown as Cookie[])[0]?.value, '');
    assert.equal(await whoAmI(server, next.json().accessToken), 'session.revoked');
  }));

test('over plain http cookies are not Secure, or they would be lost', () =>
  using(async (server) => {
    await signUp(server, 'wei');
    const login = { login: 'wei', password: PASSWORD, deviceName: 'browser', keep: 'cookie' };
    const answer = await post(server, 'login', login, { origin: 'http://yiqi.test' });
    assert.ok((answer.cookies as unknown as Cookie[]).every(({ secure }) => secure === undefined));
  }));

test('a session and the key that signed it outlive a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-keys-'));
  try {
    const before = await startTestServer({ folder });
    const session = await signUp(before, 'wei');
    const invite = before.identity.ownerInvite();
    await before.close();
    const after = await startTestServer({ folder });
    assert.equal(await whoAmI(after, session.accessToken), 'wei');
    assert.equal(after.identity.ownerInvite(), invite);
    await after.close();
    for (const name of ['signing-key', 'owner-invite']) {
      assert.equal(statSync(join(folder, 'keys', name)).mode & 0o777, 0o600, name);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer, type TestServer } from '#server/testing/http-server.ts';

const GOOD = {
  login: 'lin.yue',
  nickname: '林悦',
  password: 'correct horse 9',
  passwordAgain: 'correct horse 9',
  deviceName: 'Chrome on Windows',
  keep: 'body',
};

function register(server: TestServer, changes: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  return server.app.inject({
    method: 'POST',
    url: '/api/v1/auth/register',
    payload: { ...GOOD, ...changes },
    headers: { host: 'yiqi.test', ...headers },
  });
}

async function using(options: Parameters<typeof startTestServer>[0], run: (server: TestServer) => Promise<void>) {
  const server = await startTestServer(options);
  try {
    await run(server);
  } finally {
    await server.close();
  }
}

test('registering by user name, phone or e-mail signs in and tells who one is', () =>
  using({}, async (server) => {
    const byName = await register(server);
    assert.equal(byName.statusCode, 201, byName.body);
    const session = byName.json();
    assert.deepEqual(session.me, { id: session.me.id, nickname: '林悦', role: 'member', username: 'lin.yue' });
    assert.match(session.me.id, /^u_[0-9a-z]{20}$/);
    assert.match(session.device, /^d_[0-9a-z]{20}$/);
    assert.equal(session.expiresInMs, 600_000);
    const byPhone = await register(server, { login: '138 0013 8000' });
    assert.equal(byPhone.json().me.phone, '+8613800138000');
    const byEmail = await register(server, { login: ' Wei@Example.ORG ' });
    assert.equal(byEmail.json().me.email, 'Wei@Example.ORG');
    const me = await server.app.inject({
      url: '/api/v1/me',
      headers: { authorization: `Bearer ${byPhone.json().accessToken}` },
    });
    assert.deepEqual(me.json(), byPhone.json().me);
  }));

test('every wrong field is told, by its code', () =>
  using({}, async (server) => {
    const answer = await register(server, { login: '1380013800', nickname: ' ', password: 'short', passwordAgain: '' });
    assert.equal(answer.statusCode, 422);
    assert.deepEqual(answer.json().fields, {
      login: { code: 'phone.shape' },
      nickname: { code: 'required' },
      password: { code: 'too-short', n: 8 },
      passwordAgain: { code: 'required' },
    });
    for (const [changes, field, code] of [
      [{ login: '' }, 'login', 'required'],
      [{ login: '1x' }, 'login', 'login.shape'],
      [{ login: 'a@b' }, 'login', 'email.shape'],
      [{ login: 'a\u0000b@example.org' }, 'login', 'email.shape'],
      [{ login: '+1 200 000 0000' }, 'login', 'phone.shape'],
      [{ nickname: 'a\u200bb' }, 'nickname', 'invisible'],
      [{ nickname: 'a\ud800' }, 'nickname', 'invisible'],
      [{ nickname: 'x'.repeat(41) }, 'nickname', 'too-long'],
      [{ password: 'password1', passwordAgain: 'password1' }, 'password', 'password.common'],
      [{ login: 'lin.yue.2020', password: 'Lin.Yue.2020', passwordAgain: 'Lin.Yue.2020' }, 'password', 'password.same'],
      [{ passwordAgain: 'another horse' }, 'passwordAgain', 'password.differs'],
    ] as const) {
      const { fields } = (await register(server, changes)).json();
      assert.equal(fields?.[field]?.code, code, `${field} ${JSON.stringify(changes)}`);
    }
  }));

test('an account is unique whatever its case or the way it is typed', () =>
  using({}, async (server) => {
    await register(server);
    await register(server, { login: '+86 138-0013-8000' });
    await register(server, { login: 'wei@example.org' });
    for (const login of ['LIN.Yue', '13800138000', 'WEI@EXAMPLE.ORG']) {
      const answer = await register(server, { login });
      assert.deepEqual(answer.json().fields, { login: { code: 'taken' } }, login);
    }
  }));

test('of parallel registrations of one name one succeeds', () =>
  using({}, async (server) => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => register(server)));
    assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [201, 422, 422, 422, 422, 422]);
  }));

test('the link printed at start makes one owner, once', () =>
  using({ registration: 'closed' }, async (server) => {
    assert.deepEqual((await server.app.inject('/api/v1/auth/welcome')).json(), { registration: 'closed', empty: true });
    assert.equal((await register(server)).json().code, 'registration.closed');
    assert.equal((await register(server, { invite: 'wrong' })).json().code, 'registration.closed');
    const invite = server.identity.ownerInvite();
    assert.ok(invite);
    const owner = await register(server, { invite });
    assert.equal(owner.json().me.role, 'owner');
    assert.equal(server.identity.ownerInvite(), undefined);
    const again = await register(server, { login: 'second', invite });
    assert.equal(again.json().code, 'registration.closed');
    assert.equal((await server.app.inject('/api/v1/auth/welcome')).json().empty, false);
  }));

test('whoever registers without the link is a member, even the first', () =>
  using({}, async (server) => {
    assert.equal((await register(server)).json().me.role, 'member');
    assert.ok(server.identity.ownerInvite(), 'the link is still good');
    assert.equal((await register(server, { login: 'boss', invite: 'guess' })).json().code, 'invite.invalid');
    const owner = await register(server, { login: 'boss', invite: server.identity.ownerInvite() });
    assert.equal(owner.json().me.role, 'owner');
  }));

test('two who use the owner link at once: one becomes owner', () =>
  using({ registration: 'invite' }, async (server) => {
    const invite = server.identity.ownerInvite();
    const answers = await Promise.all(['first', 'second', 'third'].map((login) => register(server, { login, invite })));
    assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [201, 403, 403]);
  }));

test('[AC8] invitations: made by owner and administrators, good once, for a week', () =>
  using({ registration: 'invite' }, async (server) => {
    const owner = (await register(server, { login: 'boss', invite: server.identity.ownerInvite() })).json();
    const invite = async (accessToken: string) =>
      server.app.inject({
        method: 'POST',
        url: '/api/v1/invitations',
        headers: { authorization: `Bearer ${accessToken}` },
      });
    assert.equal((await register(server)).json().code, 'registration.closed');
    const { token } = (await invite(owner.accessToken)).json();
    const member = await register(server, { invite: token });
    assert.equal(member.json().me.role, 'member');
    assert.equal((await register(server, { login: 'next', invite: token })).json().code, 'invite.invalid');
    assert.equal((await invite(member.json().accessToken)).json().code, 'access.denied');
    assert.equal(
      (await server.app.inject({ method: 'POST', url: '/api/v1/invitations' })).json().code,
      'session.required',
    );
    const late = (await invite(owner.accessToken)).json();
    server.clock.advance(7 * 24 * 3600_000);
    assert.equal((await register(server, { login: 'late', invite: late.token })).json().code, 'invite.invalid');
  }));

test('registering by cookie is refused from another site', () =>
  using({}, async (server) => {
    const foreign = await register(server, { keep: 'cookie' }, { origin: 'https://evil.example' });
    assert.equal(foreign.json().code, 'access.denied');
    assert.equal((await register(server, { keep: 'cookie' })).json().code, 'access.denied');
    const own = await register(server, { keep: 'cookie' }, { origin: 'http://yiqi.test' });
    assert.equal(own.statusCode, 201);
    assert.equal(own.json().refreshToken, undefined);
  }));

test('a malformed body is a malformed request, never more', () =>
  using({}, async (server) => {
    for (const changes of [{ login: 5 }, { keep: 'forever' }, { extra: true }, { login: 'x'.repeat(1001) }]) {
      const answer = await register(server, changes);
      assert.equal(answer.json().code, 'request.invalid', JSON.stringify(changes).slice(0, 60));
    }
    const text = await server.app.inject({
      method: 'POST',
      url: '/api/v1/auth/register',
      payload: JSON.stringify(GOOD),
      headers: { 'content-type': 'text/plain' },
    });
    assert.equal(text.json().code, 'request.invalid');
  }));

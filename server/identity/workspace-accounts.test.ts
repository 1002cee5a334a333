import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session } from '#protocol/accounts.ts';
import type { WorkspacePerson } from '#protocol/workspace-people.ts';
import { PASSWORD, signUp, startTestServer, type TestServer } from '#server/testing/http-server.ts';

const NEXT = 'another horse 7';

interface World {
  server: TestServer;
  owner: Session;
  admin: Session;
  member: Session;
}

async function using(run: (world: World) => Promise<void>) {
  const server = await startTestServer();
  try {
    const owner = await makeOwner(server);
    const [admin, member] = [await signUp(server, 'adam', '亚当'), await signUp(server, 'mei', '梅')];
    assert.equal((await setRole(server, owner, admin, 'admin')).status, 204);
    await run({ server, owner, admin, member });
  } finally {
    await server.close();
  }
}

async function makeOwner(server: TestServer): Promise<Session> {
  const invite = server.identity.ownerInvite();
  const payload = {
    login: 'olga',
    nickname: 'Olga',
    password: PASSWORD,
    passwordAgain: PASSWORD,
    deviceName: 'x',
    keep: 'body',
    invite,
  };
  return (await server.app.inject({ method: 'POST', url: '/api/v1/auth/register', payload })).json();
}

async function ask(server: TestServer, as: Session, method: 'GET' | 'POST' | 'PUT', path: string, payload?: object) {
  const headers = { authorization: `Bearer ${as.accessToken}` };
  const url = `/api/v1/workspace/people${path}`;
  const answer = await server.app.inject({ method, url, headers, ...(payload && { payload }) });
  return { status: answer.statusCode, ...(answer.body === '' ? {} : answer.json()) };
}

function setRole(server: TestServer, as: Session, whom: Session, role: string) {
  return ask(server, as, 'PUT', `/${whom.me.id}/role`, { role });
}

function link(server: TestServer, as: Session, whom: Session) {
  return ask(server, as, 'POST', `/${whom.me.id}/password-link`);
}

async function reset(server: TestServer, token: string, password = NEXT, passwordAgain = password) {
  const payload = { token, password, passwordAgain };
  const answer = await server.app.inject({ method: 'POST', url: '/api/v1/auth/new-password', payload });
  return { status: answer.statusCode, ...(answer.body === '' ? {} : answer.json()) };
}

async function signIn(server: TestServer, login: string, password: string) {
  const payload = { login, password, deviceName: 'x', keep: 'body' };
  return (await server.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload })).json();
}

test('[AC7] owner and administrators see everybody with roles, by name, in pages; members do not', () =>
  using(async ({ server, owner, admin, member }) => {
    for (let n = 0; n < 52; n += 1) await signUp(server, `many${n}`, `Zed ${String(n).padStart(2, '0')}`);
    const first = await ask(server, admin, 'GET', '');
    assert.equal(first.people.length, 50);
    assert.equal(first.more, true);
    const rest = await ask(server, owner, 'GET', `?after=${first.people.at(-1).id}`);
    assert.deepEqual([rest.people.length, rest.more], [5, false]);
    const all: WorkspacePerson[] = [...first.people, ...rest.people];
    assert.equal(new Set(all.map(({ id }) => id)).size, 55);
    const known = Object.fromEntries(all.map(({ login, role }) => [login, role]));
    assert.deepEqual([known['olga'], known['adam'], known['mei']], ['owner', 'admin', 'member']);
    const found = await ask(server, owner, 'GET', `?query=${encodeURIComponent('亚')}`);
    assert.deepEqual(
      found.people.map(({ login }: WorkspacePerson) => login),
      ['adam'],
    );
    assert.equal((await ask(server, member, 'GET', '')).code, 'access.denied');
  }));

test('[AC5] [AC6] the owner alone chooses administrators, and nobody unmakes the owner', () =>
  using(async ({ server, owner, admin, member }) => {
    for (const one of [admin, member]) {
      assert.equal((await setRole(server, one, member, 'admin')).code, 'access.denied');
      assert.equal((await setRole(server, one, owner, 'member')).code, 'access.denied');
    }
    assert.equal((await setRole(server, owner, owner, 'member')).code, 'access.denied');
    assert.equal((await setRole(server, owner, member, 'owner')).status, 400);
    const nobody = { me: { id: 'u_nobody' } } as Session;
    assert.equal((await setRole(server, owner, nobody, 'admin')).code, 'people.unknown');
    assert.equal((await setRole(server, owner, admin, 'member')).status, 204);
    // At once, though their token still calls them an administrator.
    assert.equal((await ask(server, admin, 'GET', '')).code, 'access.denied');
  }));

test('[AC3] a link for a new password: good once, within a day, until another is made; all devices are signed out', () =>
  using(async ({ server, owner, admin, member }) => {
    const old = await link(server, admin, member);
    const { token, expiresAt } = await link(server, admin, member);
    assert.equal(expiresAt, server.clock.now() + 24 * 3600_000);
    assert.equal((await reset(server, old.token)).code, 'password-link.invalid');
    const wrong = await reset(server, token, 'short', 'other');
    assert.deepEqual(Object.keys(wrong.fields), ['password', 'passwordAgain']);
    const both = await Promise.all([reset(server, token), reset(server, token, 'third horse 5')]);
    assert.deepEqual(both.map(({ status }) => status).sort(), [204, 403]);
    assert.equal((await reset(server, token)).code, 'password-link.invalid');
    assert.equal((await ask(server, member, 'GET', '')).code, 'session.revoked');
    assert.equal((await signIn(server, 'mei', PASSWORD)).code, 'login.wrong');
    const taken = both[0]?.status === 204 ? NEXT : 'third horse 5';
    assert.equal((await signIn(server, 'mei', taken)).me.id, member.me.id);
    const late = await link(server, owner, admin);
    server.clock.advance(24 * 3600_000);
    assert.equal((await reset(server, late.token)).code, 'password-link.invalid');
    assert.equal((await reset(server, 'no such link')).code, 'password-link.invalid');
  }));

test('[AC4] nobody makes a link for somebody who does not stand below them', () =>
  using(async ({ server, owner, admin, member }) => {
    for (const whom of [owner, admin, member]) assert.equal((await link(server, member, whom)).code, 'access.denied');
    for (const whom of [owner, admin]) assert.equal((await link(server, admin, whom)).code, 'access.denied');
    assert.equal((await link(server, owner, owner)).code, 'access.denied');
    assert.equal((await link(server, owner, admin)).status, 201);
  }));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session } from '#protocol/accounts.ts';
import { PASSWORD, signUp, startTestServer, type TestServer } from '#server/testing/http-server.ts';

const NEXT = 'another horse 7';

async function using(run: (server: TestServer) => Promise<void>) {
  const server = await startTestServer();
  try {
    await run(server);
  } finally {
    await server.close();
  }
}

async function signIn(server: TestServer, password: string) {
  const payload = { login: 'wei', password, deviceName: 'x', keep: 'body' };
  return (await server.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload })).json();
}

async function change(server: TestServer, { accessToken }: Session, payload: Record<string, string>) {
  const headers = { authorization: `Bearer ${accessToken}` };
  const all = { current: PASSWORD, password: NEXT, passwordAgain: payload['password'] ?? NEXT, ...payload };
  const answer = await server.app.inject({ method: 'POST', url: '/api/v1/me/password', headers, payload: all });
  return { status: answer.statusCode, ...answer.json() };
}

test('[AC1] [AC2] whoever knows the current password takes another, and is signed out everywhere else', () =>
  using(async (server) => {
    const here = await signUp(server, 'wei');
    const there = await signIn(server, PASSWORD);
    assert.deepEqual(await change(server, here, {}), { status: 200, signedOut: 1 });
    assert.equal((await change(server, there, {})).code, 'session.revoked');
    assert.equal((await change(server, here, { current: PASSWORD, password: 'third horse 5' })).status, 422);
    assert.equal((await signIn(server, PASSWORD)).code, 'login.wrong');
    assert.equal((await signIn(server, NEXT)).me.id, here.me.id);
  }));

test('[AC1] every wrong field is named, and nothing changes', () =>
  using(async (server) => {
    const me = await signUp(server, 'wei');
    const faults = async (payload: Record<string, string>) => {
      const { code, fields } = await change(server, me, payload);
      assert.equal(code, 'fields.invalid');
      return Object.fromEntries(
        Object.entries(fields).map(([name, fault]) => [name, (fault as { code: string }).code]),
      );
    };
    assert.deepEqual(await faults({ current: '', password: 'short', passwordAgain: 'other' }), {
      current: 'required',
      password: 'too-short',
      passwordAgain: 'password.differs',
    });
    assert.deepEqual(await faults({ password: PASSWORD }), { password: 'password.unchanged' });
    assert.deepEqual(await faults({ current: 'not my password' }), { current: 'password.wrong' });
    assert.equal((await signIn(server, PASSWORD)).me.id, me.me.id);
  }));

test('[AC1] whoever found a device unlocked cannot try passwords for long', () =>
  using(async (server) => {
    const me = await signUp(server, 'wei');
    const codes = new Set<string>();
    for (let guess = 0; guess < 12; guess += 1)
      codes.add((await change(server, me, { current: `guess ${guess} x` })).code);
    assert.deepEqual([...codes], ['fields.invalid', 'rate.limited']);
    // Even the right one waits now.
    assert.equal((await change(server, me, {})).code, 'rate.limited');
  }));

test('[AC2] of two changes at once one holds', () =>
  using(async (server) => {
    const me = await signUp(server, 'wei');
    const other = await signIn(server, PASSWORD);
    const answers = await Promise.all([change(server, me, {}), change(server, other, { password: 'third horse 5' })]);
    assert.deepEqual(answers.map(({ status }) => status === 200).sort(), [false, true]);
  }));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryAttempts } from '#server/adapters/attempts/memory-attempts.ts';
import {
  PASSWORD,
  signUp,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from '#server/testing/http-server.ts';
import { SignInLimits } from './sign-in-limits.ts';

interface Try {
  login?: string;
  password?: string;
  address?: string;
  deviceToken?: string | undefined;
}

async function attempt(server: TestServer, { login = 'wei', password = PASSWORD, address, deviceToken }: Try) {
  const answer = await server.app.inject({
    method: 'POST',
    url: '/api/v1/auth/login',
    payload: { login, password, deviceName: 'test', keep: 'body', ...(deviceToken ? { deviceToken } : {}) },
    headers: { 'x-forwarded-for': address ?? '203.0.113.1' },
  });
  return { status: answer.statusCode, ...answer.json() };
}

async function using(run: (server: TestServer) => Promise<void>, options: TestServerOptions = {}) {
  const server = await startTestServer(options);
  try {
    await run(server);
  } finally {
    await server.close();
  }
}

/** Addresses of an attacker who has many. */
const address = (n: number) => `198.51.${Math.floor(n / 250)}.${(n % 250) + 1}`;

test('signing in by name in any case; a wrong name and a wrong password look alike', () =>
  using(async (server) => {
    await signUp(server, 'wei');
    assert.equal((await attempt(server, { login: ' WEI ' })).status, 200);
    const wrongPassword = await attempt(server, { password: 'not this one' });
    const wrongName = await attempt(server, { login: 'nobody' });
    const noName = await attempt(server, { login: '!?' });
    assert.deepEqual(wrongPassword, wrongName);
    assert.deepEqual(wrongPassword, noName);
    assert.equal(wrongPassword.code, 'login.wrong');
    const empty = await attempt(server, { login: ' ', password: '' });
    assert.deepEqual(empty.fields, { login: { code: 'required' }, password: { code: 'required' } });
  }));

test('guessing on one account from one address is slowed, more and more', () =>
  using(async (server) => {
    await signUp(server, 'wei');
    for (let n = 0; n < 5; n++) assert.equal((await attempt(server, { password: `guess ${n}` })).code, 'login.wrong');
    const refused = await attempt(server, {});
    assert.equal(refused.code, 'rate.limited');
    assert.ok(refused.retryAfterMs > 0 && refused.retryAfterMs <= 1000);
    assert.equal((await attempt(server, { login: 'lin', password: 'x' })).code, 'login.wrong', 'another account');
  }));

test('parallel guesses are no more than one', async () => {
  const limits = new SignInLimits(new MemoryAttempts());
  const attempt = { account: 'wei', address: address(0), knownDevice: undefined };
  const checking = Promise.withResolvers<undefined>();
  let checked = 0;
  const guess = () =>
    limits.limit(attempt, () => {
      checked += 1;
      return checking.promise;
    });
  const [first, ...others] = Array.from({ length: 20 }, guess);
  for (const { reason } of (await Promise.allSettled(others)) as PromiseRejectedResult[]) {
    assert.equal(reason.code, 'rate.limited');
  }
  checking.resolve(undefined);
  assert.equal(await first, undefined);
  assert.equal(checked, 1);
});

test('guesses at once have no more tries than guesses one after the other', () =>
  using(async (server) => {
    await signUp(server, 'wei');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => attempt(server, { password: `guess ${n}` })),
    );
    const wrong = answers.filter(({ code }) => code === 'login.wrong').length;
    assert.ok(wrong >= 1 && wrong <= 5, `${wrong}`);
    assert.equal(answers.filter(({ code }) => code === 'rate.limited').length, 20 - wrong);
  }));

test('an attacker with many addresses does not lock the owner out', () =>
  using(async (server) => {
    const { deviceToken } = await signUp(server, 'wei');
    for (let n = 0; n < 40; n++) await attempt(server, { password: 'guess', address: address(n) });
    const secondTry = await attempt(server, { password: 'guess', address: address(0) });
    assert.equal(secondTry.code, 'login.wrong', 'was free before the attack was noticed');
    const thirdTry = await attempt(server, { password: 'guess', address: address(0) });
    assert.equal(thirdTry.code, 'rate.limited', 'under attack each address has one free try');
    assert.ok(thirdTry.retryAfterMs > 29_000);
    assert.equal((await attempt(server, { address: '203.0.113.77' })).status, 200, 'a new device of the owner');
    assert.equal((await attempt(server, { address: address(0), deviceToken })).status, 200, 'the known device');
  }));

test('a device token helps only the account that it was given for', () =>
  using(async (server) => {
    const { deviceToken } = await signUp(server, 'attacker');
    await signUp(server, 'wei');
    for (let n = 0; n < 5; n++) await attempt(server, { password: 'guess', deviceToken });
    assert.equal((await attempt(server, { deviceToken })).code, 'rate.limited');
    const { accessToken } = await signUp(server, 'lin');
    for (const forged of [accessToken, 'x.y.z', `${deviceToken}x`]) {
      assert.equal((await attempt(server, { deviceToken: forged })).code, 'rate.limited');
    }
  }));

test('a known device has its own limit', () =>
  using(async (server) => {
    const { deviceToken } = await signUp(server, 'wei');
    for (let n = 0; n < 10; n++) {
      assert.equal((await attempt(server, { password: 'guess', deviceToken })).code, 'login.wrong');
    }
    assert.equal((await attempt(server, { deviceToken })).code, 'rate.limited');
    assert.equal((await attempt(server, {})).status, 200, 'an unknown device is not concerned');
  }));

test('one address trying many accounts is slowed', () =>
  using(async (server) => {
    for (let n = 0; n < 100; n++) assert.equal((await attempt(server, { login: `name${n}` })).code, 'login.wrong');
    assert.equal((await attempt(server, { login: 'name100' })).code, 'rate.limited');
    assert.equal((await attempt(server, { login: 'name100', address: '203.0.113.2' })).code, 'login.wrong');
  }));

test('a name that nobody has costs a hash too, and who finds no room for one is told to come back', () =>
  using(
    async (server) => {
      const payload = { login: 'nobody', password: PASSWORD, deviceName: 'test', keep: 'body' };
      const ask = (login: string, headers = {}) =>
        server.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { ...payload, login }, headers });
      const answers = await Promise.all([ask('nobody'), ask('!?'), ask('noone@example.org')]);
      assert.deepEqual(answers.map((answer) => answer.json().code).sort(), [
        'login.wrong',
        'server.busy',
        'server.busy',
      ]);
      const busy = answers.find(({ statusCode }) => statusCode === 503);
      assert.equal(busy?.headers['retry-after'], '1');
      const chinese = await Promise.all([1, 2].map((n) => ask(`nobody${n}`, { 'accept-language': 'zh-CN,en;q=0.5' })));
      assert.ok(chinese.some((answer) => answer.json().message === '服务器正忙，马上重试。'));
    },
    // So long that the others come while the first is being hashed, however slow the machine is.
    { hashing: { memoryKiB: 65_536, passes: 24, threads: 1, queue: 0 } },
  ));

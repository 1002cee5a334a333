import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session } from '#protocol/accounts.ts';
import type { Device } from '#protocol/devices.ts';
import {
  PASSWORD,
  signUp,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from '#server/testing/http-server.ts';

async function using(run: (server: TestServer) => Promise<void>, options: TestServerOptions = {}) {
  const server = await startTestServer(options);
  try {
    await run(server);
  } finally {
    await server.close();
  }
}

async function signIn(server: TestServer, login: string, device: object): Promise<Session> {
  const payload = { login, password: PASSWORD, deviceName: 'x', keep: 'body', ...device };
  return (await server.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload })).json();
}

async function ask(server: TestServer, { accessToken }: Session, method: 'GET' | 'POST' | 'DELETE', path = '') {
  const headers = { authorization: `Bearer ${accessToken}` };
  return server.app.inject({ method, url: `/api/v1/devices${path}`, headers });
}

async function devices(server: TestServer, session: Session): Promise<Device[]> {
  return (await ask(server, session, 'GET')).json().devices;
}

async function works(server: TestServer, session: Session): Promise<boolean> {
  return (await ask(server, session, 'GET')).statusCode === 200;
}

test('one sees where one is signed in: the asking device first, then those seen last', () =>
  using(async (server) => {
    const start = server.clock.now();
    const first = await signUp(server, 'wei');
    server.clock.advance(1000);
    const phone = await signIn(server, 'wei', { deviceName: '  Phone of Wei ', deviceClass: 'phone' });
    server.clock.advance(1000);
    const tablet = await signIn(server, 'wei', { deviceName: 'iPad', deviceClass: 'tablet' });
    assert.deepEqual(
      (await devices(server, first)).map(({ id }) => id),
      [first.device, tablet.device, phone.device],
    );
    const [own, other] = await devices(server, phone);
    assert.deepEqual(own, {
      id: phone.device,
      name: 'Phone of Wei',
      class: 'phone',
      signedInAt: start + 1000,
      seenAt: start + 1000,
      address: '127.0.0.1',
      current: true,
    });
    assert.deepEqual([other?.id, other?.class, other?.current], [tablet.device, 'tablet', false]);
    server.clock.advance(1000);
    const payload = { refreshToken: first.refreshToken };
    await server.app.inject({ method: 'POST', url: '/api/v1/auth/refresh', payload });
    const seen = (await devices(server, phone)).map(({ id, seenAt }) => [id, seenAt - start]);
    assert.deepEqual(seen, [
      [phone.device, 1000],
      [first.device, 3000],
      [tablet.device, 2000],
    ]);
  }));

test('a device whose session ran out is not shown any more', () =>
  using(async (server) => {
    await signUp(server, 'wei');
    server.clock.advance(31 * 24 * 3600_000);
    const now = await signIn(server, 'wei', {});
    assert.deepEqual(
      (await devices(server, now)).map(({ id }) => id),
      [now.device],
    );
  }));

test('a device that is signed out is told so at once, and the others go on', () =>
  using(async (server) => {
    const here = await signUp(server, 'wei');
    const lost = await signIn(server, 'wei', {});
    const third = await signIn(server, 'wei', {});
    const revoked: string[] = [];
    server.bus.subscribe('device-revoked', ({ device }) => revoked.push(device));
    assert.equal((await ask(server, here, 'DELETE', `/${lost.device}`)).statusCode, 204);
    assert.deepEqual(revoked, [lost.device]);
    assert.equal((await ask(server, lost, 'GET')).json().code, 'session.revoked');
    assert.ok((await works(server, here)) && (await works(server, third)));
    assert.equal((await ask(server, here, 'DELETE', `/${lost.device}`)).statusCode, 204, 'a second time');
    assert.equal(revoked.length, 1);
    assert.equal((await devices(server, here)).length, 2);
  }));

test('signing all others out leaves the asking device and other people alone', () =>
  using(async (server) => {
    const here = await signUp(server, 'wei');
    const others = [await signIn(server, 'wei', {}), await signIn(server, 'wei', {})];
    const stranger = await signUp(server, 'ann');
    assert.deepEqual((await ask(server, here, 'POST', '/sign-out-others')).json(), { signedOut: 2 });
    for (const other of others) assert.equal(await works(server, other), false);
    assert.ok((await works(server, here)) && (await works(server, stranger)));
    assert.deepEqual((await ask(server, here, 'POST', '/sign-out-others')).json(), { signedOut: 0 });
  }));

test('nobody sees or signs out the devices of others, and cannot tell whether they exist', () =>
  using(async (server) => {
    const [wei, ann] = [await signUp(server, 'wei'), await signUp(server, 'ann')];
    for (const id of [wei.device, `d_${'0'.repeat(20)}`, 'x', '%20', "'--"]) {
      const answer = await ask(server, ann, 'DELETE', `/${encodeURIComponent(id)}`);
      assert.deepEqual([answer.statusCode, answer.json().code], [404, 'device.unknown'], id);
    }
    assert.ok(await works(server, wei));
    assert.deepEqual(
      (await devices(server, ann)).map(({ id }) => id),
      [ann.device],
    );
  }));

test('a new sign-in is announced; registering and refused sign-ins are not', () =>
  using(async (server) => {
    const told: { user: string; device: Device }[] = [];
    server.bus.subscribe('device-signed-in', (news) => told.push(news));
    const first = await signUp(server, 'wei');
    await signIn(server, 'wei', { password: 'not this one 1' });
    assert.equal(told.length, 0);
    const second = await signIn(server, 'wei', { deviceName: 'Phone', deviceClass: 'phone' });
    assert.equal(told.length, 1);
    const news = told.map(({ user, device: { id, name, current } }) => [user, id, name, current]);
    assert.deepEqual(news, [[first.me.id, second.device, 'Phone', false]]);
  }));

test('a device class that does not exist is refused', () =>
  using(async (server) => {
    const payload = { login: 'wei', password: PASSWORD, deviceName: 'x', keep: 'body', deviceClass: 'toaster' };
    const answer = await server.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload });
    assert.equal(answer.json().code, 'request.invalid');
  }));

async function rename(server: TestServer, { accessToken }: Session, device: string, payload: object) {
  const headers = { authorization: `Bearer ${accessToken}` };
  return server.app.inject({ method: 'PATCH', url: `/api/v1/devices/${device}`, headers, payload });
}

test('[DV5] one names one’s own devices; those of others and those signed out are unknown', () =>
  using(async (server) => {
    const [wei, lin] = [await signUp(server, 'wei'), await signUp(server, 'lin')];
    const phone = await signIn(server, 'wei', { deviceClass: 'phone' });
    const renamed = await rename(server, wei, phone.device, { name: '  书房的电脑 ' });
    assert.equal(renamed.statusCode, 200, renamed.body);
    assert.deepEqual([renamed.json().id, renamed.json().name], [phone.device, '书房的电脑']);
    assert.equal((await devices(server, wei)).find(({ id }) => id === phone.device)?.name, '书房的电脑');
    for (const name of ['', '   ', 'x'.repeat(81), 7, undefined]) {
      assert.equal((await rename(server, wei, phone.device, { name })).json().code, 'request.invalid', String(name));
    }
    const stranger = await rename(server, lin, phone.device, { name: 'mine' });
    const nothing = await rename(server, lin, 'd_nothing', { name: 'mine' });
    assert.deepEqual([stranger.statusCode, stranger.json()], [nothing.statusCode, nothing.json()]);
    assert.equal(stranger.json().code, 'device.unknown');
    const nobody = { ...wei, accessToken: 'none' };
    assert.equal((await rename(server, nobody, phone.device, { name: 'x' })).json().code, 'session.required');
    await ask(server, wei, 'DELETE', `/${phone.device}`);
    assert.equal((await rename(server, wei, phone.device, { name: 'x' })).json().code, 'device.unknown');
    assert.equal((await rename(server, phone, wei.device, { name: 'x' })).json().code, 'session.revoked');
  }));

test('[DV4] with one session for each class, a second phone ends the first, and nothing else', () =>
  using(
    async (server) => {
      for (const login of ['wei', 'lin']) await signUp(server, login);
      const computer = await signIn(server, 'wei', { deviceClass: 'computer' });
      const other = await signIn(server, 'lin', { deviceClass: 'phone' });
      const bots = [await signIn(server, 'wei', {}), await signIn(server, 'wei', {})];
      const first = await signIn(server, 'wei', { deviceClass: 'phone' });
      const tablet = await signIn(server, 'wei', { deviceClass: 'tablet' });
      const told: object[] = [];
      server.bus.subscribe('device-revoked', (news) => told.push(news));
      const second = await signIn(server, 'wei', { deviceClass: 'phone' });
      assert.deepEqual(told, [{ device: first.device, replaced: true }]);
      for (const session of [computer, other, tablet, second, ...bots]) assert.ok(await works(server, session));
      assert.equal((await ask(server, first, 'GET')).json().code, 'session.replaced');
      const payload = { refreshToken: first.refreshToken };
      const renewed = await server.app.inject({ method: 'POST', url: '/api/v1/auth/refresh', payload });
      assert.equal(renewed.json().code, 'session.replaced');
      const ids = (await devices(server, computer)).map(({ id }) => id);
      assert.ok(!ids.includes(first.device) && ids.includes(second.device));
    },
    { onePerClass: true },
  ));

test('[DV4] phones that sign in at once leave one of them', () =>
  using(
    async (server) => {
      await signUp(server, 'wei');
      const phones = await Promise.all([1, 2, 3].map(() => signIn(server, 'wei', { deviceClass: 'phone' })));
      const left = await Promise.all(phones.map((phone) => works(server, phone)));
      assert.equal(left.filter(Boolean).length, 1);
    },
    { onePerClass: true },
  ));

test('[DV4] without the policy every phone stays', () =>
  using(async (server) => {
    await signUp(server, 'wei');
    const phones = [
      await signIn(server, 'wei', { deviceClass: 'phone' }),
      await signIn(server, 'wei', { deviceClass: 'phone' }),
    ];
    for (const phone of phones) assert.ok(await works(server, phone));
  }));

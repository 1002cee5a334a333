import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session } from '#protocol/accounts.ts';
import { signUp, startTestServer, type TestServer } from '#server/testing/http-server.ts';

/** Without a media engine: what is decided before anybody gets near it. */
async function using(run: (server: TestServer) => Promise<void>) {
  const server = await startTestServer();
  try {
    await run(server);
  } finally {
    await server.close();
  }
}

interface Ask {
  as?: Session | undefined;
  address?: string;
  body?: object;
}

async function ask(server: TestServer, method: 'GET' | 'POST', path: string, { as, address, body }: Ask = {}) {
  const answer = await server.app.inject({
    method,
    url: `/api/v1/meetings${path}`,
    headers: {
      'x-forwarded-for': address ?? '203.0.113.9',
      ...(as ? { authorization: `Bearer ${as.accessToken}` } : {}),
    },
    ...(method === 'POST' && body ? { payload: body } : {}),
  });
  return { status: answer.statusCode, ...answer.json() };
}

const create = (server: TestServer, as: Session, title?: string) =>
  ask(server, 'POST', '', { as, body: title === undefined ? {} : { title } });

/** A number that nobody was given. */
function unused(taken: string): string {
  return taken === '999999999' ? '999999998' : '999999999';
}

test('a meeting has a number of nine digits, a title and a host', () =>
  using(async (server) => {
    const wei = await signUp(server, 'wei', '伟');
    const meeting = await create(server, wei, '  周会 ');
    assert.equal(meeting.status, 201);
    assert.match(meeting.number, /^[1-9][0-9]{8}$/);
    assert.equal(meeting.title, '周会');
    assert.deepEqual(meeting.host, { id: wei.me.id, nickname: '伟' });
    assert.equal(meeting.endedAt, undefined);
    assert.equal((await create(server, wei)).title, '');
    assert.deepEqual((await create(server, wei, 'x'.repeat(61))).fields, { title: { code: 'too-long', n: 60 } });
    assert.deepEqual((await create(server, wei, 'a\u200bb')).fields, { title: { code: 'invisible' } });
  }));

test('my meetings are those that I host, running ones first', () =>
  using(async (server) => {
    const wei = await signUp(server, 'wei');
    const lin = await signUp(server, 'lin');
    const numbers: string[] = [];
    for (const title of ['one', 'two', 'three']) {
      numbers.push((await create(server, wei, title)).number);
      server.clock.advance(1000);
    }
    await ask(server, 'POST', `/${numbers[2]}/end`, { as: wei });
    const { meetings } = await ask(server, 'GET', '/mine', { as: wei });
    assert.deepEqual(
      meetings.map(({ title }: { title: string }) => title),
      ['two', 'one', 'three'],
    );
    assert.ok(meetings[2].endedAt > 0);
    assert.deepEqual((await ask(server, 'GET', '/mine', { as: lin })).meetings, []);
  }));

test('what needs a member refuses everybody else', () =>
  using(async (server) => {
    const wei = await signUp(server, 'wei');
    const { number } = await create(server, wei);
    for (const [method, path] of [
      ['POST', ''],
      ['GET', '/mine'],
      ['POST', `/${number}/end`],
    ] as const) {
      assert.equal((await ask(server, method, path, { body: {} })).code, 'session.required', path);
      const stranger = { ...wei, accessToken: `${wei.accessToken}x` };
      assert.equal((await ask(server, method, path, { as: stranger, body: {} })).code, 'session.required', path);
    }
    server.clock.advance(11 * 60_000);
    for (const path of ['', `/${number}/join`, `/${number}/end`]) {
      const answer = await ask(server, 'POST', path, { as: wei, body: {} });
      assert.equal(answer.code, 'session.expired', path);
    }
    assert.equal((await ask(server, 'GET', `/${number}`, { as: wei })).code, 'session.expired');
  }));

test('only the host ends a meeting, and then it is over for good', () =>
  using(async (server) => {
    const wei = await signUp(server, 'wei');
    const lin = await signUp(server, 'lin');
    const { number } = await create(server, wei);
    assert.equal((await ask(server, 'POST', `/${number}/end`, { as: lin })).code, 'access.denied');
    const ended = await ask(server, 'POST', `/${number}/end`, { as: wei });
    assert.equal(ended.status, 200, 'also while the media engine is away');
    assert.ok(ended.endedAt > 0);
    for (const as of [wei, lin, undefined]) {
      const joined = await ask(server, 'POST', `/${number}/join`, { as, body: { name: '客人' } });
      assert.equal(joined.code, 'meeting.ended');
      assert.equal(joined.status, 410);
      assert.equal((await ask(server, 'GET', `/${number}`, { as })).code, 'meeting.ended');
    }
    assert.equal((await ask(server, 'POST', `/${number}/end`, { as: wei })).code, 'meeting.ended');
  }));

test('of two who end it at once, one does', () =>
  using(async (server) => {
    const wei = await signUp(server, 'wei');
    const { number } = await create(server, wei);
    const answers = await Promise.all([1, 2].map(() => ask(server, 'POST', `/${number}/end`, { as: wei })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 410]);
  }));

test('without the media engine, entering and looking say so', () =>
  using(async (server) => {
    const wei = await signUp(server, 'wei');
    const { number } = await create(server, wei);
    for (const answer of [
      await ask(server, 'GET', `/${number}`),
      await ask(server, 'POST', `/${number}/join`, { body: { name: '客人' } }),
      await ask(server, 'POST', `/${number}/join`, { as: wei, body: {} }),
    ]) {
      assert.equal(answer.code, 'media.unavailable');
      assert.ok(answer.retryAfterMs > 0);
    }
  }));

test('a guest needs a name that people can read', () =>
  using(async (server) => {
    const { number } = await create(server, await signUp(server, 'wei'));
    for (const [name, code] of [
      [undefined, 'required'],
      ['  ', 'required'],
      ['x'.repeat(41), 'too-long'],
      ['a\u202eb', 'invisible'],
    ] as const) {
      const answer = await ask(server, 'POST', `/${number}/join`, { body: name === undefined ? {} : { name } });
      assert.equal(answer.status, 422);
      assert.equal(answer.fields.name.code, code);
    }
  }));

test('what is no number is unknown', () =>
  using(async (server) => {
    for (let n = 0; n < 30; n++) {
      for (const number of ['12345678', '0123456789', '1234567890', 'abc', '%E4%B8%80', "1'--"]) {
        assert.equal((await ask(server, 'GET', `/${number}`)).code, 'meeting.unknown', number);
      }
    }
  }));

test('a guest address that tries numbers has to wait, and right numbers do not count', () =>
  using(async (server) => {
    const { number } = await create(server, await signUp(server, 'wei'));
    const look = (which: string, address: string) => ask(server, 'GET', `/${which}`, { address });
    for (let n = 0; n < 60; n++) assert.equal((await look(number, '198.51.100.1')).code, 'media.unavailable');
    for (let n = 0; n < 20; n++) assert.equal((await look(unused(number), '198.51.100.1')).code, 'meeting.unknown');
    const refused = await look(number, '198.51.100.1');
    assert.equal(refused.code, 'rate.limited');
    assert.equal(refused.status, 429);
    assert.ok(refused.retryAfterMs > 0);
    const join = await ask(server, 'POST', `/${number}/join`, { address: '198.51.100.1', body: { name: '客人' } });
    assert.equal(join.code, 'rate.limited', 'by whichever route');
    assert.equal((await look(unused(number), '198.51.100.2')).code, 'meeting.unknown', 'another address may');
  }));

test('addresses of one IPv6 line count as one', () =>
  using(async (server) => {
    const { number } = await create(server, await signUp(server, 'wei'));
    for (let n = 0; n < 20; n++)
      await ask(server, 'GET', `/${unused(number)}`, { address: `2001:db8:1:22${n + 10}::1` });
    assert.equal((await ask(server, 'GET', `/${number}`, { address: '2001:db8:1:22ff::9' })).code, 'rate.limited');
  }));

test('an account that tries numbers has to wait, wherever it is', () =>
  using(async (server) => {
    const wei = await signUp(server, 'wei');
    const lin = await signUp(server, 'lin');
    const { number } = await create(server, wei);
    const look = (as: Session, n: number) =>
      ask(server, 'POST', `/${unused(number)}/join`, { as, body: {}, address: `198.51.100.${n}` });
    for (let n = 0; n < 10; n++) assert.equal((await look(lin, n)).code, 'meeting.unknown');
    assert.equal((await look(lin, 99)).code, 'rate.limited');
    assert.equal((await ask(server, 'POST', `/${unused(number)}/end`, { as: lin })).code, 'rate.limited');
    assert.equal((await look(wei, 1)).code, 'meeting.unknown');
  }));

test('parallel guesses are no more than those one after the other', () =>
  using(async (server) => {
    const { number } = await create(server, await signUp(server, 'wei'));
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask(server, 'GET', `/${unused(number)}`)));
    assert.equal(answers.filter(({ code }) => code === 'meeting.unknown').length, 20);
    assert.equal(answers.filter(({ code }) => code === 'rate.limited').length, 80);
  }));

test('guessing from very many addresses is limited in total, but not for those who found a meeting before', () =>
  using(async (server) => {
    const { number } = await create(server, await signUp(server, 'wei'));
    assert.equal((await ask(server, 'GET', `/${number}`, { address: '203.0.113.1' })).code, 'media.unavailable');
    const guess = (n: number) =>
      ask(server, 'GET', `/${unused(number)}`, { address: `10.0.${Math.floor(n / 250)}.${(n % 250) + 1}` });
    for (let n = 0; n < 2000; n += 100) await Promise.all(Array.from({ length: 100 }, (_, at) => guess(n + at)));
    assert.equal((await guess(2000)).code, 'rate.limited');
    assert.equal((await ask(server, 'GET', `/${number}`, { address: '203.0.113.1' })).code, 'media.unavailable');
  }));

test('an account cannot fill the space of numbers', () =>
  using(async (server) => {
    const wei = await signUp(server, 'wei');
    for (let n = 0; n < 100; n++) assert.equal((await create(server, wei)).status, 201);
    assert.equal((await create(server, wei)).code, 'rate.limited');
  }));

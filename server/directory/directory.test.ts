import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '#kernel/failure.ts';
import { silentLog } from '#kernel/ports/log.ts';
import type { ParamsOf } from '#protocol/realtime.ts';
import { MemoryAttempts } from '#server/adapters/attempts/memory-attempts.ts';
import { LocalBus } from '#server/adapters/bus/local-bus.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import type { Caller } from '#server/identity/api.ts';
import { signUp, startTestServer } from '#server/testing/http-server.ts';
import { createDirectory, type DirectoryModule } from './module.ts';
import type { DirectoryTables } from './tables.ts';

interface Asker {
  search(params: ParamsOf<'people.search'>): ReturnType<DirectoryModule['commands']['people.search']>;
  get(params: ParamsOf<'people.get'>): ReturnType<DirectoryModule['commands']['people.get']>;
}

async function using(people: [login: string, nickname: string][], run: (ask: Asker, ids: string[]) => Promise<void>) {
  const server = await startTestServer();
  try {
    const sessions = [];
    for (const [login, nickname] of people) sessions.push(await signUp(server, login, nickname));
    const { commands } = createDirectory({
      ...server,
      database: server.database as unknown as Database<DirectoryTables>,
      bus: new LocalBus(silentLog),
      attempts: new MemoryAttempts(),
    });
    const caller: Caller = await server.identity.authenticate(sessions[0]?.accessToken ?? '');
    const ask: Asker = {
      search: (params) => commands['people.search'](caller, params),
      get: (params) => commands['people.get'](caller, params),
    };
    await run(
      ask,
      sessions.map(({ me }) => me.id),
    );
  } finally {
    await server.close();
  }
}

const names = ({ people }: { people: { nickname: string }[] }) => people.map(({ nickname }) => nickname);

test('people are found by any part of nickname or user name, Chinese included, in any case and width', () =>
  using(
    [
      ['wei.chen', '陈伟明'],
      ['zhang', '张伟'],
      ['13800138000', 'Ａnna Li'],
      ['Annabel@example.org', '100%_sure!'],
    ],
    async ({ search }) => {
      assert.deepEqual(names(await search({ query: '伟' })).sort(), ['张伟', '陈伟明']);
      assert.deepEqual(names(await search({ query: '伟明' })), ['陈伟明']);
      assert.deepEqual(names(await search({ query: 'WEI.C' })), ['陈伟明']);
      assert.deepEqual(names(await search({ query: ' anna l' })), ['Ａnna Li']);
      assert.deepEqual(names(await search({ query: '%' })), ['100%_sure!'], 'no pattern');
      assert.deepEqual(names(await search({ query: '0%_s' })), ['100%_sure!']);
      assert.deepEqual(names(await search({ query: '!' })), ['100%_sure!']);
      assert.deepEqual(names(await search({ query: 'nobody' })), []);
      assert.equal((await search({ query: '' })).people.length, 4);
    },
  ));

test('[SE40] people are found by the pinyin of their names, whole or by first letters', () =>
  using(
    [
      ['first', '刘婷'],
      ['second', '单雄信'],
      ['third', 'Tim'],
    ],
    async ({ search }) => {
      for (const query of ['liuting', 'Liu T', 'lt', 'ting', 'l']) {
        assert.deepEqual(names(await search({ query })), ['刘婷'], query);
      }
      assert.deepEqual(names(await search({ query: 'shanxx' })), [], 'no mixture of the two');
      assert.deepEqual(names(await search({ query: 'sxx' })), ['单雄信'], 'a surname');
      assert.deepEqual(names(await search({ query: 'iuting' })), [], 'only from the beginning of a syllable');
    },
  ));

test('a phone number or e-mail address finds its owner only when it is known whole', () =>
  using(
    [
      ['13800138000', 'Phone'],
      ['someone@example.org', 'Mail'],
    ],
    async ({ search }) => {
      for (const query of ['13800138000', '+86 138 0013 8000'])
        assert.deepEqual(names(await search({ query })), ['Phone']);
      assert.deepEqual(names(await search({ query: 'SomeOne@Example.org' })), ['Mail']);
      for (const query of ['1380013800', '138', '+86', 'someone', '@example.org', 'someone@example.or', '%@%']) {
        assert.deepEqual(names(await search({ query })), [], query);
      }
    },
  ));

test('who looks up very many phone numbers has to wait, and names can still be searched', () =>
  using([['13800138000', 'Phone']], async ({ search }) => {
    for (let n = 0; n < 100; n++) await search({ query: `138${String(n).padStart(8, '0')}` });
    await assert.rejects(search({ query: '13800138000' }), (error) => {
      assert.ok(error instanceof Failure && error.code === 'rate.limited');
      return (error.detail.retryAfterMs ?? 0) > 0;
    });
    assert.deepEqual(names(await search({ query: 'phone' })), ['Phone']);
  }));

test('a search is answered in pages, sorted, without gaps or repeats, though names are equal', () =>
  using(
    Array.from({ length: 65 }, (_, n): [string, string] => [`user${n}`, n % 2 ? 'Same Name' : `Name ${n}`]),
    async ({ search }) => {
      const found: string[] = [];
      const pages: number[] = [];
      let after: string | undefined;
      do {
        const page = await search({ query: 'name', ...(after === undefined ? {} : { after }) });
        found.push(...page.people.map(({ id }) => id));
        pages.push(page.people.length);
        after = page.next;
      } while (after !== undefined);
      assert.deepEqual(pages, [30, 30, 5]);
      assert.equal(new Set(found).size, 65);
      assert.deepEqual((await search({ query: 'name', after: `u_${'0'.repeat(20)}` })).people, []);
    },
  ));

test('people are got by id; who does not exist is left out, and nothing private is told', () =>
  using(
    [
      ['13800138000', 'Phone'],
      ['wei', '伟'],
    ],
    async ({ get }, ids) => {
      const [phone = '', wei = ''] = ids;
      const { people } = await get({ ids: [phone, wei, wei, `u_${'0'.repeat(20)}`] });
      assert.deepEqual(
        new Map(people.map((person) => [person.id, { ...person }])),
        new Map([
          [phone, { id: phone, nickname: 'Phone' }],
          [wei, { id: wei, nickname: '伟' }],
        ]),
      );
    },
  ));

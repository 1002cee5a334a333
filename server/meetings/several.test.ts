import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { dispose } from '@livekit/rtc-node';
import { silentLog } from '#kernel/ports/log.ts';
import type { ChatLines } from '#protocol/meeting-chat.ts';
import { MemoryAttempts } from '#server/adapters/attempts/memory-attempts.ts';
import { type Database, viewOf } from '#server/adapters/sql/database.ts';
import { signUp, type TestServer, type TestTopics } from '#server/testing/http-server.ts';
import { JoinedBus } from '#server/testing/joined-bus.ts';
import { BoardNews } from './boards/news.ts';
import { Page } from './boards/testing/page.ts';
import { MeetingChat } from './chat/meeting-chat.ts';
import { LookupLimits } from './lookup-limits.ts';
import { MediaEngine } from './media-engine.ts';
import { MeetingNews } from './news.ts';
import { findRoom } from './room-store.ts';
import { MeetingService } from './service.ts';
import type { MeetingTables } from './tables.ts';
import { SharedEngine, type World } from './testing/media-world.ts';

const engine = new SharedEngine();

after(async () => {
  await engine.close();
  await dispose();
});

interface Two {
  here: World;
  there: World;
  bus: JoinedBus<TestTopics>;
}

/** Two processes on one database. */
async function usingTwo(run: (two: Two) => Promise<void>): Promise<void> {
  await engine.using(async (here) => {
    const topics = ['meeting-changed', 'board-changed', 'board-cursor', 'conversation'] as const;
    const bus = new JoinedBus<TestTopics>(here.server.bus, topics);
    const there = await here.beside(bus);
    try {
      await run({ here, there, bus });
    } finally {
      await there.close();
    }
  });
}

/** A meeting at the one process, and the same two people's pages at both. */
async function furnished({ here, there }: Two) {
  const [wei, lin] = [await signUp(here.server, 'wei', '伟'), await signUp(here.server, 'lin', '林')];
  const number = await here.create(wei);
  await here.join(number, wei);
  await there.join(number, lin);
  const path = `/${number}/boards/whiteboard`;
  const pages = { host: new Page(here, path, wei), member: new Page(there, path, lin) };
  for (const page of [pages.host, pages.member]) assert.equal(await page.follow(), 200);
  assert.equal(pages.host.news.board, pages.member.news.board);
  return { wei, lin, number, path, ...pages };
}

test('[PC40] what is drawn at one process is seen by who waits at another, and the other way round', () =>
  usingTwo(async (two) => {
    const { host, member, path, wei } = await furnished(two);
    const both = (page: Page) => page.until(() => page.map.has('a') && page.map.has('b'));
    const waiting = [both(host), both(member)];
    const drawing = new Page(two.there, path, wei);
    assert.equal(await drawing.follow(), 200);
    const again = new Page(two.here, path, wei);
    assert.equal(await again.follow(), 200);
    const done = await Promise.all([
      drawing.write(() => drawing.map.set('a', 1)),
      again.write(() => again.map.set('b', 2)),
    ]);
    assert.deepEqual(done, ['done', 'done']);
    await Promise.all(waiting);
    assert.equal((await host.ask('cursor', { page: 7, state: '{}' })).status, 200);
    await member.until(() => member.news.people?.length === 1);
    assert.equal(member.news.people?.[0]?.name, '伟');
  }));

test('[PC40] [PC13] what a process has not heard of is there all the same for who asks, also for what is built on it', () =>
  usingTwo(async (two) => {
    const { host, member, lin, path } = await furnished(two);
    two.bus.apart = true;
    for (const key of ['a', 'b', 'c']) assert.equal(await host.write(() => host.map.set(key, 1)), 'done');
    assert.equal(await member.follow(), 200);
    assert.deepEqual(member.map.toJSON(), { a: 1, b: 1, c: 1 });
    assert.equal(await host.write(() => host.map.set('a', 2)), 'done');
    // A page whose connection went from the one process to the other.
    const moved = new Page(two.here, path, lin);
    assert.equal(await moved.follow(), 200);
    moved.world = two.there;
    assert.equal(await moved.write(() => moved.map.set('e', 1)), 'done');
    assert.equal(await member.follow(), 200);
    assert.equal(await member.write(() => member.map.set('d', 1)), 'done');
    assert.equal(await host.follow(), 200);
    assert.deepEqual(host.map.toJSON(), { a: 2, b: 1, c: 1, d: 1, e: 1 });
  }));

test('[PC41] rights that are switched at one process hold at another at once, whatever it has heard', () =>
  usingTwo(async (two) => {
    const { host, member, wei, lin, number } = await furnished(two);
    two.bus.apart = true;
    assert.equal(await member.write(() => member.map.set('a', 1)), 'done');
    await two.here.ask('POST', `/${number}/settings`, wei, { may: { boards: false } });
    assert.equal(await member.write(() => member.map.set('b', 1)), 'board.locked');
    await two.here.ask('POST', `/${number}/settings`, wei, { may: { boards: true } });
    await two.here.ask('POST', `/${number}/remove`, wei, { identity: lin.me.id });
    assert.equal(await host.write(() => host.map.set('secret', 1)), 'done');
    assert.equal(await member.follow(), 403);
    assert.equal(await member.write(() => member.map.set('b', 1)), 'access.denied');
    assert.equal((await member.ask('cursor', { page: 1, state: '{}' })).code, 'access.denied');
  }));

test('[PC13] [PC40] after a loss whoever waits for news of a document looks again', () =>
  usingTwo(async ({ bus }) => {
    const news = new BoardNews(bus);
    let there = false;
    const looked = Promise.withResolvers<void>();
    const waiting = news.until('123456789', 'notes', async (last): Promise<string | undefined> => {
      looked.resolve();
      if (there) return 'woken';
      return last ? 'too late' : undefined;
    });
    await looked.promise;
    there = true;
    bus.lose();
    assert.equal(await waiting, 'woken');
    news.close();
  }));

test('[PC42] guests at one process hear what is said at another, and who is removed there hears no more', () =>
  usingTwo(async ({ here, there, bus }) => {
    const wei = await signUp(here.server, 'wei', '伟');
    const number = await here.create(wei, '周会');
    await here.join(number, wei);
    const { ticket = '', identity } = await there.join(number, undefined, { name: '客人' });
    const read = (after: number) =>
      there.ask('POST', `/${number}/chat/read`, undefined, { ticket, after }) as unknown as Promise<ChatLines>;
    const before = read(0);
    const { conversation } = await here.ask('POST', `/${number}/chat`, wei);
    await before;
    const { asOf } = await there.ask('POST', `/${number}/chat/read`, undefined, { ticket });
    const caller = await here.server.identity.authenticate(wei.accessToken);
    const send = (text: string) =>
      here.server.conversations.commands['message.send'](caller, { clientId: `chat-${text}`, conversation, text });
    let known: number = asOf;
    const held = (async () => {
      for (;;) {
        const answer = await read(known);
        if (answer.lines.length > 0) return answer.lines;
        known = answer.asOf;
      }
    })();
    await send('12345678');
    assert.deepEqual(
      (await held).map(({ text }) => text),
      ['12345678'],
    );
    bus.apart = true;
    await here.ask('POST', `/${number}/remove`, wei, { identity });
    await send('23456789');
    const after = await there.ask('POST', `/${number}/chat/read`, undefined, { ticket, after: 0 });
    assert.equal(after.code, 'access.denied');
  }));

test('[PC42] breakout rooms that are made at one process are there at another, and two hosts’ changes follow each other', () =>
  usingTwo(async ({ here, there }) => {
    const wei = await signUp(here.server, 'wei', '伟');
    const number = await here.create(wei);
    await here.join(number, wei);
    const act = (world: World, deed: object) => world.ask('POST', `/${number}/breakout/act`, wei, deed);
    const rooms = [{ name: '甲' }, { name: '乙' }];
    assert.equal((await act(here, { do: 'make', rooms })).status, 200);
    const { revision } = await there.ask('POST', `/${number}/breakout`, wei, {});
    const deeds = [0, 1, 2, 3].map((n) =>
      act(n % 2 === 0 ? here : there, { do: 'set', rules: { choose: n % 2 === 1 } }),
    );
    for (const { status } of await Promise.all(deeds)) assert.equal(status, 200);
    const [one, other] = await Promise.all(
      [here, there].map((world) => world.ask('POST', `/${number}/breakout`, wei, {})),
    );
    assert.ok(one.revision > revision);
    assert.deepEqual({ ...one, now: 0 }, { ...other, now: 0 });
  }));

test('[PC42] what a room is told stands as the database has it, whichever process tells it last', () =>
  usingTwo(async ({ here, there }) => {
    const wei = await signUp(here.server, 'wei', '伟');
    const number = await here.create(wei);
    await here.join(number, wei);
    const set = (n: number) =>
      (n % 2 === 0 ? here : there).ask('POST', `/${number}/settings`, wei, { may: { boards: n % 3 !== 0 } });
    for (const { status } of await Promise.all([0, 1, 2, 3, 4, 5].map(set))) assert.equal(status, 200);
    const { may, locked } = await there.desk(number, wei);
    const tables: Database<MeetingTables> = viewOf(here.server.database);
    const name = (await findRoom(tables.read, number))?.meeting.room ?? '';
    const [room] = await here.api.listRooms([name]);
    const told = JSON.parse(room?.metadata ?? '{}');
    assert.deepEqual([told.may, told.locked], [may, locked]);
  }));

test('[PC42] [MC4] who was removed at another process before they came into the chat is not in it', () =>
  usingTwo(async ({ here }) => {
    const { server } = here;
    const [wei, lin] = [await signUp(server, 'wei', '伟'), await signUp(server, 'lin', '林')];
    const number = await here.create(wei, '周会');
    await here.join(number, wei);
    const { conversation } = await here.ask('POST', `/${number}/chat`, wei);
    const state = async () => {
      const tables: Database<MeetingTables> = viewOf(server.database);
      const stored = await findRoom(tables.read, number);
      assert.ok(stored);
      return stored;
    };
    const before = await state();
    await here.join(number, lin);
    const came = await state();
    await here.ask('POST', `/${number}/remove`, wei, { identity: lin.me.id });
    // What another process had still to do when they came.
    const late = chatOf(server);
    await late.follow(before, came, server.clock.now());
    late.close();
    const caller = await server.identity.authenticate(lin.accessToken);
    await assert.rejects(
      async () => server.conversations.commands['conversation.history'](caller, { conversation }),
      (error: { code?: string }) => error.code === 'conversation.unknown',
    );
  }));

function chatOf({ database, bus, conversations, files, identity, clock }: TestServer): MeetingChat {
  const shared = { attempts: new MemoryAttempts(), clock, log: silentLog };
  const engine = new MediaEngine({ apiUrl: () => undefined, publicUrl: '/', key: 'key', secret: 'secret' }, silentLog);
  const tables: Database<MeetingTables> = viewOf(database);
  const limits = new LookupLimits(shared.attempts);
  const service = new MeetingService({ ...shared, database: tables, identity, engine, limits });
  return new MeetingChat({
    ...shared,
    database: viewOf(database),
    bus,
    conversations,
    files,
    service,
    news: new MeetingNews(bus),
  });
}

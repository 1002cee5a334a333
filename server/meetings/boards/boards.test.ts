import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import * as Y from 'yjs';
import type { Session } from '#protocol/accounts.ts';
import type { BoardKind } from '#protocol/boards.ts';
import { signUp } from '#server/testing/http-server.ts';
import { using, type World } from '../testing/media-world.ts';
import { Page } from './testing/page.ts';

async function furnished(world: World, kind: BoardKind = 'whiteboard') {
  const [wei, lin] = [await signUp(world.server, 'wei', '伟'), await signUp(world.server, 'lin', '林')];
  const number = await world.create(wei);
  const { ticket } = await world.join(number, undefined, { name: '客人' });
  await world.join(number, wei);
  await world.join(number, lin);
  const path = `/${number}/boards/${kind}`;
  const pages = { host: new Page(world, path, wei), member: new Page(world, path, lin) };
  return { wei, lin, number, path, ticket, ...pages, guest: new Page(world, path, undefined, ticket) };
}

test('[BO1] [BO11] members and guests draw and see what the others draw; nobody waits for long', () =>
  using(async (world) => {
    const { host, member, guest } = await furnished(world);
    for (const page of [host, member, guest]) assert.equal(await page.follow(), 200);
    assert.equal(host.news.edit && guest.news.edit, true);
    const waiting = member.until(() => member.map.has('a') && member.map.has('b'));
    assert.equal(await host.write(() => host.map.set('a', 1)), 'done');
    assert.equal(await guest.write(() => guest.map.set('b', 2)), 'done');
    await waiting;
    await host.until(() => host.map.has('b'));
    assert.deepEqual(host.map.toJSON(), { a: 1, b: 2 });
    const late = new Page(world, `/${'1'.repeat(9)}/boards/whiteboard`, undefined);
    assert.equal(await late.follow(), 404);
  }));

test('[BO1] who waits, was removed, has never been in or has a forged ticket sees nothing and writes nothing', () =>
  using(async (world) => {
    const { wei, lin, number, path, member, guest, host } = await furnished(world);
    await host.follow();
    await guest.follow();
    await member.follow();
    const mei = await signUp(world.server, 'mei', '梅');
    await world.ask('POST', `/${number}/settings`, wei, { lobby: 'everybody' });
    const waiting = await world.ask('POST', `/${number}/join`, mei, {});
    assert.equal(waiting.status, 202);
    const outside = [
      new Page(world, path, mei),
      new Page(world, path, undefined),
      new Page(world, path, undefined, 'x'.repeat(43)),
    ];
    const held = member.follow();
    const identity = (await world.desk(number, wei)).host;
    assert.notEqual(identity, undefined);
    const { me } = lin as unknown as { me: { id: string } };
    await world.ask('POST', `/${number}/remove`, wei, { identity: me.id });
    // A question that was held when they were removed is not answered with news.
    const after = await held;
    outside.push(member);
    assert.ok(after === 403 || after === 200);
    for (const page of outside) {
      page.news = { board: host.news.board ?? '' };
      assert.equal((await page.ask('follow')).code, 'access.denied');
      assert.equal(await page.write(() => page.map.set('x', 1)), 'access.denied');
      assert.equal((await page.ask('cursor', { page: 1, state: '{}' })).code, 'access.denied');
      assert.equal((await page.ask('open')).code, 'access.denied');
    }
    const again = new Page(world, path, wei);
    await again.follow();
    assert.deepEqual(again.map.toJSON(), {});
  }));

test('[BO2] hosts alone write when they say so, and those who follow are told', () =>
  using(async (world) => {
    const { wei, number, path, ticket, host, guest } = await furnished(world);
    await host.follow();
    await guest.follow();
    const told = guest.until(() => guest.news.edit === false);
    await world.ask('POST', `/${number}/settings`, wei, { may: { boards: false } });
    await told;
    assert.equal(await guest.write(() => guest.map.set('x', 1)), 'board.locked');
    assert.equal(await host.write(() => host.map.set('a', 1)), 'done');
    await world.ask('POST', `/${number}/settings`, wei, { may: { boards: true } });
    // What was refused is forgotten by making the document anew.
    const anew = new Page(world, path, undefined, ticket);
    await anew.until(() => anew.news.edit === true && anew.map.has('a'));
    assert.equal(await anew.write(() => anew.map.set('b', 1)), 'done');
  }));

test('[BO30] cursors go to the others under the name that the server knows; nobody moves another’s', () =>
  using(async (world) => {
    const { host, guest, member } = await furnished(world, 'notes');
    for (const page of [host, guest, member]) await page.follow();
    assert.equal((await guest.ask('cursor', { page: 7, state: '{"name":"伟"}' })).status, 200);
    await host.until(() => host.news.people?.length === 1);
    const [cursor] = host.news.people ?? [];
    assert.deepEqual([cursor?.page, cursor?.name, cursor?.guest, cursor?.state], [7, '客人', true, '{"name":"伟"}']);
    assert.equal((await member.ask('cursor', { page: 7, state: '{}' })).code, 'access.denied');
    assert.equal((await guest.ask('cursor', { page: 7 })).status, 200);
    await host.until(() => host.news.people?.length === 0);
    assert.equal((await guest.ask('cursor', { page: 7, state: 'x'.repeat(2000) })).status, 400);
  }));

test('[BO20] [BO21] bytes that are no update are refused, and whoever goes on is held up', () =>
  using(async (world) => {
    const { guest, host } = await furnished(world);
    await guest.follow();
    const { board } = guest.news;
    const send = async (update: string) => (await guest.ask('write', { board, update })).code;
    assert.equal(await send('!!'), 'request.invalid');
    assert.equal(await send('x'.repeat(400_000)), 'request.invalid');
    for (let i = 0; i < 20; i++) assert.equal(await send('CQkJ'), 'board.malformed');
    assert.equal(await send('CQkJ'), 'rate.limited');
    assert.equal((await guest.ask('write', { board: `b_${'0'.repeat(20)}`, update: 'AAA=' })).code, 'rate.limited');
    await host.follow();
    assert.equal(await host.write(() => host.map.set('a', 1)), 'done');
  }));

test('[BO10] where a number stays, people who meet later begin with an empty one; any other meeting goes on', () =>
  using(async (world) => {
    const { number, path, ticket, guest } = await furnished(world);
    const { database, clock } = world.server;
    await guest.follow();
    assert.equal(await guest.write(() => guest.map.set('a', 1)), 'done');
    const after = async (minutes: number) => {
      clock.advance(minutes * 60_000);
      const page = new Page(world, path, undefined, ticket);
      assert.equal(await page.follow(), 200);
      return page.map.size;
    };
    assert.equal(await after(60), 1);
    await database.write((db) =>
      sql`insert into kept_numbers (number, account, until) values (${number}, null, ${clock.now() * 2})`.execute(db),
    );
    const visit = { meeting: number, identity: 'u_x', name: '', guest: 0 };
    const stays = { ...visit, in_at: clock.now() - 70 * 60_000, out_at: null };
    await database.write((db) => db.insertInto('meeting_visits').values(stays).execute());
    assert.equal(await after(60), 1);
    await database.write((db) => db.updateTable('meeting_visits').set({ out_at: clock.now() }).execute());
    assert.equal(await after(10), 1);
    assert.equal(await after(15), 0);
  }));

test('[BO12] members who were in it read it afterwards; guests, strangers and who came later do not', () =>
  using(async (world) => {
    const { wei, lin, number, host, member } = await furnished(world);
    await host.follow();
    assert.equal(await host.write(() => host.map.set('a', 1)), 'done');
    const { database, clock } = world.server;
    const visit = { meeting: number, in_at: clock.now() - 10, out_at: null, name: '', guest: 0 };
    const id = (session: Session) => (session as unknown as { me: { id: string } }).me.id;
    await database.write((db) =>
      db
        .insertInto('meeting_visits')
        .values({ ...visit, identity: id(wei) })
        .execute(),
    );
    await world.ask('POST', `/${number}/end`, wei);
    assert.equal(await member.follow(), 410);
    assert.equal(await host.write(() => host.map.set('b', 1)), 'meeting.ended');
    const read = async (session: Session | undefined) => {
      const headers = session ? { authorization: `Bearer ${session.accessToken}` } : {};
      const answer = await world.server.app.inject({ url: `/api/v1/boards/${host.news.board}`, headers });
      return answer.json();
    };
    const kept = await read(wei);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, new Uint8Array(Buffer.from(kept.update, 'base64')));
    assert.deepEqual([kept.kind, doc.getMap('elements').toJSON()], ['whiteboard', { a: 1 }]);
    assert.equal((await read(lin)).code, 'board.unknown');
    assert.equal((await read(undefined)).code, 'session.required');
  }));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeJwt } from 'jose';
import { EMPTY_AFTER_MS, MOVE_WITHIN_MS } from '#kernel/breakout.ts';
import type { Session } from '#protocol/accounts.ts';
import type { BreakoutView } from '#protocol/breakout.ts';
import type { JoinMeetingAnswer } from '#protocol/meetings.ts';
import { signUp } from '#server/testing/http-server.ts';
import { using, type World } from '../testing/media-world.ts';
import { RawClient } from '../testing/raw-client.ts';

/** Wei's meeting, with Lin, Mei and a guest in it. Nobody's client is in its rooms yet. */
async function furnished(world: World) {
  const [wei, lin, mei] = [
    await signUp(world.server, 'wei', '伟'),
    await signUp(world.server, 'lin', '林'),
    await signUp(world.server, 'mei', '梅'),
  ];
  const number = await world.create(wei);
  const joined = [];
  for (const who of [wei, lin, mei]) joined.push(await world.join(number, who));
  const guest = await world.join(number, undefined, { name: '客人' });
  return { wei, lin, mei, number, guest, joined: [...joined, guest], at: new Table(world, number, wei) };
}

/** What people do at `/breakout` of one meeting. */
class Table {
  readonly #world: World;
  readonly #number: string;
  readonly #host: Session;

  constructor(world: World, number: string, host: Session) {
    this.#world = world;
    this.#number = number;
    this.#host = host;
  }

  ask(as: Session | undefined, path: string, body: object = {}) {
    return this.#world.ask('POST', `/${this.#number}/breakout${path}`, as, body);
  }

  async act(deed: object): Promise<BreakoutView> {
    const { status, ...view } = await this.ask(this.#host, '/act', deed);
    assert.equal(status, 200, JSON.stringify(view));
    return view as unknown as BreakoutView;
  }

  async look(as: Session | undefined, ticket?: string): Promise<BreakoutView> {
    const { status, ...view } = await this.ask(as, '', ticket === undefined ? {} : { ticket });
    assert.equal(status, 200, JSON.stringify(view));
    return view as unknown as BreakoutView;
  }

  async go(as: Session | undefined, body: object = {}): Promise<JoinMeetingAnswer> {
    const { status, ...answer } = await this.ask(as, '/go', body);
    assert.equal(status, 200, JSON.stringify(answer));
    return answer as unknown as JoinMeetingAnswer;
  }

  /** Two rooms, One for Lin and Two for the guest. */
  async open(lin: Session, guest: string): Promise<void> {
    await this.act({ do: 'make', rooms: [{ name: 'One' }, { name: 'Two' }] });
    await this.act({ do: 'assign', identities: [lin.me.id], room: 'b1' });
    await this.act({ do: 'assign', identities: [guest], room: 'b2' });
    await this.act({ do: 'open' });
  }
}

function roomOf({ token }: JoinMeetingAnswer): string {
  return decodeJwt<{ video: { room: string } }>(token).video.room;
}

/** Who is in which room of the engine. */
async function inRooms(world: World): Promise<Record<string, string[]>> {
  const rooms = await world.api.listRooms();
  const people = await Promise.all(rooms.map(({ name }) => world.api.listParticipants(name)));
  return Object.fromEntries(rooms.map(({ name }, at) => [name, (people[at] ?? []).map((one) => one.name).sort()]));
}

async function enterAll(world: World, answers: readonly JoinMeetingAnswer[]): Promise<RawClient[]> {
  const clients: RawClient[] = [];
  for (const { token } of answers) clients.push(await RawClient.open(world.mediaUrl, token));
  return clients;
}

test('[BR10] [BR11] [BR20] each token is for one room; who stays in the wrong one is put out', () =>
  using(async (world) => {
    const { lin, mei, number, guest, joined, at } = await furnished(world);
    const clients = await enterAll(world, joined);
    await world.server.meetings.keepOut();
    await at.open(lin, guest.identity);
    const [lins, guests] = [await at.go(lin), await at.go(undefined, { ticket: guest.ticket })];
    const [main = '', one = '', two = ''] = [joined[0] as JoinMeetingAnswer, lins, guests].map(roomOf);
    assert.equal(new Set([main, one, two]).size, 3);
    assert.deepEqual(
      [lins.breakout, guests.breakout],
      [
        { id: 'b1', name: 'One' },
        { id: 'b2', name: 'Two' },
      ],
    );
    assert.equal(roomOf(await at.go(mei)), main);
    clients.push(...(await enterAll(world, [lins])));
    // The guest's client stays, and Lin's old one does as well.
    await world.server.meetings.keepOut();
    assert.deepEqual(await inRooms(world), { [main]: ['伟', '客人', '林', '梅'].sort(), [one]: ['林'], [two]: [] });
    world.server.clock.advance(MOVE_WITHIN_MS);
    await world.server.meetings.keepOut();
    assert.deepEqual(await inRooms(world), { [main]: ['伟', '梅'].sort(), [one]: ['林'], [two]: [] });
    // An old token for the main room opens it for a moment alone.
    clients.push(...(await enterAll(world, [guest])));
    await world.server.meetings.keepOut();
    assert.deepEqual((await inRooms(world))[main], ['伟', '梅'].sort());
    // [BR13] Coming back is joining as always; [BR1] who comes late belongs in the main room.
    const back = await world.join(number, undefined, { name: '客人', ticket: guest.ticket });
    assert.equal(roomOf(back), two);
    assert.equal(roomOf(await world.join(number, undefined, { name: '晚' })), main);
    for (const client of clients) client.close();
  }));

test('[BR33] after the close everybody belongs in the main room, and old tokens lead nowhere', () =>
  using(async (world) => {
    const { wei, lin, guest, joined, at } = await furnished(world);
    await at.open(lin, guest.identity);
    const lins = await at.go(lin);
    const clients = await enterAll(world, [joined[0] as JoinMeetingAnswer, lins]);
    const { closesAt, at: state } = await at.act({ do: 'close', inS: 60 });
    assert.deepEqual([state, closesAt], ['closing', world.server.clock.now() + 60_000]);
    world.server.clock.advance(60_000);
    await world.server.meetings.keepOut();
    assert.deepEqual([(await at.look(wei)).at, (await at.look(lin)).here], ['made', undefined]);
    assert.equal(roomOf(await at.go(lin)), roomOf(joined[0] as JoinMeetingAnswer));
    world.server.clock.advance(MOVE_WITHIN_MS);
    await world.server.meetings.keepOut();
    assert.deepEqual((await inRooms(world))[roomOf(lins)], []);
    world.server.clock.advance(EMPTY_AFTER_MS);
    await world.server.meetings.keepOut();
    assert.deepEqual(Object.keys(await inRooms(world)), [roomOf(joined[0] as JoinMeetingAnswer)]);
    // Somebody makes it anew with the engine's own key, as an engine does that makes rooms by itself.
    await world.api.createRoom({ name: roomOf(lins) });
    await world.server.meetings.closeEndedRooms();
    assert.equal((await inRooms(world))[roomOf(lins)], undefined);
    await at.act({ do: 'open' });
    assert.notEqual(roomOf(await at.go(lin)), roomOf(lins));
    for (const client of clients) client.close();
  }));

test('[BR42] who is in a breakout room is in the meeting', () =>
  using(async (world) => {
    const { wei, lin, number, guest, joined, at } = await furnished(world);
    await at.open(lin, guest.identity);
    const there = [joined[0] as JoinMeetingAnswer, await at.go(lin), await at.go(undefined, { ticket: guest.ticket })];
    const clients = await enterAll(world, there);
    await world.server.meetings.keepOut();
    world.server.clock.advance(120_000);
    await world.server.meetings.keepOut();
    const { visits } = await world.ask('GET', `/${number}/attendance`, wei);
    const names = visits.map(({ name, to }: { name: string; to?: number }) => [name, to]);
    assert.deepEqual(
      names.sort(),
      [
        ['伟', undefined],
        ['客人', undefined],
        ['林', undefined],
      ].sort(),
    );
    assert.deepEqual(await world.names(number), ['伟', '客人', '林'].sort());
    for (const client of clients) client.close();
  }));

test('[BR2] [BR3] who is removed is out of all rooms; ending the meeting ends them', () =>
  using(async (world) => {
    const { wei, lin, number, guest, joined, at } = await furnished(world);
    await at.open(lin, guest.identity);
    const there = [joined[0] as JoinMeetingAnswer, await at.go(lin), await at.go(undefined, { ticket: guest.ticket })];
    const [main = '', one = '', two = ''] = there.map(roomOf);
    const clients = await enterAll(world, there);
    await world.server.meetings.keepOut();
    await world.ask('POST', `/${number}/remove`, wei, { identity: lin.me.id });
    assert.deepEqual(await inRooms(world), { [main]: ['伟'], [one]: [], [two]: ['客人'] });
    for (const path of ['', '/go', '/help']) {
      assert.equal((await at.ask(lin, path, path === '/help' ? { up: true } : {})).code, 'access.denied');
    }
    assert.equal((await world.ask('POST', `/${number}/end`, wei)).status, 200);
    assert.deepEqual(await inRooms(world), {});
    assert.equal((await at.ask(undefined, '/go', { ticket: guest.ticket })).code, 'meeting.ended');
    for (const client of clients) client.close();
  }));

test('[BR23] [BR25] [BR41] hosts visit, people choose where they may, and a room calls for help', () =>
  using(async (world) => {
    const { wei, lin, mei, guest, at } = await furnished(world);
    await at.open(lin, guest.identity);
    assert.equal((await at.go(wei, { to: 'b2' })).breakout?.name, 'Two');
    assert.equal((await at.go(wei, { to: 'main' })).breakout, undefined);
    assert.equal((await at.ask(lin, '/go', { to: 'b2' })).code, 'access.denied');
    assert.equal((await at.ask(mei, '/help', { up: true })).code, 'breakout.closed');
    await at.ask(undefined, '/help', { up: true, ticket: guest.ticket });
    const rooms = (await at.look(wei)).rooms.map(({ name, help, people }) => [
      name,
      help?.name,
      people.map((one) => one.name).join(),
    ]);
    assert.deepEqual(rooms, [
      ['One', undefined, '林'],
      ['Two', '客人', '客人'],
    ]);
    assert.deepEqual(
      (await at.look(lin)).rooms.map(({ name }) => name),
      ['One'],
    );
    assert.deepEqual((await at.look(mei)).rooms, []);
    await at.act({ do: 'set', rules: { choose: true } });
    assert.equal((await at.go(mei, { to: 'b1' })).breakout?.name, 'One');
    assert.deepEqual((await at.look(mei)).rooms.length, 2);
    await at.act({ do: 'say', text: ' Ten minutes ' });
    assert.deepEqual([(await at.look(lin)).message?.text, (await at.look(lin)).message?.by], ['Ten minutes', '伟']);
    await at.act({ do: 'heed', room: 'b2' });
    assert.equal((await at.look(wei)).rooms[1]?.help, undefined);
  }));

test('[BR4] who may what: host, co-host, organiser elsewhere, member, guest, waiting, removed, stranger', () =>
  using(async (world) => {
    const { wei, lin, mei, number, guest, at } = await furnished(world);
    const stranger = await signUp(world.server, 'stranger');
    const removed = await signUp(world.server, 'removed');
    await world.join(number, removed);
    await world.ask('POST', `/${number}/remove`, wei, { identity: removed.me.id });
    await world.ask('POST', `/${number}/settings`, wei, { lobby: 'everybody' });
    const { ticket: waiting } = await world.ask('POST', `/${number}/join`, undefined, { name: 'waits' });
    await world.ask('POST', `/${number}/cohost`, wei, { identity: mei.me.id, cohost: true });
    const deeds = [
      { do: 'make', rooms: [{ name: 'One' }] },
      { do: 'assign', identities: [lin.me.id], room: 'b1' },
      { do: 'spread' },
      { do: 'set', rules: { auto: true } },
      { do: 'open' },
      { do: 'say', text: 'x' },
      { do: 'heed', room: 'b1' },
      { do: 'keep' },
      { do: 'close', inS: 0 },
    ];
    for (const deed of deeds) {
      for (const as of [lin, removed, stranger]) assert.equal((await at.ask(as, '/act', deed)).code, 'access.denied');
      assert.equal((await at.ask(undefined, '/act', deed)).code, 'session.required');
      assert.equal((await at.ask(mei, '/act', deed)).status, 200, deed.do);
    }
    await at.act({ do: 'open' });
    const outside: [Session | undefined, object][] = [
      [removed, {}],
      [stranger, {}],
      [undefined, {}],
      [undefined, { ticket: waiting }],
      [undefined, { ticket: 'x'.repeat(43) }],
    ];
    for (const [as, body] of outside) {
      assert.equal((await at.ask(as, '', body)).code, 'access.denied');
      for (const to of ['b1', 'main']) assert.equal((await at.ask(as, '/go', { ...body, to })).code, 'access.denied');
      assert.equal((await at.ask(as, '/go', body)).code, 'access.denied');
      assert.equal((await at.ask(as, '/help', { ...body, up: true })).code, 'access.denied');
    }
    const gone = await at.ask(undefined, '/go', { to: 'b9', ticket: guest.ticket });
    assert.equal(gone.code, 'breakout.unknown');
    // The organiser elsewhere decides, but is in no room.
    await world.ask('POST', `/${number}/leave`, wei, {});
    assert.equal((await at.ask(wei, '')).status, 200);
    assert.equal((await at.ask(wei, '/go', { to: 'b1' })).code, 'access.denied');
  }));

test('[BR5] [BR44] wrong names, states and too many changes are refused', () =>
  using(async (world) => {
    const { wei, lin, guest, at } = await furnished(world);
    const code = async (deed: object) => (await at.ask(wei, '/act', deed)).code;
    assert.equal(await code({ do: 'make', rooms: [{ name: '  ' }] }), 'fields.invalid');
    assert.equal(await code({ do: 'make', rooms: [{ name: 'a'.repeat(41) }] }), 'request.invalid');
    assert.equal(await code({ do: 'make', rooms: [{ id: 'b4', name: 'x' }] }), 'breakout.unknown');
    assert.equal(await code({ do: 'open' }), 'breakout.unknown');
    assert.equal(await code({ do: 'close', inS: 5 }), 'breakout.closed');
    await at.open(lin, guest.identity);
    assert.equal(await code({ do: 'make', rooms: [] }), 'breakout.open');
    assert.equal(await code({ do: 'assign', identities: ['u_nobody'], room: 'b1' }), 'attendee.unknown');
    const help = async () => (await at.ask(lin, '/help', { up: true })).code;
    for (let n = 0; n < 30; n += 1) assert.equal(await help(), undefined);
    assert.equal(await help(), 'rate.limited');
  }));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeJwt } from 'jose';
import { MOVE_WITHIN_MS } from '#kernel/breakout.ts';
import type { Session } from '#protocol/accounts.ts';
import type { BreakoutView } from '#protocol/breakout.ts';
import type { JoinMeetingAnswer } from '#protocol/meetings.ts';
import { signUp } from '#server/testing/http-server.ts';
import { using, type World } from '../testing/media-world.ts';
import { RawClient } from '../testing/raw-client.ts';

/** `YIQI_BREAKOUT_PEOPLE=300` for as many, in 40 rooms. */
const PEOPLE = Number(process.env['YIQI_BREAKOUT_PEOPLE'] ?? 42);
const ROOMS = Math.max(6, Math.min(40, Math.floor(PEOPLE / 7)));
const COUNTDOWN_S = 60;

interface There {
  world: World;
  number: string;
  host: Session;
}

/** Somebody's app: one connection to the room where they belong, and a question whenever that room says that there is news. */
class Person {
  readonly name: string;
  readonly #there: There;
  #answer: JoinMeetingAnswer;
  #client: RawClient;

  private constructor(there: There, name: string, answer: JoinMeetingAnswer, client: RawClient) {
    this.name = name;
    this.#there = there;
    this.#answer = answer;
    this.#client = client;
  }

  /** Each from an address of their own. */
  static async come(there: There, n: number): Promise<Person> {
    const { world, number } = there;
    const name = `客人 ${n}`;
    const headers = { 'x-forwarded-for': `10.0.${n >> 8}.${n & 255}` };
    const request = { method: 'POST' as const, url: `/api/v1/meetings/${number}/join`, headers, payload: { name } };
    const answer = await world.server.app.inject(request);
    assert.equal(answer.statusCode, 200, answer.body);
    const joined: JoinMeetingAnswer = answer.json();
    return new Person(there, name, joined, await RawClient.open(world.mediaUrl, joined.token));
  }

  get room(): string {
    return decodeJwt<{ video: { room: string } }>(this.#answer.token).video.room;
  }

  /** How it stands, once the room they are in has said so. */
  async hears(good: (view: BreakoutView) => boolean): Promise<BreakoutView> {
    for (;;) {
      const view = await this.#ask<BreakoutView>('');
      if (good(view)) return view;
      await this.#client.next('roomUpdate');
    }
  }

  /** To where they belong now. */
  async move(): Promise<void> {
    const answer = await this.#ask<JoinMeetingAnswer>('/go');
    const left = this.#client;
    this.#client = await RawClient.open(this.#there.world.mediaUrl, answer.token);
    this.#answer = { ...answer, ticket: this.#answer.ticket ?? '' };
    left.close();
  }

  close(): void {
    this.#client.close();
  }

  async #ask<Answer>(path: string): Promise<Answer> {
    const { world, number } = this.#there;
    const ticket = this.#answer.ticket ?? '';
    const { status, ...answer } = await world.ask('POST', `/${number}/breakout${path}`, undefined, { ticket });
    assert.equal(status, 200, JSON.stringify(answer));
    return answer as Answer;
  }
}

async function act({ world, number, host }: There, deed: object): Promise<void> {
  const answer = await world.ask('POST', `/${number}/breakout/act`, host, deed);
  assert.equal(answer.status, 200, JSON.stringify(answer));
}

/** Who is in which room of the engine; rooms in which nobody is are left out. */
async function inRooms(world: World): Promise<Map<string, string[]>> {
  const rooms = await world.api.listRooms();
  const found = await Promise.all(
    rooms.map(async ({ name }) => {
      const people = await world.api.listParticipants(name);
      return [name, people.map((one) => one.name).sort()] as const;
    }),
  );
  return new Map(found.filter(([, people]) => people.length > 0));
}

/** Everybody as `wanted` has them, once those who left are gone. */
async function standsAt(world: World, wanted: ReadonlyMap<string, string[]>): Promise<void> {
  for (;;) {
    const found = await inRooms(world);
    if ([...found.values()].flat().length === [...wanted.values()].flat().length) {
      assert.deepEqual(new Map([...found].sort()), new Map([...wanted].sort()));
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function byRoom(people: readonly Person[]): Map<string, string[]> {
  return new Map([...Map.groupBy(people, ({ room }) => room)].map(([room, all]) => [room, all.map(nameOf).sort()]));
}

function nameOf({ name }: Person): string {
  return name;
}

/** A few at a time, as a crowd comes. */
async function each(people: readonly Person[], work: (person: Person) => Promise<void>): Promise<void> {
  const waiting = people.values();
  const one = async () => {
    for (const person of waiting) await work(person);
  };
  await Promise.all(Array.from({ length: 16 }, one));
}

test(`[BR8] [BR20] [BR30] [BR33] [BR40] ${PEOPLE} people go to ${ROOMS} rooms, are told something, and all come back`, () =>
  using(async (world) => {
    const host = await signUp(world.server, 'wei', '伟');
    const there: There = { world, number: await world.create(host, '大课'), host };
    await world.join(there.number, host);
    const people: Person[] = [];
    for (let n = 0; n < PEOPLE; n += 1) people.push(await Person.come(there, n));
    const main = people[0]?.room ?? '';
    await world.server.meetings.keepOut();

    const rooms = Array.from({ length: ROOMS }, (_, n) => ({ name: `Room ${n + 1}` }));
    await act(there, { do: 'make', rooms });
    await act(there, { do: 'spread' });
    await act(there, { do: 'open' });
    await each(people, async (person) => {
      await person.hears(({ here }) => here !== undefined);
      await person.move();
    });
    const apart = byRoom(people);
    const sizes = [...apart.values()].map(({ length }) => length);
    assert.equal(apart.size, ROOMS);
    assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1, `${sizes}`);
    await standsAt(world, apart);

    await act(there, { do: 'say', text: '还有五分钟' });
    await each(people, async (person) => {
      await person.hears(({ message }) => message?.text === '还有五分钟');
    });

    await act(there, { do: 'close', inS: COUNTDOWN_S });
    await each(people, async (person) => {
      const { closesAt } = await person.hears(({ at }) => at === 'closing');
      assert.equal(closesAt, world.server.clock.now() + COUNTDOWN_S * 1000);
    });
    world.server.clock.advance(COUNTDOWN_S * 1000);
    await world.server.meetings.keepOut();
    await each(people, async (person) => {
      await person.hears(({ here }) => here === undefined);
      await person.move();
    });
    await standsAt(world, new Map([[main, people.map(nameOf).sort()]]));
    world.server.clock.advance(MOVE_WITHIN_MS);
    await world.server.meetings.keepOut();
    await standsAt(world, new Map([[main, people.map(nameOf).sort()]]));
    for (const person of people) person.close();
  }));

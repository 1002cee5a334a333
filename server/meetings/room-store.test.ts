import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '#kernel/failure.ts';
import { newId, randomDigits } from '#kernel/ids.ts';
import { type MeetingRoom, newRoom, type RoomInput } from '#kernel/meeting-room.ts';
import { stepRoom } from '#kernel/meeting-rules.ts';
import { silentLog } from '#kernel/ports/log.ts';
import { viewOf } from '#server/adapters/sql/database.ts';
import { signUp, startTestServer, type TestServer } from '#server/testing/http-server.ts';
import { MeetingChanges, type Wish } from './changes.ts';
import { MediaEngine } from './media-engine.ts';
import { MeetingNews } from './news.ts';
import { findRoom } from './room-store.ts';
import { insertMeeting } from './store.ts';
import { visitsOf } from './visits.ts';

const OTHERS = ['u_bob', 'u_cat', 'g_dan'] as const;

/** Whatever people, hosts, networks and time do; 'me' is the organiser. */
const who = fc.constantFrom('me', ...OTHERS);
const wish = fc.oneof(
  fc.record({ on: fc.constant('asked'), identity: who, barred: fc.boolean() }),
  fc.record({ on: fc.constant('seen'), there: fc.subarray(['me', ...OTHERS]) }),
  fc.record({ on: fc.constantFrom('left', 'heard'), identity: who }),
  fc.record({
    on: fc.constantFrom('admitted', 'removed', 'refused', 'readmitted', 'spoken-to', 'handed'),
    by: who,
    identity: who,
  }),
  fc.record({ on: fc.constant('cohost'), by: who, identity: who, cohost: fc.boolean() }),
  fc.record({ on: fc.constant('renamed'), by: who, identity: who, name: fc.constantFrom('林', 'x') }),
  fc.record({
    on: fc.constant('set'),
    by: fc.constant('me'),
    lobby: fc.constantFrom('nobody', 'guests', 'everybody'),
    locked: fc.boolean(),
    may: fc.record({ share: fc.boolean(), chat: fc.boolean() }),
  }),
);

function inputOf(made: Record<string, unknown>, me: string): Wish {
  const named = (value: unknown) => (value === 'me' ? me : value);
  const { there } = made;
  const identity = named(made['identity']);
  const guest = String(identity).startsWith('g_');
  return {
    ...made,
    ...('by' in made && { by: named(made['by']) }),
    ...('identity' in made && { identity }),
    ...(made['on'] === 'asked' && { name: String(identity), guest }),
    ...(Array.isArray(there) && { there: new Set(there.map(named)) }),
  } as unknown as Wish;
}

/** In an order that both sides have. */
function sorted(room: MeetingRoom): MeetingRoom {
  return { ...room, people: [...room.people].sort((a, b) => (a.identity < b.identity ? -1 : 1)) };
}

function changesOf({ database, bus, clock }: TestServer) {
  const media = { apiUrl: () => undefined, publicUrl: '/', key: '', secret: '' };
  const news = new MeetingNews(bus as never);
  const engine = new MediaEngine(media, silentLog);
  const changes = new MeetingChanges({ database: viewOf(database), engine, news, clock, log: silentLog });
  return { changes, news };
}

test('[ME1] what is stored is what was decided, whatever happened; everybody who is in has one visit that goes on', async () => {
  const server = await startTestServer();
  const { changes, news } = changesOf(server);
  try {
    const { me } = await signUp(server, 'wei');
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { maxLength: 20 }), async (wishes) => {
        const number = randomDigits(9);
        const fresh = { number, room: newId('m'), title: '', host: me.id, created_at: 1 };
        await server.database.write((db) => insertMeeting(db as never, fresh));
        let room = newRoom(me.id);
        for (const one of wishes) {
          server.clock.advance(20_000);
          const input = inputOf(one, me.id);
          const step = stepRoom(room, { ...input, now: server.clock.now() } as RoomInput);
          room = step.room;
          const told = await changes
            .run(number, async (change) => change.step(input))
            .then(
              () => undefined,
              (error: unknown) => (error instanceof Failure ? error.code : error),
            );
          assert.equal(told, step.refusal);
          const stored = await findRoom(server.database.read as never, number);
          assert.deepEqual(stored && sorted(stored.room), sorted(room));
        }
        const visits = await visitsOf(server.database.read as never, number);
        const inside = room.people.filter(({ state }) => state === 'in').map(({ identity }) => identity);
        const goOn = visits.filter(({ to }) => to === undefined).map(({ identity }) => identity);
        assert.deepEqual(goOn.sort(), inside.sort());
      }),
      { numRuns: 60 },
    );
  } finally {
    news.close();
    await server.close();
  }
});

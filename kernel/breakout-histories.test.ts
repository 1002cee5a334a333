import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Breakout, isDue, MAIN, mayBeAt, NO_BREAKOUT, placeIn, placeOf, placesOf } from './breakout.ts';
import { type BreakoutInput, stepBreakout } from './breakout-rules.ts';
import { isHere, type MeetingRoom, newRoom, powerOf, type RoomInput, seatOf } from './meeting-room.ts';
import { stepRoom } from './meeting-rules.ts';

const PEOPLE = ['u_ann', 'u_bob', 'u_cat', 'g_one', 'g_two'] as const;
const who = fc.constantFrom(...PEOPLE, 'u_stranger');
const room = fc.constantFrom('b1', 'b2', 'b3', 'b9');
const rec = <On extends string>(on: On, rest: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record({ on: fc.constant(on), ...rest });
/** Ann, the organiser, most of the time. */
const by = fc.oneof({ weight: 4, arbitrary: fc.constant('u_ann') }, { weight: 1, arbitrary: who });

/** What hosts, people, networks and time do, in any order. */
const wish = fc.oneof(
  rec('made', { by, rooms: fc.array(fc.record({ name: fc.constant('x') }), { maxLength: 3 }) }),
  rec('set', {
    by,
    rules: fc.record(
      { auto: fc.boolean(), choose: fc.boolean(), back: fc.boolean(), minutes: fc.nat({ max: 3 }) },
      { requiredKeys: [] },
    ),
  }),
  rec('assigned', { by, identities: fc.subarray([...PEOPLE], { minLength: 1 }), room }),
  rec('assigned', { by, identities: fc.subarray([...PEOPLE], { minLength: 1 }) }),
  rec('spread', { by, order: fc.shuffledSubarray([...PEOPLE]) }),
  rec('opened', { by }),
  rec('closed', { by, inMs: fc.constantFrom(0, 15_000, 60_000) }),
  rec('kept', { by }),
  rec('said', { by, text: fc.constant('x') }),
  rec('heeded', { by, room }),
  rec('went', { identity: who, to: fc.oneof(room, fc.constant(MAIN)) }),
  rec('helped', { identity: who, up: fc.boolean() }),
  rec('asked', { identity: who }),
  rec('left', { identity: who }),
  rec('removed', { by, identity: who }),
  rec('readmitted', { by, identity: who }),
  rec('cohost', { by, identity: who, cohost: fc.boolean() }),
  rec('handed', { by, identity: who }),
  rec('ended', { by: fc.constantFrom('u_bob', 'g_one') }),
  rec('wait', { ms: fc.nat({ max: 90_000 }) }),
);
const ROOM_INPUTS = new Set(['asked', 'left', 'removed', 'readmitted', 'cohost', 'handed', 'ended']);

interface World {
  meeting: MeetingRoom;
  breakout: Breakout;
  now: number;
}

/** Whether a person may choose, was given the room, or is a host. */
function hasRight({ meeting, breakout }: World, identity: string): boolean {
  const placed = breakout.people.find((one) => one.identity === identity);
  if (placed === undefined || placed.at === MAIN) return true;
  if (powerOf(meeting, identity) !== 'none') return true;
  return placed.room !== undefined && placed.at === placeIn(breakout, placed.room);
}

function assertLegal(world: World): void {
  const { meeting, breakout, now } = world;
  const places = placesOf(breakout);
  assert.equal(new Set(breakout.people.map(({ identity }) => identity)).size, breakout.people.length);
  assert.equal(new Set(places).size, places.length);
  const emptying = breakout.emptying?.places ?? [];
  for (const identity of [...PEOPLE, 'u_stranger']) {
    const at = placeOf(breakout, identity);
    assert.ok(places.includes(at) && !emptying.includes(at), 'a place that there is');
    const elsewhere = places.filter((place) => place !== at && mayBeAt(breakout, identity, place, now));
    assert.ok(elsewhere.length <= 1, 'nobody may be in more than the place that they are leaving besides');
    assert.ok(hasRight(world, identity), 'nobody belongs in a room without a right');
    if (breakout.at === 'made') assert.equal(at, MAIN, 'all are back when they are closed');
    if (seatOf(meeting, identity)?.state === 'removed') assert.equal(at, MAIN);
  }
  const ids = new Set(breakout.rooms.map(({ id }) => id));
  assert.ok(breakout.people.every((one) => one.room === undefined || ids.has(one.room)));
  assert.ok(breakout.at !== 'made' || breakout.closesAt === undefined);
  assert.ok(breakout.at !== 'closing' || breakout.closesAt !== undefined);
  assert.ok(!isDue(breakout, now), 'what time changes is done');
  if (!meeting.people.some(isHere)) assert.equal(breakout.at, 'made');
  if (meeting.over !== undefined) assert.deepEqual([breakout.rooms, breakout.people], [[], []]);
}

/** Nobody comes into a room but by going there with a right, or by a host's word. */
function assertNobodySlips(before: World, after: World, input: { on: string; identity?: string; by?: string }): void {
  for (const { identity, at } of after.breakout.people) {
    if (at === MAIN || placeOf(before.breakout, identity) === at) continue;
    if (input.on === 'went') {
      assert.equal(identity, input.identity);
      const seat = seatOf(before.meeting, identity);
      assert.ok(seat && isHere(seat), 'only who is in goes');
      const given = before.breakout.people.find((one) => one.identity === identity)?.room;
      const mine = given !== undefined && placeIn(before.breakout, given) === at;
      assert.ok(mine || before.breakout.rules.choose || powerOf(before.meeting, identity) !== 'none');
    } else {
      assert.ok(['opened', 'assigned', 'spread'].includes(input.on), input.on);
      assert.notEqual(powerOf(before.meeting, input.by ?? ''), 'none');
    }
  }
}

function stepped(world: World, wished: { on: string; ms?: number; identity?: string }): World {
  const now = world.now + (wished.ms ?? 0);
  const name = wished.identity ?? '';
  const meeting = ROOM_INPUTS.has(wished.on)
    ? stepRoom(world.meeting, { name, guest: name.startsWith('g_'), ...wished, now } as unknown as RoomInput).room
    : world.meeting;
  const own = !ROOM_INPUTS.has(wished.on) && wished.on !== 'wait';
  const input = own ? { ...wished, now } : { on: 'followed', now };
  const settled = stepBreakout(world.breakout, meeting, { on: 'followed', now }).breakout;
  const { breakout, refusal } = stepBreakout(settled, meeting, input as unknown as BreakoutInput);
  if (refusal !== undefined) assert.equal(breakout, settled);
  return { meeting, breakout, now };
}

test('whatever happens in whatever order: one place each, by right alone, and all are back after the close', () => {
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 50 }), (wishes) => {
      const start: World = { meeting: newRoom('u_ann'), breakout: NO_BREAKOUT, now: 0 };
      const two = { on: 'made', by: 'u_ann', rooms: [{ name: 'a' }, { name: 'b' }] };
      let world = [...PEOPLE.map((identity) => ({ on: 'asked', identity })), two].reduce(stepped, start);
      for (const one of wishes) {
        const before = world;
        world = stepped(world, one as { on: string });
        assertLegal(world);
        assertNobodySlips(before, world, one as { on: string });
        assert.ok(world.breakout.revision >= before.breakout.revision && world.breakout.told >= before.breakout.told);
      }
      const closed = stepped(stepped(world, { on: 'closed', by: 'u_ann', inMs: 0 } as { on: string }), {
        on: 'wait',
        ms: 60_000,
      });
      assertLegal(closed);
      assert.ok(closed.breakout.people.every(({ at }) => at === MAIN));
      assert.deepEqual(placesOf(closed.breakout), [MAIN]);
    }),
    { numRuns: 3000, seed: 650 },
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  COME_WITHIN_MS,
  isHere,
  LOST_AFTER_MS,
  type MeetingRoom,
  newRoom,
  powerOf,
  type RoomInput,
  seatOf,
} from './meeting-room.ts';
import { stepRoom } from './meeting-rules.ts';

const ANN = 'u_ann';
const BOB = 'u_bob';
const GUEST = 'g_guest';
const PEOPLE = [ANN, BOB, 'u_cat', GUEST] as const;

const who = fc.constantFrom(...PEOPLE);
type Wish = Record<string, unknown> & { on: RoomInput['on'] | 'wait' };
/** What people, hosts, their networks and time do. */
const wish: fc.Arbitrary<Wish> = fc.oneof(
  fc.record({ on: fc.constant('asked' as const), identity: who, barred: fc.boolean(), organises: fc.boolean() }),
  fc.record({ on: fc.constantFrom('heard' as const, 'left' as const), identity: who }),
  fc.record({ on: fc.constant('seen' as const), there: fc.subarray([...PEOPLE]) }),
  fc.record({
    on: fc.constantFrom(...(['admitted', 'refused', 'removed', 'readmitted', 'spoken-to', 'handed', 'muted'] as const)),
    by: who,
    identity: who,
  }),
  fc.record({ on: fc.constantFrom('admitted' as const, 'muted' as const), by: who }),
  fc.record({ on: fc.constant('cohost' as const), by: who, identity: who, cohost: fc.boolean() }),
  fc.record(
    {
      on: fc.constant('set' as const),
      by: who,
      lobby: fc.constantFrom('nobody' as const, 'guests' as const, 'everybody' as const),
      locked: fc.boolean(),
    },
    { requiredKeys: ['on', 'by'] },
  ),
  fc.record({ on: fc.constant('ended' as const), by: fc.constantFrom(BOB, GUEST) }),
  fc.record({ on: fc.constant('wait' as const), waitMs: fc.nat({ max: COME_WITHIN_MS }) }),
);

function assertLegal(room: MeetingRoom): void {
  const here = room.people.filter(isHere);
  assert.equal(new Set(room.people.map(({ identity }) => identity)).size, room.people.length);
  const host = room.host === undefined ? undefined : seatOf(room, room.host);
  if (room.host !== undefined) assert.ok(host && isHere(host) && !host.guest, 'the host is a member who is there');
  assert.equal(room.people.filter(({ identity }) => powerOf(room, identity) === 'host').length, host ? 1 : 0);
  if (here.some(({ identity }) => identity === room.organiser))
    assert.ok(host, 'the organiser does not sit without a host');
  if (here.some(({ cohost }) => cohost)) assert.ok(host, 'nor does a co-host');
  for (const seat of room.people) {
    assert.equal(seat.until !== undefined, seat.state === 'let' || seat.state === 'waiting');
    assert.ok(seat.missing === undefined || seat.state === 'in');
    assert.ok(!seat.guest || !seat.cohost);
    if (seat.state === 'out') assert.ok(seat.cohost || seat.admitted);
  }
  if (room.over !== undefined) assert.equal(here.length, 0);
  if (here.length === 0) assert.ok(!room.people.some(({ admitted }) => admitted));
}

/** Nobody comes from waiting, removed or nowhere into the room but by asking where that is allowed, or by a host. */
function assertNobodySlips(before: MeetingRoom, next: MeetingRoom, input: RoomInput): void {
  for (const seat of next.people.filter(isHere)) {
    const was = seatOf(before, seat.identity);
    if (was && isHere(was)) continue;
    if (seat.state === 'in') assert.fail('nobody is in who was not let');
    if (input.on === 'asked') {
      assert.equal(seat.identity, input.identity);
      assert.notEqual(was?.state, 'removed');
      const trusted =
        seat.identity === before.organiser || was?.cohost || was?.admitted || (input.organises && !seat.guest);
      if (!trusted)
        assert.ok(
          !before.locked && !input.barred && (before.lobby === 'nobody' || (before.lobby === 'guests' && !seat.guest)),
        );
    } else {
      assert.ok(input.on === 'admitted' || input.on === 'set', input.on);
      assert.notEqual(powerOf(before, input.by), 'none');
      assert.equal(was?.state, 'waiting');
    }
  }
}

test('whatever happens in whatever order, there is at most one host, and nobody is in who was not let in', () => {
  fc.assert(
    fc.property(
      fc.array(wish, { maxLength: 40 }),
      fc.constantFrom('nobody', 'guests', 'everybody'),
      (wishes, lobby) => {
        let room: MeetingRoom = { ...newRoom(ANN), lobby };
        let now = 0;
        for (const { waitMs, ...rest } of wishes) {
          now += typeof waitMs === 'number' ? waitMs : 0;
          if (rest.on === 'wait') continue;
          const identity = String(rest['identity']);
          const input = { name: identity, guest: identity === GUEST, ...rest, now } as unknown as RoomInput;
          if (input.on === 'seen') Object.assign(input, { there: new Set(rest['there'] as string[]) });
          const before = room;
          const step = stepRoom(room, input);
          room = step.room;
          if (step.refusal !== undefined || before.over !== undefined) assert.equal(room, before);
          assertLegal(room);
          assertNobodySlips(before, room, input);
        }
        const gone = now + COME_WITHIN_MS + LOST_AFTER_MS;
        room = stepRoom(room, { on: 'seen', there: new Set(), now: gone }).room;
        room = stepRoom(room, { on: 'seen', there: new Set(), now: gone + LOST_AFTER_MS }).room;
        assert.ok(!room.people.some((seat) => isHere(seat) || seat.state === 'waiting'), 'nobody is in for ever');
      },
    ),
    { numRuns: 3000 },
  );
});

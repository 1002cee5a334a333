import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMITS } from '#protocol/limits.ts';
import {
  ALL_RIGHTS,
  COME_WITHIN_MS,
  FORGOTTEN_AFTER_MS,
  LOST_AFTER_MS,
  type MeetingRoom,
  newRoom,
  type RoomInput,
  rightsOf,
  seatOf,
} from './meeting-room.ts';
import { stepRoom } from './meeting-rules.ts';

const ANN = 'u_ann';
const BOB = 'u_bob';
const CAT = 'u_cat';
const GUEST = 'g_guest';
const PEOPLE = [ANN, BOB, CAT, GUEST] as const;

const ask = (identity: string, now = 0): RoomInput => {
  return { on: 'asked', identity, name: identity, guest: identity.startsWith('g_'), now };
};
const see = (there: readonly string[], now: number): RoomInput => ({ on: 'seen', there: new Set(there), now });

/** The room after what must be allowed. */
function after(room: MeetingRoom, ...inputs: RoomInput[]): MeetingRoom {
  return inputs.reduce((before, input) => {
    const { room: next, refusal } = stepRoom(before, input);
    assert.equal(refusal, undefined, JSON.stringify(input));
    return next;
  }, room);
}

function refusal(room: MeetingRoom, input: RoomInput): string | undefined {
  return stepRoom(room, input).refusal;
}

function states(room: MeetingRoom): string[] {
  return room.people.map(({ identity, state }) => `${identity} ${state}`);
}

/** Ann's meeting with everybody in it. */
function full(): MeetingRoom {
  return after(newRoom(ANN), ...PEOPLE.map((one) => ask(one)), see(PEOPLE, 1));
}

test('[ME1] [ME2] who is let comes in within two minutes, and is out when they are not to be found', () => {
  const let1 = after(newRoom(ANN), ask(BOB));
  assert.deepEqual(states(let1), ['u_bob let']);
  assert.deepEqual(states(after(let1, see([], COME_WITHIN_MS - 1))), ['u_bob let']);
  assert.deepEqual(states(after(let1, see([], COME_WITHIN_MS))), []);
  const in1 = after(let1, see([BOB], 1), see([], 5));
  assert.deepEqual(states(after(in1, see([], 4 + LOST_AFTER_MS))), ['u_bob in']);
  assert.deepEqual(states(after(in1, see([BOB], 9), see([], 5 + LOST_AFTER_MS))), ['u_bob in'], 'came back');
  assert.deepEqual(states(after(in1, see([], 5 + LOST_AFTER_MS))), []);
  assert.deepEqual(states(after(in1, { on: 'left', identity: BOB, now: 6 })), []);
});

test('[ME4] with a lobby people wait, also before the host is there and however often they ask', () => {
  const room = { ...newRoom(ANN), lobby: 'everybody' as const };
  const waiting = after(room, ask(BOB), ask(GUEST), ask(BOB, 5), see([], 10));
  assert.deepEqual(states(waiting), ['u_bob waiting', 'g_guest waiting']);
  assert.equal(waiting.host, undefined);
  const hosted = after(waiting, ask(ANN, 20));
  assert.equal(hosted.host, ANN);
  const one = after(hosted, { on: 'admitted', by: ANN, identity: BOB, now: 21 });
  assert.deepEqual(states(one), ['u_bob let', 'g_guest waiting', 'u_ann let']);
  assert.deepEqual(states(after(hosted, { on: 'admitted', by: ANN, now: 21 })).slice(0, 2), [
    'u_bob let',
    'g_guest let',
  ]);
  const gone = after(waiting, { on: 'heard', identity: BOB, now: 30 }, see([], 5 + FORGOTTEN_AFTER_MS));
  assert.deepEqual(states(gone), ['u_bob waiting']);
  const guests = after({ ...room, lobby: 'guests' }, ask(BOB), ask(GUEST));
  assert.deepEqual(states(guests), ['u_bob let', 'g_guest waiting']);
});

test('[ME4] who waits is not in, though they are found in the room', () => {
  const room = after({ ...newRoom(ANN), lobby: 'everybody' }, ask(GUEST), see([GUEST], 1));
  assert.deepEqual(states(room), ['g_guest waiting']);
});

test('[ME5] [ME24] who was admitted comes back without waiting, until nobody is in any more', () => {
  const admitted = after(
    { ...newRoom(ANN), lobby: 'everybody' },
    ask(ANN),
    ask(BOB),
    { on: 'admitted', by: ANN, now: 1 },
    see([ANN, BOB], 2),
    { on: 'left', identity: BOB, now: 3 },
  );
  assert.equal(seatOf(after(admitted, ask(BOB, 4)), BOB)?.state, 'let');
  const rests = after(admitted, { on: 'left', identity: ANN, now: 5 });
  assert.equal(seatOf(after(rests, ask(BOB, 6)), BOB)?.state, 'waiting');
});

test('[ME6] without the lobby, those who wait come in', () => {
  const room = after({ ...newRoom(ANN), lobby: 'everybody' }, ask(ANN), ask(BOB), ask(GUEST));
  const guests = after(room, { on: 'set', by: ANN, lobby: 'guests', now: 2 });
  assert.deepEqual(states(guests), ['u_ann let', 'u_bob let', 'g_guest waiting']);
  const locked = after(room, { on: 'set', by: ANN, lobby: 'nobody', locked: true, now: 2 });
  assert.equal(seatOf(locked, BOB)?.state, 'waiting');
  assert.equal(seatOf(after(locked, { on: 'set', by: ANN, locked: false, now: 3 }), BOB)?.state, 'let');
});

test('[ME7] a locked meeting lets in who is in and who keeps the door', () => {
  const locked = after(
    full(),
    { on: 'cohost', by: ANN, identity: CAT, cohost: true, now: 2 },
    {
      on: 'set',
      by: ANN,
      locked: true,
      now: 2,
    },
  );
  assert.equal(refusal(locked, ask('u_new', 3)), 'meeting.locked');
  assert.equal(refusal(locked, ask(BOB, 3)), undefined);
  const away = after(locked, ...[BOB, CAT, ANN].map((identity): RoomInput => ({ on: 'left', identity, now: 3 })));
  assert.equal(refusal(away, ask(BOB, 4)), 'meeting.locked');
  assert.equal(refusal(away, ask(CAT, 4)), undefined);
  assert.equal(refusal(away, ask(ANN, 4)), undefined);
});

test('[ME8] who was removed or not admitted is kept out until they are let in again', () => {
  const removed = after(full(), { on: 'removed', by: ANN, identity: BOB, now: 2 }, see(PEOPLE, 3));
  assert.equal(refusal(removed, ask(BOB, 3)), 'meeting.removed');
  assert.equal(seatOf(removed, BOB)?.state, 'removed');
  assert.equal(refusal(after(removed, { on: 'readmitted', by: ANN, identity: BOB, now: 4 }), ask(BOB, 5)), undefined);
  const refused = after({ ...newRoom(ANN), lobby: 'guests' }, ask(ANN), ask(GUEST), {
    on: 'refused',
    by: ANN,
    identity: GUEST,
    now: 2,
  });
  assert.equal(refusal(refused, ask(GUEST, 3)), 'meeting.refused');
  const barred = after(full(), { on: 'asked', identity: 'g_2', name: '', guest: true, barred: true, now: 3 });
  assert.equal(seatOf(barred, 'g_2')?.state, 'waiting');
  assert.equal(seatOf(after(barred, { on: 'set', by: ANN, lobby: 'guests', now: 4 }), 'g_2')?.state, 'waiting');
});

test('[ME10] a full meeting is full', () => {
  const many = Array.from({ length: LIMITS.meetingPeople }, (_, n) => ask(`u_${n}`));
  const room = after(newRoom(ANN), ...many);
  assert.equal(refusal(room, ask(BOB)), 'meeting.full');
  assert.equal(refusal(room, ask(ANN)), undefined, 'the organiser finds a place');
  const queue = Array.from({ length: LIMITS.meetingWaiting }, (_, n) => ask(`g_${n}`));
  assert.equal(refusal(after({ ...newRoom(ANN), lobby: 'guests' }, ...queue), ask(GUEST)), 'meeting.full');
});

test('[ME20] [ME22] when the host goes, a co-host is host, else who has been in for longest, and never a guest', () => {
  const room = full();
  const early = after(
    newRoom(ANN),
    ask(ANN),
    ask(GUEST),
    see([ANN, GUEST], 1),
    ask(CAT, 2),
    see([ANN, GUEST, CAT], 3),
    ask(BOB, 4),
    see([ANN, GUEST, CAT, BOB], 5),
  );
  assert.equal(early.host, ANN);
  const gone: RoomInput = { on: 'left', identity: ANN, now: 9 };
  assert.equal(after(early, gone).host, CAT);
  const helped = after(early, { on: 'cohost', by: ANN, identity: BOB, cohost: true, now: 8 }, gone);
  assert.equal(helped.host, BOB);
  assert.equal(after(helped, ask(ANN, 10)).host, ANN, 'the organiser is host again');
  const guests = after(room, ...[BOB, CAT, ANN].map((identity): RoomInput => ({ on: 'left', identity, now: 3 })));
  assert.equal(guests.host, undefined);
  assert.equal(after(guests, ask(BOB, 4), see([GUEST, BOB], 5)).host, undefined, 'who only comes later is no host');
  assert.equal(after(guests, ask(ANN, 4)).host, ANN);
  const lost = after(room, see([BOB, GUEST], 5), see([BOB, GUEST], 5 + LOST_AFTER_MS));
  assert.equal(lost.host, BOB);
});

test('[ME21] the host hands over, and stays as co-host; the organiser does not take it back by coming', () => {
  const handed = after(full(), { on: 'handed', by: ANN, identity: BOB, now: 2 });
  assert.deepEqual([handed.host, seatOf(handed, ANN)?.cohost], [BOB, true]);
  const back = after(handed, { on: 'left', identity: ANN, now: 3 }, ask(ANN, 4));
  assert.equal(back.host, BOB);
  assert.equal(after(back, { on: 'left', identity: BOB, now: 5 }).host, ANN);
  assert.equal(refusal(full(), { on: 'handed', by: ANN, identity: GUEST, now: 2 }), 'access.denied');
  assert.equal(refusal(full(), { on: 'cohost', by: ANN, identity: GUEST, cohost: true, now: 2 }), 'access.denied');
});

test('[ME25] ended is for good', () => {
  const over = after({ ...full(), lobby: 'everybody' }, ask('u_late', 2), { on: 'ended', by: ANN, now: 3 });
  assert.deepEqual(over.people, []);
  assert.equal(refusal(over, ask(ANN, 4)), 'meeting.ended');
  assert.equal(refusal(full(), { on: 'ended', by: BOB, now: 3 }), 'access.denied');
});

test('[ME30] [ME33] switches are for who is no host; who was asked to speak may, until they are muted', () => {
  const none = { unmute: false, camera: false, share: false, chat: false, rename: false, boards: false, files: false };
  const room = after(full(), { on: 'set', by: ANN, may: none, now: 2 });
  const silent = { microphone: false, camera: false, screen: false, data: false };
  assert.deepEqual(rightsOf(room, ANN), ALL_RIGHTS);
  for (const identity of [BOB, GUEST, 'stranger']) assert.deepEqual(rightsOf(room, identity), silent);
  const asked = after(room, { on: 'spoken-to', by: ANN, identity: GUEST, now: 3 });
  assert.deepEqual(rightsOf(asked, GUEST), { ...silent, microphone: true });
  assert.deepEqual(rightsOf(after(asked, { on: 'muted', by: ANN, now: 4 }), GUEST), silent);
  assert.equal(refusal(room, { on: 'renamed', by: BOB, identity: BOB, name: 'x', now: 3 }), 'access.denied');
  assert.equal(refusal(full(), { on: 'renamed', by: BOB, identity: BOB, name: 'x', now: 3 }), undefined);
  assert.equal(refusal(full(), { on: 'renamed', by: BOB, identity: CAT, name: 'x', now: 3 }), 'access.denied');
});

test('[ME23] who may what: each act by host, co-host, organiser elsewhere, member, guest, who waits, removed, strangers', () => {
  const base = after(
    { ...newRoom('u_org'), lobby: 'guests' },
    ask('u_org'),
    ask(ANN),
    ask(BOB),
    ask(CAT),
    ask('u_victim'),
    ask('g_in'),
    ask('g_wait'),
    ask('u_bad'),
    { on: 'admitted', by: 'u_org', identity: 'g_in', now: 1 },
    { on: 'handed', by: 'u_org', identity: ANN, now: 1 },
    { on: 'cohost', by: ANN, identity: BOB, cohost: true, now: 1 },
    { on: 'removed', by: ANN, identity: 'u_bad', now: 1 },
    { on: 'left', identity: 'u_org', now: 2 },
  );
  const roles = { host: ANN, cohost: BOB, organiser: 'u_org' };
  const nobody = { member: CAT, guest: 'g_in', waiting: 'g_wait', removed: 'u_bad', stranger: 'u_x' };
  const now = 3;
  const helping: ((by: string) => RoomInput)[] = [
    (by) => ({ on: 'admitted', by, identity: 'g_wait', now }),
    (by) => ({ on: 'admitted', by, now }),
    (by) => ({ on: 'refused', by, identity: 'g_wait', now }),
    (by) => ({ on: 'removed', by, identity: 'u_victim', now }),
    (by) => ({ on: 'readmitted', by, identity: 'u_bad', now }),
    (by) => ({ on: 'muted', by, now }),
    (by) => ({ on: 'muted', by, identity: 'u_victim', now }),
    (by) => ({ on: 'spoken-to', by, identity: 'u_victim', now }),
    (by) => ({ on: 'renamed', by, identity: 'u_victim', name: 'x', now }),
    (by) => ({ on: 'set', by, locked: true, now }),
    (by) => ({ on: 'set', by, lobby: 'nobody', now }),
    (by) => ({ on: 'set', by, may: { share: false }, now }),
  ];
  const ruling: ((by: string) => RoomInput)[] = [
    (by) => ({ on: 'handed', by, identity: CAT, now }),
    (by) => ({ on: 'cohost', by, identity: CAT, cohost: true, now }),
    (by) => ({ on: 'cohost', by, identity: BOB, cohost: false, now }),
    (by) => ({ on: 'removed', by, identity: BOB, now }),
  ];
  const tells = (input: RoomInput) => `${input.on} by ${'by' in input ? input.by : ''}`;
  for (const act of helping) {
    for (const by of Object.values(roles)) assert.equal(refusal(base, act(by)), undefined, tells(act(by)));
    for (const by of Object.values(nobody)) assert.equal(refusal(base, act(by)), 'access.denied', tells(act(by)));
  }
  for (const act of ruling) {
    assert.equal(refusal(base, act(ANN)), undefined, tells(act(ANN)));
    for (const by of [BOB, 'u_org', ...Object.values(nobody)]) {
      assert.equal(refusal(base, act(by)), 'access.denied', tells(act(by)));
    }
  }
  for (const by of [ANN, 'u_org']) assert.equal(refusal(base, { on: 'ended', by, now }), undefined);
  for (const by of [BOB, ...Object.values(nobody)]) {
    assert.equal(refusal(base, { on: 'ended', by, now }), 'access.denied', by);
  }
  for (const by of [BOB, 'u_org']) {
    assert.equal(refusal(base, { on: 'removed', by, identity: ANN, now }), 'access.denied', 'nobody removes the host');
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Breakout,
  EMPTY_AFTER_MS,
  MAIN,
  MOVE_WITHIN_MS,
  mayBeAt,
  NO_BREAKOUT,
  placeOf,
  placesOf,
  roomAt,
  WARN_MS,
} from './breakout.ts';
import { type BreakoutInput, stepBreakout } from './breakout-rules.ts';
import { type MeetingRoom, newRoom, type RoomInput } from './meeting-room.ts';
import { stepRoom } from './meeting-rules.ts';

const ANN = 'u_ann';
const BOB = 'u_bob';
const CAT = 'u_cat';
const GUEST = 'g_guest';
const PEOPLE = [ANN, BOB, CAT, GUEST] as const;

function meetingAfter(room: MeetingRoom, ...inputs: RoomInput[]): MeetingRoom {
  return inputs.reduce((before, input) => stepRoom(before, input).room, room);
}

/** Ann's meeting with everybody in it. */
function full(): MeetingRoom {
  const asked = PEOPLE.map((identity): RoomInput => {
    return { on: 'asked', identity, name: identity, guest: identity === GUEST, now: 0 };
  });
  return meetingAfter(newRoom(ANN), ...asked, { on: 'seen', there: new Set(PEOPLE), now: 0 });
}

type Wish = BreakoutInput extends infer Input ? (Input extends BreakoutInput ? Omit<Input, 'now'> : never) : never;

/** A meeting and its rooms, one thing after another. */
class Story {
  meeting = full();
  breakout: Breakout = NO_BREAKOUT;
  now = 1000;

  do(...wishes: Wish[]): this {
    for (const wish of wishes) {
      const { breakout, refusal } = stepBreakout(this.breakout, this.meeting, { ...wish, now: this.now });
      assert.equal(refusal, undefined, JSON.stringify(wish));
      this.breakout = breakout;
    }
    return this;
  }

  refuses(wish: Wish): string | undefined {
    return stepBreakout(this.breakout, this.meeting, { ...wish, now: this.now }).refusal;
  }

  after(ms: number): this {
    this.now += ms;
    return this.do({ on: 'followed' });
  }

  meet(input: RoomInput): this {
    this.meeting = meetingAfter(this.meeting, input);
    return this.do({ on: 'followed' });
  }

  /** The name of the room in which somebody belongs. */
  where(identity: string): string {
    return roomAt(this.breakout, placeOf(this.breakout, identity))?.name ?? MAIN;
  }
}

const TWO: Wish = { on: 'made', by: ANN, rooms: [{ name: 'One' }, { name: 'Two' }] };
const give = (identity: string, room?: string): Wish => {
  return { on: 'assigned', by: ANN, identities: [identity], ...(room !== undefined && { room }) };
};
const OPEN: Wish = { on: 'opened', by: ANN };
const story = () => new Story().do(TWO, give(BOB, 'b1'), give(GUEST, 'b2'));

test('[BR20] [BR33] people go where they were assigned, and are back after the countdown', () => {
  const opened = story().do(OPEN);
  assert.deepEqual(
    PEOPLE.map((one) => opened.where(one)),
    [MAIN, 'One', MAIN, 'Two'],
  );
  opened.do({ on: 'closed', by: ANN, inMs: 60_000 }).after(59_999);
  assert.deepEqual([opened.breakout.at, opened.where(BOB)], ['closing', 'One']);
  opened.after(1);
  assert.deepEqual([opened.breakout.at, opened.where(BOB), opened.where(GUEST)], ['made', MAIN, MAIN]);
});

test('[BR9] [BR10] opened again, those who had a room have it, and it is another room of the engine', () => {
  const opened = story().do(OPEN);
  const first = placeOf(opened.breakout, BOB);
  opened.do({ on: 'closed', by: ANN, inMs: 0 }, OPEN);
  assert.equal(opened.where(BOB), 'One');
  assert.notEqual(placeOf(opened.breakout, BOB), first);
});

test('[BR11] who is moved has a moment to leave; nobody else may be there', () => {
  const opened = story().do(OPEN);
  const place = placeOf(opened.breakout, BOB);
  opened.do(give(BOB, 'b2'));
  assert.equal(opened.where(BOB), 'Two');
  const may = (identity: string, at: number) => mayBeAt(opened.breakout, identity, place, at);
  assert.deepEqual([may(BOB, opened.now), may(BOB, opened.now + MOVE_WITHIN_MS)], [true, false]);
  assert.deepEqual([may(GUEST, opened.now), may(ANN, opened.now)], [false, false]);
});

test('[BR33] the engine’s rooms of before are there until those who stayed were put out', () => {
  const closed = story().do(OPEN, { on: 'closed', by: ANN, inMs: 0 });
  assert.equal(placesOf(closed.breakout).length, 3);
  assert.equal(placesOf(closed.after(EMPTY_AFTER_MS - 1).breakout).length, 3);
  assert.deepEqual(placesOf(closed.after(1).breakout), [MAIN]);
});

test('[BR4] who is no host does nothing about the rooms, guests neither', () => {
  const made = story();
  for (const by of [BOB, GUEST, 'u_stranger']) {
    const wishes: Wish[] = [
      { ...TWO, by },
      { on: 'set', by, rules: { choose: true } },
      { on: 'assigned', by, identities: [BOB], room: 'b2' },
      { on: 'spread', by, order: PEOPLE },
      { on: 'opened', by },
      { on: 'closed', by, inMs: 0 },
      { on: 'kept', by },
      { on: 'said', by, text: 'x' },
      { on: 'heeded', by, room: 'b1' },
    ];
    for (const wish of wishes) assert.equal(made.refuses(wish), 'access.denied', `${by} ${wish.on}`);
  }
});

test('[BR5] rooms are made and renamed while they are closed; who was in one that goes has none', () => {
  const made = story().do({ on: 'made', by: ANN, rooms: [{ id: 'b2', name: 'Zwei' }, { name: 'Drei' }] });
  assert.deepEqual(made.breakout.rooms, [
    { id: 'b2', name: 'Zwei' },
    { id: 'b3', name: 'Drei' },
  ]);
  assert.deepEqual(
    made
      .do(OPEN)
      .breakout.people.filter(({ room }) => room)
      .map(({ identity }) => identity),
    [GUEST],
  );
  assert.equal(made.refuses(TWO), 'breakout.open');
  assert.equal(made.refuses(OPEN), 'breakout.open');
  assert.equal(new Story().refuses(OPEN), 'breakout.unknown');
  assert.equal(story().refuses({ on: 'made', by: ANN, rooms: [{ id: 'b9', name: 'x' }] }), 'breakout.unknown');
});

test('[BR7] [BR24] somebody is moved while the rooms are open, and to none; strangers are unknown', () => {
  const opened = story().do(OPEN, give(CAT, 'b2'), give(BOB, 'b2'));
  assert.deepEqual(
    PEOPLE.map((one) => opened.where(one)),
    [MAIN, 'Two', 'Two', 'Two'],
  );
  assert.equal(opened.do(give(CAT)).where(CAT), MAIN);
  assert.equal(opened.refuses(give('u_stranger', 'b1')), 'attendee.unknown');
  assert.equal(opened.refuses(give(CAT, 'b7')), 'breakout.unknown');
});

test('[BR8] evenly: all but the hosts while closed, those without a room while open', () => {
  const spread = new Story().do(TWO, { on: 'spread', by: ANN, order: [GUEST, ANN, CAT, BOB, 'u_stranger'] });
  const rooms = () => spread.breakout.people.map(({ identity, room }) => `${identity} ${room}`).sort();
  assert.deepEqual(rooms(), ['g_guest b1', 'u_bob b1', 'u_cat b2']);
  spread.do(OPEN, give(BOB), { on: 'spread', by: ANN, order: [BOB, CAT, GUEST] });
  assert.deepEqual(rooms(), ['g_guest b1', 'u_bob b1', 'u_cat b2']);
});

test('[BR21] [BR22] where people are asked they go when they like, and back where that is allowed', () => {
  const asked = story().do({ on: 'set', by: ANN, rules: { auto: false } }, OPEN);
  assert.equal(asked.where(BOB), MAIN);
  assert.equal(asked.do({ on: 'went', identity: BOB, to: 'b1' }).where(BOB), 'One');
  assert.equal(asked.do({ on: 'went', identity: BOB, to: MAIN }).where(BOB), MAIN);
  asked.do({ on: 'went', identity: BOB, to: 'b1' }, { on: 'set', by: ANN, rules: { back: false } });
  assert.equal(asked.refuses({ on: 'went', identity: BOB, to: MAIN }), 'access.denied');
  asked.do({ on: 'closed', by: ANN, inMs: 30_000 }, { on: 'went', identity: BOB, to: MAIN });
  assert.equal(asked.refuses({ on: 'went', identity: BOB, to: 'b1' }), 'breakout.closed');
});

test('[BR12] [BR23] nobody goes into another’s room, unless people choose', () => {
  const opened = story().do(OPEN);
  for (const [identity, to] of [
    [BOB, 'b2'],
    [GUEST, 'b1'],
    [CAT, 'b1'],
    ['u_stranger', 'b1'],
  ] as const) {
    assert.equal(opened.refuses({ on: 'went', identity, to }), 'access.denied');
  }
  opened.do({ on: 'set', by: ANN, rules: { choose: true } }, { on: 'went', identity: CAT, to: 'b1' });
  opened.do({ on: 'set', by: ANN, rules: { choose: false } });
  assert.equal(opened.where(CAT), 'One');
  assert.equal(opened.refuses({ on: 'went', identity: 'u_stranger', to: 'b1' }), 'access.denied');
});

test('[BR12] [BR25] hosts visit; who is no host any more is back in the main room', () => {
  const opened = story().do(OPEN);
  opened.meet({ on: 'cohost', by: ANN, identity: CAT, cohost: true, now: opened.now });
  opened.do({ on: 'went', identity: CAT, to: 'b2' }, { on: 'went', identity: ANN, to: 'b1' });
  assert.deepEqual([opened.where(CAT), opened.where(ANN)], ['Two', 'One']);
  opened.meet({ on: 'cohost', by: ANN, identity: CAT, cohost: false, now: opened.now });
  assert.deepEqual([opened.where(CAT), opened.where(ANN)], [MAIN, 'One']);
  assert.equal(opened.do({ on: 'went', identity: ANN, to: MAIN }).where(ANN), MAIN);
});

test('[BR2] who is removed has no place; let in again they come to the main room', () => {
  const opened = story().do(OPEN);
  opened.meet({ on: 'removed', by: ANN, identity: BOB, now: opened.now });
  assert.equal(opened.where(BOB), MAIN);
  assert.equal(opened.refuses({ on: 'went', identity: BOB, to: 'b1' }), 'access.denied');
});

test('[BR13] who is lost and forgotten by the meeting belongs where they were', () => {
  const opened = story().do(OPEN);
  opened.meet({ on: 'left', identity: BOB, now: opened.now });
  assert.equal(opened.refuses({ on: 'went', identity: BOB, to: MAIN }), 'access.denied');
  opened.meet({ on: 'asked', identity: BOB, name: BOB, guest: false, now: opened.now });
  assert.equal(opened.where(BOB), 'One');
});

test('[BR3] when all have left the rooms are closed and nobody has one; when it is ended there are none', () => {
  const left = story().do(OPEN);
  for (const identity of PEOPLE) left.meet({ on: 'left', identity, now: left.now });
  assert.deepEqual([left.breakout.at, left.breakout.people, left.breakout.rooms.length], ['made', [], 2]);
  const ended = story().do(OPEN).meet({ on: 'ended', by: ANN, now: 2000 });
  assert.deepEqual([ended.breakout.at, ended.breakout.people, ended.breakout.rooms], ['made', [], []]);
});

test('[BR30] [BR32] closing again is sooner, never later; a host stops it', () => {
  const closing = story().do(OPEN, { on: 'closed', by: ANN, inMs: 60_000 });
  const at = closing.now;
  assert.equal(closing.do({ on: 'closed', by: ANN, inMs: 120_000 }).breakout.closesAt, at + 60_000);
  assert.equal(closing.do({ on: 'closed', by: ANN, inMs: 15_000 }).breakout.closesAt, at + 15_000);
  closing.do({ on: 'kept', by: ANN }).after(3600_000);
  assert.deepEqual([closing.breakout.at, closing.breakout.closesAt, closing.where(BOB)], ['open', undefined, 'One']);
});

test('[BR31] after the time that was set they close by themselves, and say so a minute before', () => {
  const timed = story().do({ on: 'set', by: ANN, rules: { minutes: 10 } }, OPEN);
  const { told } = timed.after(600_000 - WARN_MS - 1).breakout;
  assert.equal(timed.breakout.at, 'open');
  timed.after(1);
  assert.deepEqual([timed.breakout.at, timed.breakout.told], ['closing', told + 1]);
  assert.equal(timed.after(WARN_MS).where(BOB), MAIN);
});

test('[BR40] [BR41] a word to all rooms; a call for help is one a room, and ends with a visit or by going', () => {
  const opened = story();
  assert.equal(opened.refuses({ on: 'said', by: ANN, text: 'x' }), 'breakout.closed');
  opened.do(OPEN, { on: 'said', by: ANN, text: 'ten minutes' });
  assert.equal(opened.breakout.message?.text, 'ten minutes');
  assert.equal(opened.refuses({ on: 'helped', identity: CAT, up: true }), 'breakout.closed');
  const helps = () => opened.breakout.rooms.map(({ help }) => help);
  opened.do({ on: 'helped', identity: BOB, up: true }, { on: 'helped', identity: GUEST, up: true });
  assert.deepEqual(helps(), [BOB, GUEST]);
  opened.do({ on: 'went', identity: ANN, to: 'b1' });
  assert.deepEqual(helps(), [undefined, GUEST]);
  opened.do({ on: 'went', identity: GUEST, to: MAIN });
  assert.deepEqual(helps(), [undefined, undefined]);
});

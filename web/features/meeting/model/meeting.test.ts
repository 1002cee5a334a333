import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JoinMeetingAnswer, MeetingView } from '#protocol/meetings.ts';
import { type Effect, type Entry, type Meeting, step } from './meeting.ts';
import type { Input } from './meeting-input.ts';

const A = '482917306';
const B = '100000001';
const entry: Entry = { microphone: true, camera: false };

function view(number: string, endedAt?: number): MeetingView {
  const host = { id: 'u_00000000000000000000', nickname: '林雨桐' };
  const meeting = { number, title: `Meeting ${number}`, host, createdAt: 1, ...(endedAt && { endedAt }) };
  return { meeting, attendees: [] };
}

function answer(number: string, host = false): JoinMeetingAnswer {
  return { meeting: view(number).meeting, identity: 'me', name: 'Me', host, guest: false, url: '/', token: 't' };
}

function run(...inputs: Input[]): [Meeting, Effect[]] {
  let state: Meeting = { at: 'nowhere' };
  let effects: Effect[] = [];
  for (const input of inputs) [state, effects] = step(state, input);
  return [state, effects];
}

const toLobby: Input[] = [
  { on: 'open', number: A },
  { on: 'looked', number: A, view: view(A) },
];
const toAsking: Input[] = [...toLobby, { on: 'join', entry }];
const toInside: Input[] = [...toAsking, { on: 'joined', number: A, answer: answer(A) }, { on: 'entered', now: 7 }];
const elsewhere: Input = {
  on: 'refused',
  number: A,
  refusal: { code: 'meeting.elsewhere' },
  other: { number: B, title: 'Standup' },
};

describe('before joining', () => {
  test('opening looks the meeting up and shows the lobby', () => {
    expect(run({ on: 'open', number: A })).toEqual([{ at: 'looking', number: A }, [{ do: 'look', number: A }]]);
    expect(run(...toLobby)[0]).toEqual({ at: 'lobby', number: A, view: view(A) });
  });

  test('an ended, unknown or refused one is closed', () => {
    const ended = run({ on: 'open', number: A }, { on: 'looked', number: A, view: view(A, 5) });
    expect(ended[0]).toMatchObject({ at: 'closed', refusal: { code: 'meeting.ended' } });
    const limited = { code: 'rate.limited', retryAfterMs: 9000 } as const;
    expect(run({ on: 'open', number: A }, { on: 'refused', number: A, refusal: limited })[0]).toEqual({
      at: 'closed',
      number: A,
      refusal: limited,
    });
  });

  test('an answer about another number is not taken', () => {
    const state = run({ on: 'open', number: A }, { on: 'looked', number: B, view: view(B) })[0];
    expect(state).toEqual({ at: 'looking', number: A });
  });

  test('who is there is brought up to date in the lobby', () => {
    const attendees = [{ identity: 'x', name: 'X', guest: true, host: false }];
    const fresh = { ...view(A), attendees };
    expect(run(...toLobby, { on: 'looked', number: A, view: fresh })[0]).toMatchObject({ view: { attendees } });
  });
});

describe('joining', () => {
  test('asks once, then enters the room', () => {
    expect(run(...toAsking)[1]).toEqual([{ do: 'ask', number: A, entry, switch: false }]);
    expect(run(...toAsking, { on: 'join', entry })[1]).toEqual([]);
    expect(run(...toAsking, { on: 'joined', number: A, answer: answer(A) })[1]).toEqual([
      { do: 'enter', answer: answer(A), entry },
    ]);
    expect(run(...toInside)[0]).toEqual({ at: 'inside', answer: answer(A), since: 7, link: 'whole' });
  });

  test('in another meeting: asks the person, and switches or stays', () => {
    expect(run(...toAsking, elsewhere)[0]).toMatchObject({ at: 'elsewhere', other: { number: B } });
    expect(run(...toAsking, elsewhere, { on: 'switch' })[1]).toEqual([{ do: 'ask', number: A, entry, switch: true }]);
    expect(run(...toAsking, elsewhere, { on: 'stay' })[0]).toEqual({ at: 'lobby', number: A, view: view(A) });
  });

  test('a refusal leads back to the lobby, the end of the meeting does not', () => {
    const refused = (code: 'media.unavailable' | 'meeting.ended'): Input => ({
      on: 'refused',
      number: A,
      refusal: { code },
    });
    expect(run(...toAsking, refused('media.unavailable'))[0]).toMatchObject({
      at: 'lobby',
      refusal: { code: 'media.unavailable' },
    });
    expect(run(...toAsking, refused('meeting.ended'))[0]).toMatchObject({ at: 'closed' });
  });

  test('a room that cannot be reached leads back to the lobby', () => {
    const state = run(...toAsking, { on: 'joined', number: A, answer: answer(A) }, { on: 'dropped', why: 'lost' })[0];
    expect(state).toMatchObject({ at: 'lobby', refusal: { code: 'media.unavailable' } });
  });
});

describe('inside', () => {
  test('trouble with the connection is told and settles', () => {
    const mended = run(...toInside, { on: 'linked', link: 'mending' }, { on: 'linked', link: 'mended' });
    expect(mended).toMatchObject([{ link: 'mended' }, [{ do: 'settle' }]]);
    expect(step(mended[0], { on: 'settled' })[0]).toMatchObject({ link: 'whole' });
    const again = step(mended[0], { on: 'linked', link: 'mending' })[0];
    expect(step(again, { on: 'settled' })[0]).toMatchObject({ link: 'mending' });
  });

  test.each(['ended', 'removed', 'another-device'] as const)('dropped: %s', (why) => {
    expect(run(...toInside, { on: 'dropped', why })[0]).toEqual({ at: 'out', number: A, about: view(A).meeting, why });
  });

  test.each(['lost', 'server-stopped'] as const)('%s: comes back with what was on', (why) => {
    const [away, waiting] = run(...toInside, { on: 'dropped', why, entry });
    expect(away).toMatchObject({ at: 'returning', since: 7, tries: 1 });
    expect(waiting).toMatchObject([{ do: 'wait' }]);
    const [asking, asked] = step(away, { on: 'waited' });
    expect(asked).toEqual([{ do: 'ask', number: A, entry, switch: false }]);
    const fresh = { ...answer(A), token: 'fresh' };
    const [back, enters] = step(asking, { on: 'joined', number: A, answer: fresh });
    expect(enters).toEqual([{ do: 'enter', answer: fresh, entry }]);
    expect(step(back, { on: 'entered', now: 99 })[0]).toEqual({
      at: 'inside',
      answer: fresh,
      since: 7,
      link: 'mended',
    });
  });

  test('coming back ends: by too many tries, by the end of the meeting, by leaving', () => {
    let state: Meeting = run(...toInside, { on: 'dropped', why: 'lost', entry })[0];
    const asking = step(state, { on: 'waited' })[0];
    expect(step(asking, { on: 'refused', number: A, refusal: { code: 'meeting.ended' } })[0]).toMatchObject({
      at: 'out',
      why: 'ended',
    });
    expect(step(state, { on: 'leave' })[0]).toMatchObject({ at: 'out', why: 'left' });
    let tries = 0;
    for (; state.at === 'returning'; tries += 1) {
      state = step(step(state, { on: 'waited' })[0], {
        on: 'refused',
        number: A,
        refusal: { code: 'network.unreachable' },
      })[0];
    }
    expect(tries).toBeLessThan(20);
    expect(state).toMatchObject({ at: 'out', why: 'lost' });
  });

  test('leaving disconnects, and the drop that follows changes nothing', () => {
    const [left, effects] = run(...toInside, { on: 'leave' });
    expect(effects).toEqual([{ do: 'disconnect' }, { do: 'part', number: A }]);
    expect(step(left, { on: 'dropped', why: 'lost' })[0]).toEqual(left);
  });

  test('ending it for all is asked of the server, which knows who may', () => {
    expect(run(...toInside, { on: 'end' })[1]).toEqual([{ do: 'end', number: A }]);
    expect(run(...toAsking, { on: 'end' })[1]).toEqual([]);
  });

  test('another page keeps the meeting; another meeting is asked about', () => {
    expect(run(...toInside, { on: 'close' })).toEqual([run(...toInside)[0], []]);
    const asked = run(...toInside, { on: 'open', number: B });
    expect(asked).toMatchObject([{ at: 'inside', wanted: B }, []]);
    expect(step(asked[0], { on: 'stay' })[0]).toEqual(run(...toInside)[0]);
    expect(step(asked[0], { on: 'switch' })).toEqual([
      { at: 'looking', number: B },
      [{ do: 'disconnect' }, { do: 'part', number: A }, { do: 'look', number: B }],
    ]);
  });
});

function inRoom(meeting: Meeting): boolean {
  if (meeting.at === 'returning') return meeting.now === 'entering';
  return meeting.at === 'inside' || meeting.at === 'entering';
}

test('whatever happens in whatever order, a room is entered only when asked for and always left', () => {
  const inputs = fc.constantFrom<Input>(
    ...toInside,
    elsewhere,
    { on: 'open', number: B },
    { on: 'looked', number: B, view: view(B) },
    { on: 'joined', number: B, answer: answer(B) },
    { on: 'close' },
    { on: 'switch' },
    { on: 'stay' },
    { on: 'leave' },
    { on: 'end' },
    { on: 'settled' },
    { on: 'linked', link: 'mended' },
    { on: 'dropped', why: 'ended' },
    { on: 'dropped', why: 'lost', entry },
    { on: 'waited' },
    { on: 'refused', number: A, refusal: { code: 'server.busy' } },
  );
  fc.assert(
    fc.property(fc.array(inputs, { maxLength: 60 }), (happened) => {
      let state: Meeting = { at: 'nowhere' };
      let connected = false;
      for (const input of happened) {
        const [next, effects] = step(state, input);
        if (input.on === 'dropped') connected = false;
        for (const effect of effects) {
          if (effect.do === 'enter') {
            expect(connected).toBe(false);
            connected = true;
          }
          if (effect.do === 'disconnect') connected = false;
        }
        expect(connected).toBe(inRoom(next));
        state = next;
      }
    }),
  );
});

describe('into another of the meeting’s rooms', () => {
  const there: JoinMeetingAnswer = { ...answer(A), breakout: { id: 'b1', name: 'One' }, token: 't2' };
  const moved: Input = { on: 'moved', answer: there, entry };

  test('one is inside all the while, and there once it is entered', () => {
    const [state, effects] = run(...toInside, moved);
    expect(state).toMatchObject({ at: 'inside', answer: there, moving: entry, since: 7 });
    expect(effects).toEqual([{ do: 'move', answer: there, entry }]);
    expect(step(state, { on: 'entered', now: 9 })[0]).toEqual({ at: 'inside', answer: there, since: 7, link: 'whole' });
  });

  test('one move at a time, within this meeting, and only from inside', () => {
    const moving = run(...toInside, moved)[0];
    expect(step(moving, { ...moved, answer: answer(A) })).toEqual([moving, []]);
    expect(step(moving, { on: 'linked', link: 'mended' })).toEqual([moving, []]);
    const inside = run(...toInside)[0];
    expect(step(inside, { ...moved, answer: answer(B) })).toEqual([inside, []]);
    expect(run(...toLobby, moved)[0].at).toBe('lobby');
  });

  test('a move that does not work is a connection to be built anew; leaving ends it', () => {
    const moving = run(...toInside, moved)[0];
    expect(step(moving, { on: 'dropped', why: 'lost' })[0]).toMatchObject({ at: 'returning', entry });
    expect(step(moving, { on: 'leave' })[0]).toMatchObject({ at: 'out', why: 'left' });
  });
});

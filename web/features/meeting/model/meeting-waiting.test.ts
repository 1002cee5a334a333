import { describe, expect, test } from 'vitest';
import type { Place } from '#protocol/meeting-rules.ts';
import type { MeetingView } from '#protocol/meetings.ts';
import { type Effect, type Entry, type Meeting, step } from './meeting.ts';
import type { Input } from './meeting-input.ts';

const A = '482917306';
const entry: Entry = { microphone: true, camera: false, name: 'Mei', passcode: '2468' };
const host = { id: 'u_00000000000000000000', nickname: '林雨桐' };
const view: MeetingView = { meeting: { number: A, title: 'Review', host, createdAt: 1 }, attendees: [] };

function run(...inputs: Input[]): [Meeting, Effect[]] {
  let state: Meeting = { at: 'nowhere' };
  let effects: Effect[] = [];
  for (const input of inputs) [state, effects] = step(state, input);
  return [state, effects];
}

const toWaiting: Input[] = [
  { on: 'open', number: A },
  { on: 'looked', number: A, view },
  { on: 'join', entry },
  { on: 'waits', number: A },
];
const placed = (place: Partial<Place>): Input => {
  return { on: 'placed', number: A, place: { state: 'waiting', hosted: false, ...place } };
};

describe('waiting for a host', () => {
  test('who has to wait watches, and learns whether somebody is there who can let them in', () => {
    const [waiting, effects] = run(...toWaiting);
    expect(waiting).toEqual({ at: 'waiting', number: A, view, entry });
    expect(effects).toEqual([{ do: 'watch', number: A }]);
    expect(run(...toWaiting, placed({ hosted: true }))[0]).toMatchObject({ at: 'waiting', hosted: true });
  });

  test('who is let in, or was forgotten while the network was away, asks again with what they had', () => {
    for (const state of ['let', 'out'] as const) {
      const [asking, effects] = run(...toWaiting, placed({ state }));
      expect(asking.at).toBe('asking');
      expect(effects).toEqual([{ do: 'ask', number: A, entry, switch: false }]);
    }
  });

  test('who is not admitted, removed, or too late is told which', () => {
    const code = (place: Partial<Place>) => run(...toWaiting, placed(place))[0];
    expect(code({ state: 'removed', refused: true })).toMatchObject({ refusal: { code: 'meeting.refused' } });
    expect(code({ state: 'removed' })).toMatchObject({ refusal: { code: 'meeting.removed' } });
    expect(code({ state: 'out', ended: true })).toMatchObject({ refusal: { code: 'meeting.ended' } });
  });

  test('who goes tells the server, and no news of another meeting counts', () => {
    expect(run(...toWaiting, { on: 'leave' })).toEqual([{ at: 'lobby', number: A, view }, [{ do: 'part', number: A }]]);
    expect(run(...toWaiting, { on: 'close' })).toEqual([{ at: 'nowhere' }, [{ do: 'part', number: A }]]);
    const other: Input = { on: 'placed', number: '100000001', place: { state: 'let', hosted: true } };
    expect(run(...toWaiting, other)[0].at).toBe('waiting');
  });

  test('a wait that is refused ends in the lobby, with why', () => {
    const refused: Input = { on: 'refused', number: A, refusal: { code: 'session.revoked' } };
    expect(run(...toWaiting, refused)[0]).toMatchObject({ at: 'lobby', refusal: { code: 'session.revoked' } });
  });
});

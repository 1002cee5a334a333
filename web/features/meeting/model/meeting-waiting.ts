import type { Meeting, Step } from './meeting.ts';
import type { Input } from './meeting-input.ts';

type WaitingInput = Extract<Input, { on: 'waits' | 'placed' }>;

/** What becomes of who has to wait for a host: in the lobby, or coming back to a meeting that has one. */
export function stepWaiting(meeting: Meeting, input: WaitingInput): Step {
  if (input.on === 'waits') return waits(meeting, input.number);
  if (meeting.at !== 'waiting' || meeting.number !== input.number) return [meeting, []];
  const { number, view, entry } = meeting;
  const { state, ended, refused, hosted } = input.place;
  if (ended) return [{ at: 'closed', number, refusal: { code: 'meeting.ended' } }, []];
  switch (state) {
    case 'removed':
      return [{ at: 'closed', number, refusal: { code: refused ? 'meeting.refused' : 'meeting.removed' } }, []];
    case 'waiting':
      return [meeting.hosted === hosted ? meeting : { ...meeting, hosted }, []];
    default:
      // Let in; or forgotten while the network was away: asking anew gives a place again.
      return [{ at: 'asking', number, view, entry }, [{ do: 'ask', number, entry, switch: false }]];
  }
}

function waits(meeting: Meeting, number: string): Step {
  if (meeting.at === 'asking' && meeting.number === number) {
    const { view, entry } = meeting;
    return [{ at: 'waiting', number, view, entry }, [{ do: 'watch', number }]];
  }
  if (meeting.at === 'returning' && meeting.now === 'asking' && meeting.answer.meeting.number === number) {
    const view = { meeting: meeting.answer.meeting, attendees: [] };
    return [{ at: 'waiting', number, view, entry: meeting.entry }, [{ do: 'watch', number }]];
  }
  return [meeting, []];
}

import { useEffect, useState, useSyncExternalStore } from 'react';
import type { TabCall } from '#client/tab-call.ts';
import type { CallEntry } from '#protocol/personal.ts';
import { useMe } from '#web/app/client.tsx';
import type { Person, RoomState } from '#web/features/meeting/model/room-state.ts';
import { durationText } from '#web/features/meeting/model/room-state.ts';
import { useWords } from '#web/i18n/words.ts';
import type { CallSession } from './session.ts';
import { callWords } from './words.ts';

export function useCallRoom(session: CallSession): { room: RoomState; me: Person | undefined } {
  const room = useSyncExternalStore(session.seat.subscribe, session.seat.state);
  return { room, me: room.people.find((person) => person.me) };
}

/** How long people have been speaking, each second; undefined before anybody answered. */
export function useDuration(entry: CallEntry | undefined): string | undefined {
  const since = entry?.answeredAt;
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (since === undefined) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [since]);
  return since === undefined ? undefined : durationText(now - since);
}

/** How the call is, in words; undefined: as it should be, and people speak. */
export function useStanding(state: TabCall, entry: CallEntry | undefined): string | undefined {
  const me = useMe()?.id;
  const words = useWords(callWords);
  if (state.at === 'waiting' || (state.at === 'asking' && state.back !== undefined)) return words.returning;
  if (state.at === 'asking') return state.wish.do === 'start' ? words.calling : words.connecting;
  if (state.at !== 'in') return undefined;
  if (state.link === 'mending') return words.mending;
  if (entry?.answeredAt === undefined) return waitingFor(entry, words);
  if (state.link === 'entering') return words.connecting;
  return heldByOthers(entry, me) ? words.onHold : undefined;
}

/** Everybody else speaks in another call. */
function heldByOthers(entry: CallEntry, me: string | undefined): boolean {
  const others = entry.people.filter(({ user, state }) => state === 'in' && user !== me);
  return others.length > 0 && others.every(({ held }) => held === true);
}

function waitingFor(entry: CallEntry | undefined, words: (typeof callWords)['en']): string {
  const ringing = entry?.people.filter((one) => one.state === 'ringing') ?? [];
  if (entry === undefined) return words.calling;
  if (ringing.length === 0) return words.waiting;
  return ringing.every((one) => one.busy) ? words.ringsBusy : words.ringing;
}

import { lazy, Suspense, useSyncExternalStore } from 'react';
import type { ConversationId, TimeMs } from '#protocol/common.ts';
import { loadPart } from './load-part.ts';

const listeners = new Set<() => void>();
let shown: { conversation: ConversationId; day: TimeMs } | undefined;

/** Lets one choose a day of the conversation to go to; it begins at the month of `day`. */
export function showCalendar(conversation: ConversationId, day: TimeMs): void {
  set({ conversation, day });
}

function set(next: typeof shown): void {
  shown = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const Calendar = lazy(async () => ({
  default: (await loadPart(() => import('#web/features/search/calendar.tsx'))).Calendar,
}));

/** Where the calendar appears: once, behind the door. */
export function CalendarPlace() {
  const place = useSyncExternalStore(subscribe, () => shown);
  if (place === undefined) return null;
  return (
    <Suspense fallback={null}>
      <Calendar conversation={place.conversation} day={place.day} onClose={() => set(undefined)} />
    </Suspense>
  );
}

import { useState, useSyncExternalStore } from 'react';

/** Whether the history is being scrolled: what is seen by nobody meanwhile need not be drawn. */
let scrolling = false;
const listeners = new Set<() => void>();

export function setScrolling(now: boolean): void {
  if (now === scrolling) return;
  scrolling = now;
  // Only the end of it is waited for.
  if (!now) for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** True from the first moment on in which nothing is scrolled. */
export function useCalm(): boolean {
  const calm = useSyncExternalStore(subscribe, () => !scrolling);
  const [been, setBeen] = useState(calm);
  if (calm && !been) setBeen(true);
  return been;
}

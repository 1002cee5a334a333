import { useState, useSyncExternalStore } from 'react';

/** Who scrolls the history or has only just opened it: what nobody sees meanwhile need not be drawn. */
const busy = new Set<object>();
const listeners = new Set<() => void>();

export function setBusy(owner: object, now: boolean): void {
  const was = busy.size > 0;
  if (now) busy.add(owner);
  else busy.delete(owner);
  // Only the end of it is waited for.
  if (was && busy.size === 0) for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** True from the first moment on in which nobody is busy. */
export function useCalm(): boolean {
  const calm = useSyncExternalStore(subscribe, () => busy.size === 0);
  const [been, setBeen] = useState(calm);
  if (calm && !been) setBeen(true);
  return been;
}

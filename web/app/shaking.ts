import { useSyncExternalStore } from 'react';

/** Whether nudges shake this window: a choice of this device. */
const KEY = 'yiqi.shake';
const listeners = new Set<() => void>();
let on = saved();

export const shakes = {
  get: (): boolean => on,
  set(next: boolean): void {
    on = next;
    try {
      if (next) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, 'off');
    } catch {
      // A refused storage: the choice lives as long as the page.
    }
    for (const listener of listeners) listener();
  },
  use: (): boolean => useSyncExternalStore(subscribe, shakes.get),
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function saved(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true;
  }
}

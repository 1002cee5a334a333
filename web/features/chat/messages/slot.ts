import { useSyncExternalStore } from 'react';

/** A value that several parts of a page share. */
export interface Slot<Value> {
  get: () => Value;
  set: (value: Value) => void;
  use: () => Value;
}

export function createSlot<Value>(first: Value): Slot<Value> {
  const listeners = new Set<() => void>();
  let current = first;
  const get = () => current;
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    get,
    set(value) {
      current = value;
      for (const listener of listeners) listener();
    },
    use: () => useSyncExternalStore(subscribe, get),
  };
}

import { useSyncExternalStore } from 'react';
import { startOfDay } from './time.ts';

/** The start of today, local time in ms. A component that shows days draws itself anew at midnight. */
export function useToday(): number {
  return useSyncExternalStore(subscribe, () => startOfDay(Date.now()));
}

/** The beginning of this minute, in ms. A component that tells how long ago draws itself anew with the next one. */
export function useMinute(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / 60_000) * 60_000);
}

const CHECK_MS = 30_000;

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, CHECK_MS);
  document.addEventListener('visibilitychange', listener);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', listener);
  };
}

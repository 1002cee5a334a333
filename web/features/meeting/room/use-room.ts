import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Person, RoomState } from '../model/room-state.ts';
import type { MediaSeat } from './media-seat.ts';

/** The room that a seat is in, followed, and oneself in it. */
export function useSeatRoom(seat: MediaSeat): { room: RoomState; me: Person | undefined } {
  const room = useSyncExternalStore(seat.subscribe, seat.state);
  return { room, me: room.people.find((person) => person.me) };
}

/** The screen stays lit while somebody is in a meeting. */
export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let live = true;
    const ask = async () => {
      if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
      try {
        lock = await navigator.wakeLock.request('screen');
        if (!live) void lock.release();
      } catch {
        // Low battery and some systems refuse; the meeting goes on.
      }
    };
    void ask();
    document.addEventListener('visibilitychange', ask);
    return () => {
      live = false;
      document.removeEventListener('visibilitychange', ask);
      void lock?.release();
    };
  }, []);
}

/** The size of an element, followed while it lives. */
export function useSize(): [(element: HTMLElement | null) => void, { width: number; height: number }] {
  const [size, setSize] = useState({ width: 0, height: 0 });
  const watcher = useRef<ResizeObserver | undefined>(undefined);
  const watch = useCallback((element: HTMLElement | null) => {
    watcher.current?.disconnect();
    if (element === null) return;
    watcher.current = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    watcher.current.observe(element);
  }, []);
  return [watch, size];
}

/** The time, every second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

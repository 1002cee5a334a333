import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Capture } from '../media/preview.ts';
import type { DeviceUse, MediaFault } from '../model/devices.ts';
import type { Person, RoomState } from '../model/room-state.ts';
import type { MeetingSession } from '../session.ts';

export function useRoomState(session: MeetingSession): RoomState {
  return useSyncExternalStore(session.subscribe, session.roomState);
}

export function useMyself(people: readonly Person[]): Person | undefined {
  return people.find((person) => person.me);
}

export interface RoomActions {
  toggle: (capture: Capture) => void;
  share: () => void;
  chooseDevice: (use: DeviceUse, id: string | undefined) => void;
  /** The last device that could not be turned on. */
  fault: { use: Capture | 'screen'; fault: MediaFault } | undefined;
  forgetFault: () => void;
}

/** What one does with one's own devices in the room. Presses during a change count for nothing. */
export function useRoomActions(session: MeetingSession, me: Person | undefined): RoomActions {
  const [fault, setFault] = useState<RoomActions['fault']>();
  const busy = useRef(new Set<string>());
  const mine = useRef(me);
  mine.current = me;

  const once = useCallback(async (use: Capture | 'screen', work: () => Promise<MediaFault | undefined> | undefined) => {
    if (busy.current.has(use)) return;
    busy.current.add(use);
    const wrong = await work();
    busy.current.delete(use);
    setFault(wrong === undefined ? undefined : { use, fault: wrong });
  }, []);
  const toggle = useCallback(
    (use: Capture) => {
      const on = use === 'microphone' ? mine.current?.microphone : mine.current?.camera !== undefined;
      void once(use, () => session.room?.capture(use, !on));
    },
    [session, once],
  );
  const share = useCallback(() => {
    const on = mine.current?.screen !== undefined;
    void once('screen', async () => {
      const wrong = await session.room?.share(!on);
      return wrong === 'denied' ? undefined : wrong; // Closing the browser's choice is an answer, not a fault.
    });
  }, [session, once]);
  const chooseDevice = useCallback(
    (use: DeviceUse, id: string | undefined) => {
      session.choose({ [`${use}Id`]: id });
      const work = () => session.room?.chooseDevice(use, id ?? 'default');
      if (use === 'speaker') void work();
      else void once(use, work);
    },
    [session, once],
  );
  return { toggle, share, chooseDevice, fault, forgetFault: useCallback(() => setFault(undefined), []) };
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

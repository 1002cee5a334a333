import { useEffect } from 'react';
import { isPushWanted } from '#web/app/pwa/push-device.ts';
import type { Ringing } from './ringtone.ts';
import { startRinging } from './ringtone.ts';

/** Sounds while it is wanted, in one tab of those that would. */
export function useRinging(what: Ringing | undefined): void {
  useEffect(() => {
    if (what === undefined) return undefined;
    if (navigator.locks === undefined) return startRinging(what);
    const over = new AbortController();
    const until = new Promise<void>((done) => {
      over.signal.onabort = () => done();
    });
    const ring = async () => {
      const stop = startRinging(what);
      await until;
      stop();
    };
    navigator.locks.request('yiqi-ring', { signal: over.signal }, ring).catch(() => undefined);
    return () => over.abort();
  }, [what]);
}

/** Says in the tab's title, and to the system where it may, that somebody calls while nobody looks at the page. */
export function useCallHint(text: string | undefined): void {
  useEffect(() => {
    if (text === undefined) return undefined;
    let before: string | undefined;
    let note: Notification | undefined;
    const say = () => {
      const hidden = document.visibilityState === 'hidden';
      if (hidden && before === undefined) {
        before = document.title;
        document.title = `☎ ${text}`;
        note = notify(text);
      }
      if (!hidden && before !== undefined) restore();
    };
    const restore = () => {
      if (before !== undefined) document.title = before;
      before = undefined;
      note?.close();
    };
    say();
    document.addEventListener('visibilitychange', say);
    return () => {
      document.removeEventListener('visibilitychange', say);
      restore();
    };
  }, [text]);
}

function notify(text: string): Notification | undefined {
  // Where pushes come, one rings that can be answered.
  if (!('Notification' in window) || Notification.permission !== 'granted' || isPushWanted()) return undefined;
  try {
    const note = new Notification(text, { tag: 'yiqi-call', requireInteraction: true });
    note.onclick = () => window.focus();
    return note;
  } catch {
    return undefined; // Phones allow them to service workers alone.
  }
}

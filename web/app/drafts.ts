import { useSyncExternalStore } from 'react';

/** What is half written, for each person and conversation, kept on this device only. */
const PREFIX = 'yiqi.draft.';
const MOST_CHARS = 20_000;
const listeners = new Set<() => void>();
const known = new Map<string, string>();

function keyOf(me: string, conversation: string): string {
  return `${PREFIX}${me}.${conversation}`;
}

export function readDraft(me: string, conversation: string): string {
  const key = keyOf(me, conversation);
  const draft = known.get(key) ?? stored(key);
  known.set(key, draft);
  return draft;
}

export function writeDraft(me: string, conversation: string, text: string): void {
  const key = keyOf(me, conversation);
  known.set(key, text);
  try {
    if (text === '') localStorage.removeItem(key);
    else localStorage.setItem(key, text.slice(0, MOST_CHARS));
  } catch {
    // A full or refused storage: the draft lives as long as the page.
  }
  for (const listener of listeners) listener();
}

/** Forgets everything half written, as somebody signs out. */
export function clearDrafts(): void {
  known.clear();
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // Nothing was stored then.
  }
}

/** The draft as the list shows it. */
export function useDraft(me: string | undefined, conversation: string): string {
  return useSyncExternalStore(subscribe, () => (me === undefined ? '' : readDraft(me, conversation)));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function stored(key: string): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

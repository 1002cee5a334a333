import { useSyncExternalStore } from 'react';
import { clearDraftMentions } from './draft-mentions.ts';

/**
 * What is half written, for each person and composer (a conversation, or `conversation:root` of a thread), as this device
 * has it; draft-sync.ts brings it to the others.
 */
const PREFIX = 'yiqi.draft.';
const MOST_CHARS = 20_000;
/** Beside a draft: its text has been handed over to be told to the person's other devices. */
const TOLD = 'yiqi.draft.told.';
const listeners = new Set<() => void>();
const writers = new Set<(me: string, composer: string) => void>();
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

/** What somebody writes here. */
export function writeDraft(me: string, composer: string, text: string): void {
  if (readDraft(me, composer) === text) return;
  takeDraft(me, composer, text);
  for (const writer of writers) writer(me, composer);
}

/** What was written on another device. */
export function takeDraft(me: string, composer: string, text: string): void {
  const key = keyOf(me, composer);
  known.set(key, text);
  try {
    localStorage.removeItem(`${TOLD}${me}.${composer}`);
    if (text === '') localStorage.removeItem(key);
    else localStorage.setItem(key, text.slice(0, MOST_CHARS));
  } catch {
    // A full or refused storage: the draft lives as long as the page.
  }
  for (const listener of listeners) listener();
}

/** Calls back with every draft that is written here, until the returned function is called. */
export function onDraftWritten(writer: (me: string, composer: string) => void): () => void {
  writers.add(writer);
  return () => writers.delete(writer);
}

/** Notes that the draft as it is has been handed over. */
export function noteDraftTold(me: string, composer: string): void {
  try {
    localStorage.setItem(`${TOLD}${me}.${composer}`, '1');
  } catch {
    // It is told once more then.
  }
}

/** The drafts that this device has stored, and whether each has been handed over. */
export function storedDrafts(me: string): { composer: string; told: boolean }[] {
  try {
    const mine = Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}${me}.`));
    return mine.map((key) => {
      const composer = key.slice(`${PREFIX}${me}.`.length);
      return { composer, told: localStorage.getItem(`${TOLD}${me}.${composer}`) !== null };
    });
  } catch {
    return [];
  }
}

/** Forgets everything half written, as somebody signs out. */
export function clearDrafts(): void {
  clearDraftMentions();
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

import { useSyncExternalStore } from 'react';

/** What this device remembers of emoji: those used last, and the skin tone. */
const RECENT = 'yiqi.emoji.recent';
const TONE = 'yiqi.emoji.tone';
const MOST_RECENT = 24;
const listeners = new Set<() => void>();
let recent = readRecent();
let tone = readTone();

export function useRecentEmoji(): readonly string[] {
  return useSyncExternalStore(subscribe, () => recent);
}

export function noteEmoji(emoji: string): void {
  recent = [emoji, ...recent.filter((one) => one !== emoji)].slice(0, MOST_RECENT);
  keep(RECENT, JSON.stringify(recent));
}

export function useTone(): number {
  return useSyncExternalStore(subscribe, () => tone);
}

export function setTone(next: number): void {
  tone = next;
  keep(TONE, String(next));
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A refused storage: it is remembered as long as the page lives.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function readRecent(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(RECENT) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string').slice(0, MOST_RECENT) : [];
  } catch {
    return [];
  }
}

function readTone(): number {
  try {
    const kept = Number(localStorage.getItem(TONE));
    return Number.isInteger(kept) && kept >= 0 && kept <= 5 ? kept : 0;
  } catch {
    return 0;
  }
}

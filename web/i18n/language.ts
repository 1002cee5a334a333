import { useSyncExternalStore } from 'react';
import type { Language } from '#protocol/failures.ts';

export type { Language };

const KEY = 'yiqi.language';
const listeners = new Set<() => void>();
let current: Language = initialLanguage();

function initialLanguage(): Language {
  if (typeof document === 'undefined') return 'en';
  return document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';
}

export function currentLanguage(): Language {
  return current;
}

/** Switches every text at once and keeps the choice on this device. */
export function setLanguage(language: Language): void {
  speak(language);
  keep(language);
}

/** What is chosen in one tab holds in the others. */
export function followLanguage(): void {
  addEventListener('storage', ({ key, newValue }) => {
    if (key === KEY && (newValue === 'zh' || newValue === 'en')) speak(newValue);
  });
}

function speak(language: Language): void {
  current = language;
  document.documentElement.lang = localeOf(language);
  for (const listener of listeners) listener();
}

/** The BCP 47 name that `Intl` and `lang` take. */
export function localeOf(language: Language): string {
  return language === 'zh' ? 'zh-CN' : 'en';
}

export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, currentLanguage, currentLanguage);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function keep(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Private windows may refuse: the choice then lives as long as the page.
  }
}

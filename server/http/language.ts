import type { Language } from '#protocol/failures.ts';

/** The language that texts for people who read raw answers are in, by `Accept-Language`. */
export function languageOf(acceptLanguage: string | undefined): Language {
  return /^\s*zh\b/i.test(acceptLanguage ?? '') ? 'zh' : 'en';
}

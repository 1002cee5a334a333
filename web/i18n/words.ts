import { type Language, useLanguage } from './language.ts';

/** One text, or a function that makes it. No parser runs in the browser, so the strictest CSP holds. */
export type Phrase = string | ((...values: never[]) => string);

/** The same texts in both languages: `const zh: typeof en` makes a missing or foreign one a type error. */
export type Words<Texts extends Record<string, Phrase>> = Record<Language, Texts>;

/** The texts of one feature in the language of the moment. */
export function useWords<Texts extends Record<string, Phrase>>(words: Words<Texts>): Texts {
  return words[useLanguage()];
}

const englishPlural = new Intl.PluralRules('en');

/** `3 people`, `1 person`. Chinese needs none: write the number into the text. */
export function plural(n: number, one: string, other: string): string {
  return `${n.toLocaleString('en')} ${englishPlural.select(n) === 'one' ? one : other}`;
}

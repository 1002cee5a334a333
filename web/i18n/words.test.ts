import { expect, test } from 'vitest';
import { type Phrase, plural, type Words } from './words.ts';

type AnyWords = Words<Record<string, Phrase>>;

const files = import.meta.glob<Record<string, AnyWords>>('../**/words.ts', { eager: true });
const catalogues = Object.entries(files).flatMap(([file, module]) =>
  Object.entries(module)
    .filter(([, value]) => typeof value === 'object' && 'en' in value && 'zh' in value)
    .map(([name, value]) => [`${file} ${name}`, value] as const),
);

/** A text as it looks, with anything for its values. */
function sample(phrase: Phrase): string {
  return typeof phrase === 'string' ? phrase : (phrase as (...values: unknown[]) => string)(2, 3, 4, 5);
}

test('there are catalogues', () => {
  expect(catalogues.length).toBeGreaterThanOrEqual(5);
});

test.each(catalogues)('%s has the same texts in both languages, none of them empty', (_name, { en, zh }) => {
  expect(Object.keys(zh)).toEqual(Object.keys(en));
  for (const texts of [en, zh]) for (const text of Object.values(texts)) expect(sample(text).trim()).not.toBe('');
});

test.each(catalogues)('%s says nothing in English to Chinese readers', (_name, { en, zh }) => {
  const same = Object.keys(en).filter((key) => /[a-z]{4,} [a-z]/iu.test(sample(zh[key] ?? '')));
  expect(same).toEqual([]);
});

test.each(catalogues)('%s has no Chinese in English', (_name, { en }) => {
  const wrong = Object.entries(en).filter(([, text]) => /\p{Script=Han}/u.test(sample(text).replace('中文', '')));
  expect(wrong.map(([key]) => key)).toEqual([]);
});

test('English counts', () => {
  expect([0, 1, 2, 1234].map((n) => plural(n, 'member', 'members'))).toEqual([
    '0 members',
    '1 member',
    '2 members',
    '1,234 members',
  ]);
});

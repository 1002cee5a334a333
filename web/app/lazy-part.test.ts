import { createElement, Suspense } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { lazyPart } from './lazy-part.ts';

const part = () =>
  lazyPart(
    async () =>
      ({ word }: { word: string }) =>
        createElement('p', null, word),
  );

function drawn(Part: ReturnType<typeof part>): string {
  return renderToString(createElement(Suspense, { fallback: 'waiting' }, createElement(Part, { word: 'here' })));
}

test('a part that was fetched ahead is drawn at once', async () => {
  const Part = part();
  await Part.fetch();
  expect(drawn(Part)).toContain('<p>here</p>');
});

test('one that was not is waited for', () => {
  expect(drawn(part())).toContain('waiting');
});

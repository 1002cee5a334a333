import { lazy, Suspense } from 'react';
import { loadPart } from '#web/app/load-part.ts';

const Page = lazy(async () => ({
  default: (await loadPart(() => import('./search-index-page.tsx'))).SearchIndexPage,
}));

/** Few people ever see it: it is loaded when it is wanted. */
export function SearchIndexPage() {
  return (
    <Suspense>
      <Page />
    </Suspense>
  );
}

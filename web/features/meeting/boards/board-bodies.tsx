import { lazy, Suspense } from 'react';
import type { BoardKind } from '#protocol/boards.ts';
import { loadPart } from '#web/app/load-part.ts';
import { useLanguage } from '#web/i18n/language.ts';
import type { BoardBodyProps } from './board-body.ts';
import { BoardLoading } from './board-loading.tsx';

const Whiteboard = lazy(async () => ({ default: (await loadPart(() => import('./whiteboard.tsx'))).Whiteboard }));
const Notes = lazy(async () => ({ default: (await loadPart(() => import('./notes.tsx'))).Notes }));

/** Each is fetched when it is opened: a whiteboard is much larger than notes. */
export function BoardBody({ kind, ...props }: BoardBodyProps & { kind: BoardKind }) {
  const Body = kind === 'whiteboard' ? Whiteboard : Notes;
  const language = useLanguage();
  return (
    <Suspense fallback={<BoardLoading />}>
      {/* Excalidraw speaks another language only when it begins anew. */}
      <Body key={kind === 'whiteboard' ? language : kind} {...props} />
    </Suspense>
  );
}

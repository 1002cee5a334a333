import { lazy, Suspense } from 'react';
import type { BoardKind } from '#protocol/boards.ts';
import { loadPart } from '#web/app/load-part.ts';
import type { BoardBodyProps } from './board-body.ts';
import { BoardLoading } from './board-loading.tsx';

const Whiteboard = lazy(async () => ({ default: (await loadPart(() => import('./whiteboard.tsx'))).Whiteboard }));
const Notes = lazy(async () => ({ default: (await loadPart(() => import('./notes.tsx'))).Notes }));

/** Each is fetched when it is opened: a whiteboard is much larger than notes. */
export function BoardBody({ kind, ...props }: BoardBodyProps & { kind: BoardKind }) {
  const Body = kind === 'whiteboard' ? Whiteboard : Notes;
  return (
    <Suspense fallback={<BoardLoading />}>
      <Body {...props} />
    </Suspense>
  );
}

import { lazy, Suspense, useState } from 'react';
import type { PastMeeting } from '#protocol/planning.ts';
import { loadPart } from '#web/app/load-part.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { boardWords } from './words.ts';

const KeptBoard = lazy(async () => ({ default: (await loadPart(() => import('./kept-board.tsx'))).KeptBoard }));

/** What was made in a meeting that was, to be opened. */
export function KeptButtons({ boards, title }: { boards: NonNullable<PastMeeting['boards']>; title: string }) {
  const words = useWords(boardWords);
  const [open, setOpen] = useState<(typeof boards)[number]>();
  return (
    <div className="plan-more">
      {boards.map((one) => (
        <Button key={one.board} size="sm" icon={one.kind === 'notes' ? 'text' : 'image'} onClick={() => setOpen(one)}>
          {words[one.kind]}
        </Button>
      ))}
      {open && (
        <Suspense>
          <KeptBoard {...open} title={title} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </div>
  );
}

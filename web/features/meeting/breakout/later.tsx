import { lazy, Suspense } from 'react';
import { loadPart } from '#web/app/load-part.ts';
import { useWords } from '#web/i18n/words.ts';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import type { Hosting } from '../host/use-hosting.ts';
import { useSeatRoom } from '../room/use-room.ts';
import type { MeetingSession } from '../session.ts';
import { breakoutWords } from './words.ts';

const Notices = lazy(async () => ({ default: (await loadPart(() => import('./notices.tsx'))).BreakoutNotices }));
const Panel = lazy(async () => ({ default: (await loadPart(() => import('./panel.tsx'))).BreakoutPanel }));

interface LaterProps {
  session: MeetingSession;
  hosting: Hosting | undefined;
}

/** Fetched when the meeting has its first breakout rooms. */
export function BreakoutNews({ session, hosting, onShow }: LaterProps & { onShow: (() => void) | undefined }) {
  const { room } = useSeatRoom(session.seat);
  if (room.breakout === '') return null;
  return (
    <Suspense fallback={null}>
      <Notices
        session={session}
        revision={hosting?.desk?.revision}
        host={hosting !== undefined}
        onShow={hosting && onShow}
      />
    </Suspense>
  );
}

/** Fetched when a host asks for it. */
export function BreakoutTools({ session, hosting }: LaterProps) {
  const words = useWords(breakoutWords);
  return (
    <Suspense fallback={<SkeletonRows count={5} label={words.title} />}>
      <Panel session={session} revision={hosting?.desk?.revision} />
    </Suspense>
  );
}

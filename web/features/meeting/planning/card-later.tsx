import { lazy, Suspense } from 'react';
import type { UserId } from '#protocol/common.ts';
import type { MeetingContent } from '#protocol/planning.ts';
import { loadPart } from '#web/app/load-part.ts';

const MeetingCard = lazy(async () => ({
  default: (await loadPart(() => import('./meeting-card.tsx'))).MeetingCard,
}));

/** The card of a planned meeting; until its part of the program is there, its title in the same room. */
export function MeetingCardLater({ content, by }: { content: MeetingContent; by: UserId | undefined }) {
  return (
    <Suspense fallback={<b className="card-content">{content.title}</b>}>
      <MeetingCard content={content} by={by} />
    </Suspense>
  );
}

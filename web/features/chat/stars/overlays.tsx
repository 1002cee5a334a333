import { lazy, Suspense } from 'react';
import { loadPart } from '#web/app/load-part.ts';
import { keepingShown } from './showing.ts';

const StarredSheet = lazy(async () => ({
  default: (await loadPart(() => import('./starred-sheet.tsx'))).StarredSheet,
}));
const PinsSheet = lazy(async () => ({
  default: (await loadPart(() => import('../pins/pins-sheet.tsx'))).PinsSheet,
}));
const ScheduleSheet = lazy(async () => ({
  default: (await loadPart(() => import('../schedule/schedule-sheet.tsx'))).ScheduleSheet,
}));
const RescheduleSheet = lazy(async () => ({
  default: (await loadPart(() => import('../schedule/reschedule-sheet.tsx'))).RescheduleSheet,
}));
const ScheduledSheet = lazy(async () => ({
  default: (await loadPart(() => import('../schedule/scheduled-sheet.tsx'))).ScheduledSheet,
}));
const NewPoll = lazy(async () => ({
  default: (await loadPart(() => import('../polls/new-poll.tsx'))).NewPoll,
}));
const VotersSheet = lazy(async () => ({
  default: (await loadPart(() => import('../polls/voters-sheet.tsx'))).VotersSheet,
}));

/** What people keep opens over the chats; each part is loaded when it is first asked for. */
export function KeepingOverlays() {
  const shown = keepingShown.use();
  return (
    <Suspense>
      {shown?.is === 'starred' && <StarredSheet />}
      {shown?.is === 'pins' && <PinsSheet conversation={shown.conversation} />}
      {shown?.is === 'schedule' && <ScheduleSheet said={shown.said} />}
      {shown?.is === 'reschedule' && <RescheduleSheet key={shown.item} item={shown.item} />}
      {shown?.is === 'scheduled' && <ScheduledSheet of={shown.of} />}
      {shown?.is === 'poll' && <NewPoll to={shown.to} />}
      {shown?.is === 'voters' && <VotersSheet line={shown.line} />}
    </Suspense>
  );
}

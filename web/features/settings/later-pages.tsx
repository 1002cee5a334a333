import { lazy, Suspense } from 'react';
import { loadPart } from '#web/app/load-part.ts';

const Notifications = lazy(async () => ({
  default: (await loadPart(() => import('./notifications/notifications-page.tsx'))).NotificationsPage,
}));

const Jobs = lazy(async () => ({
  default: (await loadPart(() => import('./jobs/jobs-page.tsx'))).JobsPage,
}));

/** Pages that are loaded when they are wanted. */
export function NotificationsPage() {
  return (
    <Suspense>
      <Notifications />
    </Suspense>
  );
}

export function JobsPage() {
  return (
    <Suspense>
      <Jobs />
    </Suspense>
  );
}

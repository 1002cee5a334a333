import { lazy, Suspense, useSyncExternalStore } from 'react';
import type { UserId } from '#protocol/common.ts';
import { loadPart } from './load-part.ts';

const listeners = new Set<() => void>();
let shown: UserId | undefined;

/** Shows somebody's card over whatever is on the screen. */
export function showProfile(id: UserId | undefined): void {
  shown = id;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const Sheet = lazy(async () => ({
  default: (await loadPart(() => import('#web/features/contacts/profile-sheet.tsx'))).ProfileSheet,
}));

/** Where cards appear: once, behind the door. */
export function ProfileSheetPlace() {
  const id = useSyncExternalStore(subscribe, () => shown);
  if (id === undefined) return null;
  return (
    <Suspense fallback={null}>
      <Sheet key={id} id={id} onClose={() => showProfile(undefined)} />
    </Suspense>
  );
}

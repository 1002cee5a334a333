import { lazy, Suspense, useEffect } from 'react';
import { loadPart } from '#web/app/load-part.ts';
import { closeDialog, openDialog, useDialog } from './dialogs.ts';

/** Fetched once the first screen stands, so that nobody waits for a dialog. */
const fetchAsked = () => loadPart(() => import('./asked.tsx'));
const Asked = lazy(async () => ({ default: (await fetchAsked()).Asked }));

/** Whatever is asked over the chats. */
export function ChatDialogs() {
  const dialog = useDialog();
  usePaletteKey();
  useEffect(() => closeDialog, []);
  useEffect(() => void fetchAsked().catch(() => undefined), []); // Asking for one tells what is wrong.
  return <Suspense>{dialog !== undefined && <Asked dialog={dialog} />}</Suspense>;
}

/** Ctrl K, and ⌘ K on a Mac, from anywhere. */
function usePaletteKey(): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      openDialog({ is: 'palette' });
    }
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}

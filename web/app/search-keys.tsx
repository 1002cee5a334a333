import { useEffect } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { ListPane } from './frame.tsx';
import { PHONE } from './media-query.ts';
import { navigate } from './navigation.ts';
import type { Route } from './route.ts';
import { appWords } from './words.ts';

/** The search within the conversation in view, which stays there unless there is room for one of them alone. */
export function searchIn(conversation: string): void {
  const beside = matchMedia(PHONE).matches ? '' : `&open=${conversation}`;
  navigate(`/search?in=${conversation}${beside}`);
}

/** Ctrl F, and ⌘ F on a Mac, searches the conversation in view; with Shift, or where there is none, everything. */
export function SearchKeys({ route }: { route: Route }) {
  const open = route.at === 'conversation' ? route.id : undefined;
  const here = open !== undefined || route.at === 'chats' || route.at === 'search';
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
      if (!here || key.toLowerCase() !== 'f' || !(ctrlKey || metaKey) || altKey) return;
      event.preventDefault();
      if (open !== undefined && !shiftKey) searchIn(open);
      else if (location.pathname !== '/search') navigate('/search');
      else document.querySelector<HTMLElement>('.search-box input')?.focus();
    }
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [open, here]);
  return null;
}

/** The list pane while the script of the search is on its way. */
export function SearchArriving() {
  const words = useWords(appWords);
  return (
    <ListPane label={words.loading}>
      <header className="pane__head" />
      <SkeletonRows label={words.loading} />
    </ListPane>
  );
}

import { useWords } from '#web/i18n/words.ts';
import { useConversations } from './client.tsx';
import { useTitle } from './names.ts';
import type { Route } from './route.ts';
import { useUnreadTotal } from './unread.ts';
import { appWords } from './words.ts';

/** What the browser's tab says: how much is unread, and where one is. */
export function TabTitle({ route }: { route: Route }) {
  const words = useWords(appWords);
  const unread = useUnreadTotal();
  const place = usePlace(route);
  return <title>{tabTitle(unread, place, words.name)}</title>;
}

export function tabTitle(unread: number, place: string, app: string): string {
  const count = unread === 0 ? '' : `(${unread > 99 ? '99+' : unread}) `;
  return place === '' ? `${count}${app}` : `${count}${place} · ${app}`;
}

function usePlace(route: Route): string {
  const words = useWords(appWords);
  const open = useConversations().find((item) => route.at === 'conversation' && item.id === route.id);
  const title = useTitle(open?.summary);
  switch (route.at) {
    case 'conversation':
      return title;
    case 'contacts':
      return words.contacts;
    case 'threads':
      return words.threads;
    case 'channels':
      return words.channels;
    case 'meetings':
      return words.meet;
    case 'settings':
      return words.settings;
    default:
      return '';
  }
}

import type { ConversationId, Seq } from '#protocol/common.ts';
import { navigate, useRoute } from './navigation.ts';
import { parseRoute } from './route.ts';

/** The address of a message: it opens the history around it; of a reply, its thread around it, beside its root. */
export function messagePath(conversation: ConversationId, seq: Seq, thread?: Seq): string {
  return thread === undefined
    ? `/c/${conversation}/${seq}`
    : `/c/${conversation}/${thread}?thread=${thread}&reply=${seq}`;
}

/** The place that the address names in the conversation in view. */
export function useMessagePlace(conversation: ConversationId): Seq | undefined {
  const route = useRoute();
  if (route.at === 'conversation') return route.id === conversation ? route.seq : undefined;
  return route.at === 'search' && route.open === conversation ? route.seq : undefined;
}

/** The reply that the address names in the thread in view. */
export function useReplyPlace(root: Seq): Seq | undefined {
  const route = useRoute();
  const named = route.at === 'conversation' || route.at === 'search';
  return named && route.thread === root ? route.reply : undefined;
}

/** The address names the conversation alone again: one has gone back to its end. */
export function leaveMessage(conversation: ConversationId): void {
  const route = parseRoute(location.pathname, location.search);
  if (route.at === 'conversation' && route.id === conversation && route.seq !== undefined) {
    navigate(`/c/${conversation}`, { replace: true });
  }
}

/** The path of a link that leads to a place in this app; undefined for all others. */
export function innerPath(link: string): string | undefined {
  if (!URL.canParse(link)) return undefined;
  const url = new URL(link);
  if (url.origin !== location.origin) return undefined;
  const { at } = parseRoute(url.pathname, url.search);
  return at === 'conversation' || at === 'meeting' || at === 'contacts' ? url.pathname + url.search : undefined;
}

const again = new Set<() => void>();

/** Goes to the address of a message, also when it is there already and one has scrolled away. */
export function goToMessage(path: string, options: { replace?: boolean } = {}): void {
  if (path === location.pathname + location.search) for (const listener of again) listener();
  else navigate(path, options);
}

/** Calls back when somebody goes to the message that the address names already. */
export function onAgain(listener: () => void): () => void {
  again.add(listener);
  return () => again.delete(listener);
}

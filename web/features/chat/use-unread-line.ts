import { useEffect, useState } from 'react';
import type { ConversationView } from '#client/view.ts';
import { authorOf } from './lines.ts';
import { isWatched } from './watching.ts';

/**
 * Where the unread line stands: above what was unread when the conversation was opened, or above what came while
 * nobody looked. What arrives before one's eyes was never unread, and whoever answered has read.
 */
export function useUnreadLine(view: ConversationView, me: string): number | undefined {
  const { summary, unread, unreadFrom, lines } = view;
  const [opened, setOpened] = useState(false);
  const [from, setFrom] = useState(unread > 0 ? unreadFrom : undefined);
  const read = summary?.read.seq ?? 0;
  const begun = lines.length > 0;

  useEffect(() => {
    if (opened) return;
    if (unread > 0 && unreadFrom !== undefined) setFrom(unreadFrom);
    if (begun && (unread === 0 || unreadFrom !== undefined)) setOpened(true);
  }, [opened, begun, unread, unreadFrom]);

  useEffect(() => {
    if (opened && unread > 0 && !isWatched()) setFrom((now) => (now !== undefined && now > read ? now : read + 1));
  }, [opened, unread, read]);

  const last = view.hasAfter ? undefined : lines.at(-1);
  const answered = last !== undefined && authorOf(last) === me;
  useEffect(() => {
    if (answered) setFrom(undefined);
  }, [answered]);

  return answered ? undefined : from;
}

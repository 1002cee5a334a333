import { placeOf } from '#kernel/conversation-fold.ts';
import { foldLine, foldThread, touches } from '#kernel/line-fold.ts';
import type { Seq, UserId } from '#protocol/common.ts';
import type { ConversationEvent, Line } from '#protocol/conversations.ts';
import type { ResultOf } from '#protocol/realtime.ts';

/** A dense part of a thread up to its newest reply, and what it hangs under. Pure. */
export interface ThreadWindow {
  root: Line;
  lines: readonly Line[];
  /** Every event of the conversation up to and with this place is in it. */
  to: Seq;
  /** Whether there are replies before the first line. */
  before: boolean;
}

type Page = ResultOf<'thread.history'>;

/** The window after a live event of its conversation. 'gap': events are missing, and the page is to be fetched anew. */
export function takeThreadEvent(window: ThreadWindow, event: ConversationEvent, me: UserId): ThreadWindow | 'gap' {
  const place = placeOf(window.to, event);
  if (place === 'gap') return 'gap';
  if (place === 'old') return window;
  const root = touches(event) ? foldLine(window.root, event, me) : window.root;
  const lines = foldThread(window.lines, window.root.seq, event, me);
  return { ...window, root, lines, to: event.seq };
}

/** The newest page, in place of what was there. */
export function takeThreadPage({ root, lines, asOf, before }: Page): ThreadWindow {
  return { root, lines, to: asOf, before };
}

/**
 * A page that was asked for before the window's first line; ignored when that is another one by now. What one of the two
 * doesn't know yet is applied to both: a line takes each change once.
 */
export function takeThreadBefore(window: ThreadWindow, page: Page, before: Seq): ThreadWindow {
  if (window.lines[0]?.seq !== before) return window;
  const to = Math.min(window.to, page.asOf);
  return { ...window, lines: [...page.lines, ...window.lines], to, before: page.before };
}

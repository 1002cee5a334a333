import { placeOf } from '#kernel/conversation-fold.ts';
import { foldLine, foldThread, touches } from '#kernel/line-fold.ts';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import type { ConversationEvent, Line } from '#protocol/conversations.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import type { ThreadKey } from './store/store.ts';

/** A dense part of a thread, and what it hangs under. Pure. */
export interface ThreadWindow {
  root: Line;
  lines: readonly Line[];
  /** Every event of the conversation up to and with this place is in it. */
  to: Seq;
  /** Whether there are replies before the first line. */
  before: boolean;
  /** Whether there are replies after the last line. */
  after: boolean;
}

type Page = ResultOf<'thread.history'>;

/** The window after a live event of its conversation. 'gap': events are missing, and the page is to be fetched anew. */
export function takeThreadEvent(window: ThreadWindow, event: ConversationEvent, me: UserId): ThreadWindow | 'gap' {
  const place = placeOf(window.to, event);
  if (place === 'gap') return 'gap';
  if (place === 'old') return window;
  const root = touches(event) ? foldLine(window.root, event, me) : window.root;
  const folded = foldThread(window.lines, window.root.seq, event, me);
  const lines = window.after ? folded.filter((line) => line.seq !== event.seq) : folded;
  return { ...window, root, lines, to: event.seq };
}

/** A page that stands for itself, in place of what was there: the newest one, or one around a reply. */
export function takeThreadPage({ root, lines, asOf, before, after }: Page): ThreadWindow {
  return { root, lines, to: asOf, before, after };
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

/** A page that was asked for after the window's last line; ignored when that is another one by now. */
export function takeThreadAfter(window: ThreadWindow, page: Page, after: Seq): ThreadWindow {
  if (window.lines.at(-1)?.seq !== after || !window.after) return window;
  const to = Math.min(window.to, page.asOf);
  return { ...window, lines: [...window.lines, ...page.lines], to, after: page.after };
}

/** Names a thread. */
export function threadKey(conversation: ConversationId, root: Seq): ThreadKey {
  return `${conversation} ${root}`;
}

export function placeOfThread(key: ThreadKey): [ConversationId, Seq] {
  const [conversation = '', root] = key.split(' ');
  return [conversation, Number(root)];
}

/** Whether the thread is one of this conversation; of none: any is. */
export function isThreadOf(key: ThreadKey, conversation: ConversationId | undefined): boolean {
  return conversation === undefined || placeOfThread(key)[0] === conversation;
}

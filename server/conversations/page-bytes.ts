import type { ConversationEvent, Line } from '#protocol/conversations.ts';

/** A page's events together, as UTF-8 JSON texts. One event alone may be longer and still makes a page. */
const PAGE_BYTES = 512 * 1024;

/**
 * The longest run of `events` around the one at `anchor` that fits on a page: what follows it first, then what comes
 * before it, each as far as it goes.
 */
export function fitting<Item extends ConversationEvent | Line>(
  events: readonly Item[],
  anchor: number,
  mostBytes = PAGE_BYTES,
): readonly Item[] {
  if (events.length === 0) return events;
  let from = Math.max(0, Math.min(anchor, events.length - 1));
  let to = from + 1;
  let left = mostBytes - bytesOf(events[from]);
  for (; to < events.length && bytesOf(events[to]) <= left; to++) left -= bytesOf(events[to]);
  for (; from > 0 && bytesOf(events[from - 1]) <= left; from--) left -= bytesOf(events[from - 1]);
  return events.slice(from, to);
}

/** Only texts and bundles are long; everything else in an event is bounded and small. */
function bytesOf(event: ConversationEvent | Line | undefined): number {
  if (event?.type === 'edited') return Buffer.byteLength(event.text);
  if (event?.type !== 'message') return 0;
  const bundle = event.content?.type === 'bundle' ? JSON.stringify(event.content) : '';
  return Buffer.byteLength(event.text) + Buffer.byteLength(bundle);
}

import type { Seq } from '#protocol/common.ts';
import type { ConversationEvent, Line } from '#protocol/conversations.ts';
import { isChange } from './line-fold.ts';

/**
 * What is left of an event or a line for somebody who sees a conversation from `from` on: nothing of what is before that
 * place. The event keeps its place in the log, so that it stays dense: docs/spec/groups.md [GR70].
 */
export function seenFrom<Item extends ConversationEvent | Line>(item: Item, from: Seq): Item {
  if (hides(item, from) === undefined) return item;
  if (item.type === 'message') {
    const { replyTo: _, quote: __, ...rest } = item;
    return rest as Item;
  }
  const { conversation, seq, at, by, count } = item;
  const target = hides(item, from);
  // An edit without a text changes nothing, wherever it is folded.
  return { conversation, seq, at, by, count, type: 'edited', target, text: '' } as ConversationEvent as Item;
}

/** What is left of an event for those who may not see what it tells of. */
export function hiddenFrom(event: ConversationEvent): ConversationEvent {
  return seenFrom(event, Number.POSITIVE_INFINITY);
}

/** The place that the item tells of and that is before `from`; undefined when it tells of none. */
function hides(item: ConversationEvent | Line, from: Seq): Seq | undefined {
  const told = toldOf(item);
  return told !== undefined && told < from ? told : undefined;
}

/** The earlier place that an event tells of. */
export function toldOf(item: ConversationEvent | Line): Seq | undefined {
  if (item.type === 'message') return item.replyTo;
  return isChange(item as ConversationEvent) ? (item as ConversationEvent & { target: Seq }).target : undefined;
}

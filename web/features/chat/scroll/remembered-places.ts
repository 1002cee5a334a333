import type { ConversationId, Seq } from '#protocol/common.ts';

/** Where somebody was reading when they left a conversation. */
export interface RememberedPlace {
  seq: Seq;
  /** How far below the view’s upper edge the line began, in px. */
  top: number;
  /** What was unread then: with more than that, what is new comes first. */
  unread: number;
}

/** The place is remembered for so many conversations, in this page only. */
const MOST = 100;
const places = new Map<ConversationId, RememberedPlace>();

export function rememberPlace(conversation: ConversationId, place: RememberedPlace | undefined): void {
  places.delete(conversation);
  if (place !== undefined) places.set(conversation, place);
  const [oldest] = places.keys();
  if (places.size > MOST && oldest !== undefined) places.delete(oldest);
}

export function rememberedPlace(conversation: ConversationId, unread: number): RememberedPlace | undefined {
  const place = places.get(conversation);
  return place !== undefined && unread <= place.unread ? place : undefined;
}

import type { ConversationId, Seq } from '#protocol/common.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import type { MenuPlace } from '#web/ui/menu-place.ts';
import { createSlot } from './slot.ts';

/** What the composer is for, besides a new message. */
export type Composing = { is: 'answer' | 'edit'; line: MessageLine } | { is: 'again'; text: string };

const composing = createSlot<ReadonlyMap<ConversationId, Composing>>(new Map());

export function compose(conversation: ConversationId, what: Composing | undefined): void {
  const next = new Map(composing.get());
  if (what === undefined) next.delete(conversation);
  else next.set(conversation, what);
  composing.set(next);
}

export function useComposing(conversation: ConversationId): Composing | undefined {
  return composing.use().get(conversation);
}

/** The message whose actions are shown, and what they stand by. */
export const menuOf = createSlot<{ line: MessageLine; anchor: MenuPlace; thread?: Seq | undefined } | undefined>(
  undefined,
);

/** Whose composer is meant: that of the conversation, or of one of its threads. */
export function composerOf(conversation: ConversationId, thread: Seq | undefined): string {
  return thread === undefined ? conversation : `${conversation}:${thread}`;
}

/** The message whose earlier texts are shown. */
export const historyOf = createSlot<MessageLine | undefined>(undefined);

const jumpers = new Set<(seq: Seq) => void>();

/** Shows the message in the conversation in view. */
export function jumpTo(seq: Seq): void {
  for (const jumper of jumpers) jumper(seq);
}

export function onJump(jumper: (seq: Seq) => void): () => void {
  jumpers.add(jumper);
  return () => jumpers.delete(jumper);
}

/** For how long an own text that was recalled can be taken up again. */
const AGAIN_MS = 5 * 60_000;
const recalled = new Map<string, { text: string; until: number }>();

/** Keeps the text that is about to be recalled, in this page only. */
export function rememberRecalled(line: MessageLine): void {
  recalled.set(line.clientId, { text: line.text, until: Date.now() + AGAIN_MS });
}

export function recalledText(line: MessageLine): string | undefined {
  const kept = recalled.get(line.clientId);
  return kept !== undefined && kept.until > Date.now() ? kept.text : undefined;
}

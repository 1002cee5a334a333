import { useEffect } from 'react';
import type { ConversationId, Seq } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import { createSlot } from '../messages/slot.ts';

export interface Selection {
  conversation: ConversationId;
  seqs: ReadonlySet<Seq>;
  /** The one that was ticked last: a run begins there. */
  last: Seq;
}

/** The messages that are selected; undefined while nobody selects. */
const selection = createSlot<Selection | undefined>(undefined);

export function startSelecting(conversation: ConversationId, seq: Seq): void {
  selection.set({ conversation, seqs: new Set([seq]), last: seq });
}

export function stopSelecting(): void {
  if (selection.get() !== undefined) selection.set(undefined);
}

/** Takes a message in, or out. No more than can be forwarded at once. */
export function toggleSelected(seq: Seq): void {
  const now = selection.get();
  if (now === undefined) return;
  const seqs = new Set(now.seqs);
  if (!seqs.delete(seq) && seqs.size < LIMITS.bundleItems) seqs.add(seq);
  selection.set({ ...now, seqs, last: seq });
}

/** Takes in every message from the one that was ticked last to this one. `all` are those that can be, in order. */
export function selectRun(all: readonly Seq[], seq: Seq): void {
  const now = selection.get();
  if (now === undefined) return;
  const [from, to] = [Math.min(now.last, seq), Math.max(now.last, seq)];
  const run = all.filter((one) => one >= from && one <= to);
  selection.set({ ...now, seqs: new Set([...now.seqs, ...run].slice(0, LIMITS.bundleItems)), last: seq });
}

/** The selection of the conversation in view. Coming to a conversation ends what was selected before. */
export function useOwnSelection(conversation: ConversationId): Selection | undefined {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation is what ends it
  useEffect(stopSelecting, [conversation]);
  return useSelection(conversation);
}

export function useSelection(conversation: ConversationId): Selection | undefined {
  const now = selection.use();
  return now?.conversation === conversation ? now : undefined;
}

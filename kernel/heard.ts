import type { ConversationId, Seq } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { EntryOf } from '#protocol/personal.ts';

type Heard = Omit<EntryOf<'heard'>, 'seq'>;

/** [VM31] With these as well. Of too many single ones the oldest fall under the mark. The same object when all were heard. */
export function hear<Before extends Heard>(
  before: Before | undefined,
  conversation: ConversationId,
  seqs: readonly Seq[],
): Before | Heard {
  if (before !== undefined && seqs.every((seq) => isHeard(before, seq))) return before;
  const upTo = before?.upTo ?? 0;
  const all = [...new Set([...(before?.seqs ?? []), ...seqs])].filter((seq) => seq > upTo).sort((a, b) => a - b);
  const fallen = all.slice(0, Math.max(0, all.length - LIMITS.heardSeqs));
  return { type: 'heard', conversation, upTo: fallen.at(-1) ?? upTo, seqs: all.slice(fallen.length) };
}

export function isHeard(heard: Pick<Heard, 'upTo' | 'seqs'> | undefined, seq: Seq): boolean {
  return heard !== undefined && (seq <= heard.upTo || heard.seqs.includes(seq));
}

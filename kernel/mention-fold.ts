import type { Seq, UserId } from '#protocol/common.ts';
import type { ConversationEvent, Mention, Summary } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';

/**
 * Unread mentions are a set of places: the messages after the person's read mark, of others, that mention them now.
 * That makes them the same in whatever order events and read marks arrive: docs/spec/conversations.md [CV65].
 */

/** Whether `me` is meant, by name, with everybody, or with those who were online. */
export function mentionsMe(mentions: readonly Mention[] | undefined, me: UserId, here?: readonly UserId[]): boolean {
  return mentions?.some((one) => one === me || one === 'all' || (one === 'here' && here?.includes(me))) ?? false;
}

/** The summary with the mentions after `event`; its read mark is that after the event as well. */
export function foldMentions(summary: Summary, event: ConversationEvent, me: UserId): Summary {
  if (event.type === 'edited' && event.inThread) return summary;
  if (event.type === 'message')
    return settle(summary, event.seq, event.by !== me && mentionsMe(event.mentions, me, event.here));
  if (event.type === 'edited')
    return settle(summary, event.target, event.by !== me && mentionsMe(event.mentions, me, event.here));
  return event.type === 'recalled' ? settle(summary, event.target, false) : summary;
}

/** The summary without the mentions that have been read. */
export function withoutRead(summary: Summary): Summary {
  return withMentions(
    summary,
    (summary.mentions ?? []).filter((seq) => seq > summary.read.seq),
  );
}

/** Nothing stands for no mentions, so that equal summaries are equal. */
export function withMentions(summary: Summary, seqs: readonly Seq[]): Summary {
  if (seqs.length === (summary.mentions?.length ?? 0) && seqs.every((seq, n) => seq === summary.mentions?.[n])) {
    return summary;
  }
  const { mentions: _, ...rest } = summary;
  return seqs.length === 0 ? rest : { ...rest, mentions: seqs.slice(-LIMITS.unreadMentions) };
}

function settle(summary: Summary, seq: Seq, mentioned: boolean): Summary {
  const others = (summary.mentions ?? []).filter((one) => one !== seq && one > summary.read.seq);
  if (!mentioned || seq <= summary.read.seq) return withMentions(summary, others);
  return withMentions(
    summary,
    [...others, seq].sort((a, b) => a - b),
  );
}

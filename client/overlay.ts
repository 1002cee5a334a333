import { foldLine } from '#kernel/line-fold.ts';
import { withPendingVote } from '#kernel/poll-fold.ts';
import type { Seq, UserId } from '#protocol/common.ts';
import type { Line, MessageChange } from '#protocol/conversations.ts';
import type { PollChoice } from '#protocol/polls.ts';
import type { OutboxChange } from './store/store.ts';

/** After every place that a log will ever have: what is on its way comes last. */
const LATER: Seq = Number.MAX_SAFE_INTEGER - 1_000_000;

/** The line as it will be once the server has the changes, in their order. The same object when none concerns it. */
export function withPending(line: Line, changes: readonly OutboxChange[], me: UserId): Line {
  return changes.reduce((folded, { change, conversation, at }, index) => {
    if (isSo(folded, change)) return folded;
    if (change.type === 'voted') return withVote(folded, change.target, change.options ?? [], me);
    const event: MessageChange = { ...change, conversation, at, by: me, seq: LATER + index, count: line.count };
    return foldLine(folded, event, me);
  }, line);
}

function withVote(line: Line, target: Seq, options: PollChoice, me: UserId): Line {
  const meant = line.type === 'message' && line.seq === target;
  return meant ? withPendingVote(line, me, options) : line;
}

/** Reactions and pins are switches: one that the line shows already would count twice. */
function isSo(line: Line, change: OutboxChange['change']): boolean {
  if (line.type !== 'message' || line.seq !== change.target) return false;
  if (change.type === 'pinned') return (line.pinned ?? false) === change.on;
  if (change.type === 'voted') return JSON.stringify(line.poll?.mine ?? []) === JSON.stringify(change.options ?? []);
  if (change.type === 'poll-closed') return line.poll?.closed !== undefined;
  if (change.type !== 'reacted') return false;
  return (line.reactions?.some((one) => one.emoji === change.emoji && one.me) ?? false) === change.on;
}

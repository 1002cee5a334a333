import { pollOf } from '#kernel/poll-fold.ts';
import type { ConversationId, Seq } from '#protocol/common.ts';
import type { PollContent } from '#protocol/polls.ts';
import type { Caller } from '../../../identity/api.ts';
import { freshClientId, linesOf, type World } from '../../conversations-world.ts';

/** What random histories do with stars, messages taken away, drafts and polls. */

export const MARK_KINDS = ['star', 'erase', 'poll', 'vote', 'vote', 'close-poll', 'here', 'draft', 'heard'] as const;
export type MarkKind = (typeof MARK_KINDS)[number];

export function isMarkKind(kind: string): kind is MarkKind {
  return MARK_KINDS.some((one) => one === kind);
}

interface MarkStep {
  conversation: ConversationId;
  /** Any number, to choose by. */
  seq: number;
}

export async function markStep(
  world: World,
  caller: Caller,
  kind: MarkKind,
  { conversation, seq }: MarkStep,
): Promise<void> {
  const clientId = freshClientId();
  const target = { conversation, seq: 2 + (seq % 10) };
  const on = seq % 3 > 0;
  switch (kind) {
    case 'star':
      return void (await world.as(caller, 'message.star', { ...target, on }));
    case 'erase': {
      const last = (await linesOf(world, caller, conversation)).at(-1)?.seq ?? 1;
      const seqs = seq % 2 ? [target.seq] : [...new Set([last, target.seq])];
      return void (await world.as(caller, 'message.erase', { conversation, seqs }));
    }
    case 'poll':
      return void (await world.as(caller, 'message.send', { clientId, conversation, text: '', content: anyPoll(seq) }));
    case 'here':
      return void (await world.as(caller, 'message.send', { clientId, conversation, text: '@', mentions: ['here'] }));
    case 'heard':
      return void (await world.as(caller, 'voice.heard', { conversation, seqs: [target.seq] }));
    case 'draft':
      return void (await world.as(caller, 'draft.set', { conversation, text: on ? `d${seq}` : '', ago: seq }));
    case 'vote':
    case 'close-poll':
      return onPoll(world, caller, kind, { conversation, seq });
  }
}

function anyPoll(seq: number): PollContent {
  const anonymous = seq % 2 ? { anonymous: true as const } : {};
  const multiple = seq % 3 ? { multiple: true as const } : {};
  return { type: 'poll', question: `q${seq}`, options: ['a', 'b', 'c'], ...anonymous, ...multiple };
}

async function onPoll(world: World, caller: Caller, kind: 'vote' | 'close-poll', { conversation, seq }: MarkStep) {
  const polls = await pollsOf(world, caller, conversation);
  const target = polls[seq % Math.max(1, polls.length)];
  if (target === undefined) return;
  const clientId = freshClientId();
  const options = [[], [0], [1], [2], [0, 2]][seq % 5] ?? [];
  if (kind === 'vote') await world.as(caller, 'poll.vote', { clientId, conversation, seq: target, options });
  else if (seq % 4 === 0) await world.as(caller, 'poll.close', { clientId, conversation, seq: target });
}

async function pollsOf(world: World, caller: Caller, conversation: ConversationId): Promise<Seq[]> {
  const lines = await linesOf(world, caller, conversation);
  return lines.flatMap((line) => (line.type === 'message' && pollOf(line) !== undefined ? [line.seq] : []));
}

/** The messages of a conversation that the person has taken away. */
export async function erasedBy(world: World, { user }: Caller, conversation: ConversationId): Promise<Seq[]> {
  const rows = await world.database.read
    .selectFrom('message_erasures')
    .select('seq')
    .where('user_id', '=', user)
    .where('conversation_id', '=', conversation)
    .execute();
  return rows.map((row) => row.seq);
}

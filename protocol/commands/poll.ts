import Type from 'typebox';
import { ClientId, ConversationId, Person, Seq, UserId } from '../common.ts';
import { LIMITS } from '../limits.ts';
import { PollChoice } from '../polls.ts';
import { closed, command, Written } from './shapes.ts';

/** A message that is a poll. */
const Target = { conversation: ConversationId, seq: Seq };

/** Voting: docs/spec/polls.md. */
export const POLL_COMMANDS = {
  /** Takes the place of one's earlier vote; no options: takes it back. */
  'poll.vote': command(Type.Object({ clientId: ClientId, ...Target, options: PollChoice }, closed), Written),
  'poll.close': command(Type.Object({ clientId: ClientId, ...Target }, closed), Written),
  /** Who chose the option, in the order of voting; `count` may be more than are named. */
  'poll.voters': command(
    Type.Object({ ...Target, option: Type.Integer({ minimum: 0, maximum: LIMITS.pollOptions - 1 }) }, closed),
    Type.Object({ users: Type.Array(UserId, { maxItems: LIMITS.pollVoters }), people: Type.Array(Person), count: Seq }),
  ),
} as const;

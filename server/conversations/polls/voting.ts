import type { Kysely } from 'kysely';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { freshPoll, isPollClosed, pollOf, revote } from '#kernel/poll-fold.ts';
import type { ConversationId, Seq, TimeMs, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { PollChoice, PollContent } from '#protocol/polls.ts';
import type { ParamsOf, ResultOf, Written } from '#protocol/realtime.ts';
import type { Database } from '../../adapters/sql/database.ts';
import { upsert } from '../../adapters/sql/upsert.ts';
import type { Caller } from '../../identity/api.ts';
import { accessConversation, accessMessage, type Message } from '../access.ts';
import { alter } from '../altering.ts';
import type { Change, Place } from '../change.ts';
import type { Commits } from '../commits.ts';
import { named, type PeopleSource } from '../people.ts';
import type { AccessRow } from '../rows.ts';
import { checkNotMuted, mayManage } from '../rules.ts';
import type { ConversationTables } from '../tables.ts';

/** A message that is a poll. */
type Poll = Message & { poll: PollContent };

/** What members do with polls. Rules: docs/spec/polls.md. */
export class Voting {
  readonly #database: Database<ConversationTables>;
  readonly #commits: Commits;
  readonly #people: PeopleSource;
  readonly #clock: Clock;

  constructor(database: Database<ConversationTables>, commits: Commits, people: PeopleSource, clock: Clock) {
    this.#database = database;
    this.#commits = commits;
    this.#people = people;
    this.#clock = clock;
  }

  async vote(caller: Caller, params: ParamsOf<'poll.vote'>): Promise<Written> {
    const { clientId, conversation, seq } = params;
    const options = params.options.toSorted((a, b) => a - b);
    const content = ['poll.vote', conversation, seq, options] as const;
    return this.#commits.once({ caller, clientId, content }, async (change) => {
      const place = await accessConversation(change.db, caller, conversation);
      const message = await accessMessage(change.db, place, seq);
      checkNotMuted(place, this.#clock.now());
      return castVote(change, place, { user: caller.user, options, at: this.#clock.now(), hasLog: true }, message);
    });
  }

  /** Its author, and owner and admins of a group. */
  async close(caller: Caller, params: ParamsOf<'poll.close'>): Promise<Written> {
    const { clientId, conversation, seq } = params;
    const content = ['poll.close', conversation, seq] as const;
    return this.#commits.once({ caller, clientId, content }, async (change) => {
      const place = await accessConversation(change.db, caller, conversation);
      const poll = await accessPoll(change.db, place, seq);
      if (poll.line.by !== caller.user && !mayManage(place)) throw new Failure('access.denied');
      if (isPollClosed(poll.line, this.#clock.now())) return change.lastOf(place);
      return alter(change, place, caller.user, poll, { type: 'poll-closed', target: seq });
    });
  }

  async voters(caller: Caller, params: ParamsOf<'poll.voters'>): Promise<ResultOf<'poll.voters'>> {
    const { conversation, seq, option } = params;
    const db = this.#database.read;
    const place = await accessConversation(db, caller, conversation);
    const { poll } = await accessPoll(db, place, seq);
    if (poll.anonymous) throw new Failure('access.denied');
    const all = await votersOf(db, conversation, seq, option);
    const users = all.slice(0, LIMITS.pollVoters);
    return { users, people: await named(this.#people, users), count: all.length };
  }
}

/** @throws Failure 'message.unknown' for what is no poll */
async function accessPoll(db: Kysely<ConversationTables>, place: AccessRow, seq: Seq): Promise<Poll> {
  return asPoll(await accessMessage(db, place, seq));
}

/** @throws Failure 'message.unknown' for what is no poll */
function asPoll(message: Message): Poll {
  const poll = pollOf(message.line);
  if (poll === undefined) throw new Failure('message.unknown');
  return { ...message, poll };
}

interface Vote {
  user: UserId;
  /** Rising. */
  options: PollChoice;
  at: TimeMs;
  /** They have an account, whose devices are told. */
  hasLog: boolean;
}

/**
 * By somebody who may vote there. @throws Failure 'message.unknown' for what is no poll, 'request.invalid', 'poll.closed'
 */
export async function castVote(
  change: Change,
  place: Place,
  { user, options, at, hasLog }: Vote,
  message: Message,
): Promise<Written> {
  const poll = asPoll(message);
  checkChoice(poll.poll, options);
  if (isPollClosed(poll.line, at)) throw new Failure('poll.closed');
  const { line } = poll;
  const before = await choiceOf(change.db, place.id, line.seq, user);
  if (JSON.stringify(before) === JSON.stringify(options)) return change.lastOf(place);
  const tally = revote(line.poll ?? freshPoll(poll.poll), before, options);
  await storeVote(change, place, user, line.seq, options);
  if (hasLog) await change.tell(user, { type: 'voted', conversation: place.id, target: line.seq, options });
  const body = { type: 'voted' as const, target: line.seq, tally };
  // [PO8] Told as if the author did it: the event must not say who did.
  if (poll.poll.anonymous) return alter(change, place, line.by, poll, body);
  return alter(change, place, user, poll, { ...body, options });
}

/** @throws Failure 'request.invalid' for options that there aren't, and for more than one where one is to be chosen */
function checkChoice(poll: PollContent, options: PollChoice): void {
  const there = options.every((option) => option < poll.options.length);
  if (!there || (options.length > 1 && !poll.multiple)) throw new Failure('request.invalid');
}

async function storeVote(change: Change, place: Place, user: UserId, seq: Seq, options: PollChoice): Promise<void> {
  const key = { conversation_id: place.id, seq, user_id: user };
  if (options.length === 0) {
    const votes = change.db.deleteFrom('poll_votes').where((is) => is.and(key));
    await votes.execute();
    return;
  }
  const row = { ...key, options: JSON.stringify(options), voted_seq: place.last_seq + 1 };
  await upsert(change.db, 'poll_votes', row, ['conversation_id', 'seq', 'user_id']);
}

async function choiceOf(
  db: Kysely<ConversationTables>,
  conversation: ConversationId,
  seq: Seq,
  user: UserId,
): Promise<PollChoice> {
  const row = await db
    .selectFrom('poll_votes')
    .select('options')
    .where('conversation_id', '=', conversation)
    .where('seq', '=', seq)
    .where('user_id', '=', user)
    .executeTakeFirst();
  return row === undefined ? [] : (JSON.parse(row.options) as PollChoice);
}

/** Everybody who chose the option, in the order of voting. */
async function votersOf(
  db: Kysely<ConversationTables>,
  conversation: ConversationId,
  seq: Seq,
  option: number,
): Promise<UserId[]> {
  const rows = await db
    .selectFrom('poll_votes')
    .select(['user_id', 'options'])
    .where('conversation_id', '=', conversation)
    .where('seq', '=', seq)
    .orderBy('voted_seq')
    .execute();
  return rows.filter((row) => (JSON.parse(row.options) as PollChoice).includes(option)).map((row) => row.user_id);
}

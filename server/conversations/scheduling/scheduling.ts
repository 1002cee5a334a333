import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { excerptOf } from '#kernel/line-fold.ts';
import type { Jobs } from '#kernel/ports/jobs.ts';
import type { ScheduledMessage } from '#protocol/commands/keeping.ts';
import type { UserId } from '#protocol/common.ts';
import type { Content } from '#protocol/content.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ScheduledEntry } from '#protocol/personal.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Database } from '../../adapters/sql/database.ts';
import type { Caller } from '../../identity/api.ts';
import { accessConversation, accessMessage } from '../access.ts';
import type { Change } from '../change.ts';
import type { Commits } from '../commits.ts';
import type { Contents } from '../contents.ts';
import type { ScheduledRow } from '../marks/tables.ts';
import { checkPosting, checkText } from '../rules.ts';
import type { ConversationTables } from '../tables.ts';
import { accessRoot } from '../threads/replying.ts';
import {
  countScheduled,
  findScheduled,
  type Said,
  SENDING,
  saidIn,
  sendingJob,
  sendingKey,
} from './scheduled-store.ts';

export interface SchedulingOptions {
  database: Database<ConversationTables>;
  commits: Commits;
  clock: Clock;
  /** What is wrong with what somebody wants to send. */
  faultOf: (content: Content | undefined, text: string) => Promise<Failure | undefined>;
  contents: Pick<Contents, 'held' | 'released'>;
  jobs: Jobs;
}

/** Messages that wait for their time, as their authors see them. Rules: docs/spec/keeping.md [KP40]. */
export class Scheduling {
  readonly #options: SchedulingOptions;

  constructor(options: SchedulingOptions) {
    this.#options = options;
  }

  async schedule(caller: Caller, params: ParamsOf<'message.schedule'>): Promise<ResultOf<'message.schedule'>> {
    const { clientId: item, conversation, at, text, content, replyTo, mentions, thread, alsoSent } = params;
    if (content === undefined || text !== '') checkText(text);
    this.#checkTime(at);
    const fault = await this.#options.faultOf(content, text);
    const said = saidBy({ text, content, replyTo, mentions, thread, alsoSent });
    const row = rowOf(caller.user, item, conversation, at, said);
    return this.#options.commits.run(async (change) => {
      const place = await accessConversation(change.db, caller, conversation);
      if (fault !== undefined) throw fault;
      checkPosting(place, this.#options.clock.now(), mentions ?? []);
      if (replyTo !== undefined) await accessMessage(change.db, place, replyTo);
      if (thread !== undefined) await accessRoot(change, place, thread);
      const known = await findScheduled(change.db, caller.user, item);
      if (known !== undefined) return sameAnswer(known, row);
      await checkUnused(change, caller.user, item);
      if ((await countScheduled(change.db, caller.user)) >= LIMITS.scheduled) throw new Failure('scheduled.full');
      await this.#options.contents.held(change, caller.user, content, at);
      await change.db.insertInto('scheduled_messages').values(row).execute();
      await this.#options.jobs.put(change.db, sendingJob(caller.user, item, at));
      await tellScheduled(change, row);
      return { item, at };
    });
  }

  /** Another text or another time; one that was not sent at its time waits again. */
  async reschedule(caller: Caller, params: ParamsOf<'message.reschedule'>): Promise<ResultOf<'message.reschedule'>> {
    const { item, text, mentions, at } = params;
    this.#checkTime(at);
    return this.#options.commits.run(async (change) => {
      const before = await accessScheduled(change, caller, item);
      const said = saidIn(before);
      const next = text === undefined ? said : saidBy({ ...said, text, mentions });
      if (next.content === undefined || next.text !== '') checkText(next.text);
      const row = rowOf(caller.user, item, before.conversation_id, at, next);
      const { user_id: _, item: __, ...changed } = row;
      await this.#options.contents.held(change, caller.user, next.content, at);
      await itemQuery(change, caller.user, item).set(changed).execute();
      await this.#options.jobs.put(change.db, sendingJob(caller.user, item, at));
      await tellScheduled(change, row);
      return { item, at };
    });
  }

  async unschedule(caller: Caller, { item }: ParamsOf<'message.unschedule'>): Promise<ResultOf<'message.unschedule'>> {
    return this.#options.commits.run(async (change) => {
      const row = await accessScheduled(change, caller, item);
      const items = change.db.deleteFrom('scheduled_messages');
      await items.where('user_id', '=', caller.user).where('item', '=', item).execute();
      await this.#options.contents.released(change, saidIn(row).content, this.#options.clock.now());
      await this.#options.jobs.drop(change.db, SENDING, sendingKey(caller.user, item));
      await tellScheduled(change, row, true);
      return {};
    });
  }

  async scheduled({ user }: Caller, { item }: ParamsOf<'message.scheduled'>): Promise<ScheduledMessage> {
    const row = await findScheduled(this.#options.database.read, user, item);
    if (row === undefined) throw new Failure('scheduled.unknown');
    const failure = row.failure === null ? {} : { failure: row.failure };
    return { item, conversation: row.conversation_id, ...saidIn(row), at: row.send_at, ...failure };
  }

  /** @throws Failure 'scheduled.too-far' */
  #checkTime(at: number): void {
    if (at - this.#options.clock.now() > LIMITS.scheduledAheadMs) throw new Failure('scheduled.too-far');
  }
}

/** Tells the author's devices how the item is; `gone`: it has been sent, or is not to be sent. */
export async function tellScheduled(change: Change, row: ScheduledRow, gone = false): Promise<void> {
  const { text, content, thread } = saidIn(row);
  const { item, conversation_id: conversation, send_at: at, failure } = row;
  const where = thread === undefined ? { conversation } : { conversation, thread };
  const about = { type: 'scheduled' as const, item, ...where, at };
  const said = content?.type === 'poll' ? content.question : text;
  const entry: Omit<ScheduledEntry, 'seq'> = gone
    ? { ...about, text: '', gone }
    : {
        ...about,
        text: excerptOf(said),
        ...(content === undefined ? {} : { content: content.type }),
        ...(failure === null ? {} : { failure }),
      };
  await change.tell(row.user_id, entry);
}

export function itemQuery(change: Change, user: UserId, item: string) {
  return change.db.updateTable('scheduled_messages').where('user_id', '=', user).where('item', '=', item);
}

/** @throws Failure 'scheduled.unknown' */
async function accessScheduled(change: Change, { user }: Caller, item: string): Promise<ScheduledRow> {
  const row = await findScheduled(change.db, user, item);
  if (row === undefined) throw new Failure('scheduled.unknown');
  return row;
}

/** @throws Failure 'client-id.reused' */
async function checkUnused(change: Change, user: UserId, clientId: string): Promise<void> {
  const used = await change.db
    .selectFrom('client_ids')
    .select('seq')
    .where('user_id', '=', user)
    .where('client_id', '=', clientId)
    .executeTakeFirst();
  if (used !== undefined) throw new Failure('client-id.reused');
}

/** The answer to a command that came before. @throws Failure 'client-id.reused' when it said something else */
function sameAnswer(known: ScheduledRow, again: ScheduledRow): ResultOf<'message.schedule'> {
  const same = known.body === again.body && known.conversation_id === again.conversation_id;
  if (!same) throw new Failure('client-id.reused');
  return { item: known.item, at: known.send_at };
}

type Any<Of> = { [Key in keyof Of]?: Of[Key] | undefined };

function saidBy({ text = '', content, replyTo, mentions, thread, alsoSent }: Any<Said>): Said {
  return {
    text,
    ...(content === undefined ? {} : { content }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(mentions === undefined || mentions.length === 0 ? {} : { mentions }),
    ...(thread === undefined ? {} : { thread }),
    ...(thread === undefined || alsoSent === undefined ? {} : { alsoSent }),
  };
}

function rowOf(user: UserId, item: string, conversation: string, at: number, said: Said): ScheduledRow {
  const head = { user_id: user, item, conversation_id: conversation, send_at: at };
  return { ...head, body: JSON.stringify(said), failure: null };
}

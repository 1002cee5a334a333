import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { JobHandler, JobOutcome } from '#kernel/ports/jobs.ts';
import { FAILURES } from '#protocol/failures.ts';
import type { Database } from '../../adapters/sql/database.ts';
import type { Caller } from '../../identity/api.ts';
import type { Commits } from '../commits.ts';
import type { ScheduledRow } from '../marks/tables.ts';
import type { Messages } from '../messages.ts';
import type { ConversationTables } from '../tables.ts';
import { findScheduled, saidIn, takeScheduled } from './scheduled-store.ts';
import { itemQuery, tellScheduled } from './scheduling.ts';

const AT_ONCE = 20;
/** A day, nearly: who scheduled a message counts on it. */
const ATTEMPTS = 30;

export interface SendingJobOptions {
  database: Database<ConversationTables>;
  commits: Commits;
  messages: Pick<Messages, 'send'>;
  clock: Clock;
}

/**
 * Sends a message when its time has come: [KP42]. A message and the end of its item are one transaction, so it is sent
 * once whenever the process dies and however many processes do the job.
 */
export class SendingJob implements JobHandler {
  readonly atOnce = AT_ONCE;
  readonly attempts = ATTEMPTS;
  readonly #options: SendingJobOptions;

  constructor(options: SendingJobOptions) {
    this.#options = options;
  }

  /** @throws whatever keeps the server from it now */
  async run(payload: unknown): Promise<JobOutcome> {
    const { database, clock } = this.#options;
    const { user, item } = payload as { user?: unknown; item?: unknown };
    if (typeof user !== 'string' || typeof item !== 'string') return undefined;
    const row = await findScheduled(database.read, user, item);
    if (row === undefined || row.failure !== null) return undefined;
    if (row.send_at > clock.now()) return { again: row.send_at };
    await this.#send(row);
    return undefined;
  }

  async #send(row: ScheduledRow): Promise<void> {
    const { messages, commits } = this.#options;
    const params = { clientId: row.item, conversation: row.conversation_id, ...saidIn(row) };
    try {
      await messages.send(callerOf(row), params, async (change) => {
        // Changed, cancelled or sent by another process meanwhile.
        if (!(await takeScheduled(change.db, row))) throw new Failure('scheduled.unknown');
        await tellScheduled(change, row, true);
      });
      // A repeat of what is in the log already ends the item by itself.
      await commits.run(async (change) => {
        if (await takeScheduled(change.db, row)) await tellScheduled(change, row, true);
      });
    } catch (error) {
      if (!(error instanceof Failure) || FAILURES[error.code].retry !== 'never') throw error;
      if (error.code !== 'scheduled.unknown') await this.#refuse(row, error);
    }
  }

  async #refuse(row: ScheduledRow, { code }: Failure): Promise<void> {
    await this.#options.commits.run(async (change) => {
      const { send_at, body } = row;
      const items = itemQuery(change, row.user_id, row.item).set({ failure: code });
      const found = await items.where((is) => is.and({ send_at, body })).executeTakeFirst();
      if (found.numUpdatedRows > 0n) await tellScheduled(change, { ...row, failure: code });
    });
  }
}

/** The author, without a device: membership and rights are looked at as it is sent. */
function callerOf({ user_id: user }: ScheduledRow): Caller {
  return { user, device: '', role: 'member', expiresAt: Number.MAX_SAFE_INTEGER };
}

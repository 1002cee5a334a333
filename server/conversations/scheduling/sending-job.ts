import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { Log } from '#kernel/ports/log.ts';
import { FAILURES } from '#protocol/failures.ts';
import type { Database } from '../../adapters/sql/database.ts';
import type { Caller } from '../../identity/api.ts';
import type { Commits } from '../commits.ts';
import type { ScheduledRow } from '../marks/tables.ts';
import type { Messages } from '../messages.ts';
import type { ConversationTables } from '../tables.ts';
import type { Schedule } from './schedule.ts';
import { dueScheduled, nextDue, saidIn, takeScheduled } from './scheduled-store.ts';
import { itemQuery, tellScheduled } from './scheduling.ts';

/** The job looks at least this often, so that a clock that was set is noticed, and what another process stored. */
const LOOK_MS = 30_000;
/** Before what the server could not do is tried again. */
const AGAIN_MS = 5_000;
const AT_ONCE = 50;

export interface SendingJobOptions {
  database: Database<ConversationTables>;
  commits: Commits;
  messages: Pick<Messages, 'send'>;
  clock: Clock;
  schedule: Schedule;
  log: Log;
}

/**
 * Sends messages when their time has come: [KP42]. A message and the end of its item are one transaction, so it is sent
 * once whenever the process dies and however many processes look.
 */
export class SendingJob {
  readonly #options: SendingJobOptions;
  #stopTimer = (): void => {};
  #running: Promise<void> | undefined;
  #again = false;
  #closed = false;

  constructor(options: SendingJobOptions) {
    this.#options = options;
  }

  /** Looks now what is due. Resolves when it has been sent. Never rejects. */
  look(): Promise<void> {
    this.#again = this.#running !== undefined;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#again && !this.#closed) void this.look();
    });
    return this.#running;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopTimer();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { database, clock, log } = this.#options;
    let waitMs = LOOK_MS;
    try {
      for (let more = !this.#closed; more; ) {
        const due = await dueScheduled(database.read, clock.now(), AT_ONCE);
        const sent = await Promise.all(due.map((row) => this.#send(row)));
        more = due.length === AT_ONCE && sent.every(Boolean) && !this.#closed;
        if (!sent.every(Boolean)) waitMs = AGAIN_MS;
      }
      const next = await nextDue(database.read);
      if (next !== undefined && waitMs === LOOK_MS) waitMs = Math.min(LOOK_MS, Math.max(0, next - clock.now()));
    } catch (error) {
      waitMs = AGAIN_MS;
      log.warn({ err: error }, 'scheduled messages could not be looked up');
    }
    this.#stopTimer();
    if (!this.#closed) this.#stopTimer = this.#options.schedule(waitMs, () => void this.look());
  }

  /** Whether it is settled: sent, or refused for good. Never rejects. */
  async #send(row: ScheduledRow): Promise<boolean> {
    const { messages, commits, log } = this.#options;
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
      return true;
    } catch (error) {
      if (error instanceof Failure && error.code === 'scheduled.unknown') return true;
      if (error instanceof Failure && FAILURES[error.code].retry === 'never') return this.#refuse(row, error);
      log.warn({ err: error }, 'a scheduled message could not be sent');
      return false;
    }
  }

  async #refuse(row: ScheduledRow, { code }: Failure): Promise<boolean> {
    try {
      await this.#options.commits.run(async (change) => {
        const { send_at, body } = row;
        const items = itemQuery(change, row.user_id, row.item).set({ failure: code });
        const found = await items.where((is) => is.and({ send_at, body })).executeTakeFirst();
        if (found.numUpdatedRows > 0n) await tellScheduled(change, { ...row, failure: code });
      });
      return true;
    } catch {
      return false;
    }
  }
}

/** The author, without a device: membership and rights are looked at as it is sent. */
function callerOf({ user_id: user }: ScheduledRow): Caller {
  return { user, device: '', role: 'member', expiresAt: Number.MAX_SAFE_INTEGER };
}

import type { Clock } from '#kernel/clock.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { EntryOf } from '#protocol/personal.ts';
import type { Written } from '#protocol/realtime.ts';
import type { Database } from '../../adapters/sql/database.ts';
import type { Change, Place } from '../change.ts';
import type { Commits } from '../commits.ts';
import { clearEnd, dueConversations, nextEnd, partLater, takeLeavers } from '../group-store.ts';
import { platformSchedule, type Schedule } from '../scheduling/schedule.ts';
import { membersAsOf } from '../store.ts';
import type { ConversationTables } from '../tables.ts';
import { forgetJoining } from './join-store.ts';

type Why = Extract<EntryOf<'membership'>['why'], 'dissolved' | 'ended'>;

/** Ends the group: everybody is out, and the log stays. */
export async function dissolve(change: Change, place: Place, by: UserId, why: Why): Promise<Written> {
  const { members } = await membersAsOf(change.db, place.id);
  const body = { type: 'dissolved' as const, ...(why === 'ended' ? { timely: true as const } : {}) };
  const written = await change.append(place, by, body, -members.length);
  await clearEnd(change.db, place);
  await forgetJoining(change, place.id, members);
  if (members.length > MOST_AT_ONCE) await partLater(change.db, place.id, why);
  else for (const { user } of members) await change.part(place, user, why);
  return written;
}

/** More members are told after the transaction: it would hold up all other writing. */
const MOST_AT_ONCE = 300;
/** Longer ones overflow the platform's timers; it is looked at again then. */
const LONGEST_WAIT_MS = 6 * 3_600_000;
const AFTER_FAILURE_MS = 10_000;
const AT_ONCE = 20;
const TOLD_AT_ONCE = 200;

interface EndingsOptions {
  database: Database<ConversationTables>;
  commits: Commits;
  clock: Clock;
  log?: Log | undefined;
  schedule?: Schedule | undefined;
}

/**
 * Ends temporary groups when their time comes. When that is is in the database, so that it also happens after a restart
 * and, whatever processes there are, once: the end is checked again in the transaction that stores it.
 */
export class Endings {
  readonly #options: EndingsOptions;
  readonly #schedule: Schedule;
  #cancel: (() => void) | undefined;
  /** The looking that is under way, and whether another is wanted after it. */
  #looking: Promise<void> | undefined;
  #again = false;
  #closed = false;

  constructor(options: EndingsOptions) {
    this.#options = options;
    this.#schedule = options.schedule ?? platformSchedule;
  }

  /** Ends what is due, and waits for what is next. To be called at the start and when an end was changed. */
  arm(): void {
    if (this.#closed) return;
    if (this.#looking) {
      this.#again = true;
      return;
    }
    this.#cancel?.();
    this.#looking = this.#look().finally(() => {
      this.#looking = undefined;
      if (!this.#again) return;
      this.#again = false;
      this.arm();
    });
  }

  /** Ends what is due, and resolves when it has ended. */
  async look(): Promise<void> {
    this.arm();
    while (this.#looking) await this.#looking;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { database, clock, log } = this.#options;
    try {
      await this.#tellLeavers();
      for (;;) {
        const due = await dueConversations(database.read, clock.now(), AT_ONCE);
        for (const conversation of due) await this.#end(conversation);
        if (due.length < AT_ONCE) break;
      }
      await this.#tellLeavers();
      const next = await nextEnd(database.read);
      if (next !== undefined) this.#wait(Math.max(0, next - clock.now()));
    } catch (err) {
      log?.warn({ err }, 'temporary groups could not be ended');
      this.#wait(AFTER_FAILURE_MS);
    }
  }

  /** Those whom the end of a large group put out: some at a time, and after a restart those who are left. */
  async #tellLeavers(): Promise<void> {
    for (let more = true; more; ) {
      more = await this.#options.commits.run(async (change) => {
        const leavers = await takeLeavers(change.db, TOLD_AT_ONCE);
        for (const { place, user, why } of leavers) await change.parted(place, user, why);
        return leavers.length === TOLD_AT_ONCE;
      });
    }
  }

  #wait(delayMs: number): void {
    if (this.#closed) return;
    this.#cancel = this.#schedule(Math.min(delayMs, LONGEST_WAIT_MS), () => this.arm());
  }

  #end(conversation: ConversationId): Promise<void> {
    const { commits, clock } = this.#options;
    return commits.run(async (change) => {
      const place = await change.db
        .selectFrom('conversations')
        .selectAll()
        .where('id', '=', conversation)
        .executeTakeFirst();
      if (place?.ends_at == null || place.ends_at > clock.now()) return;
      const { members } = await membersAsOf(change.db, conversation);
      const owner = members.find(({ role }) => role === 'owner') ?? members[0];
      if (owner === undefined) await clearEnd(change.db, place);
      else await dissolve(change, place, owner.user, 'ended');
    });
  }
}

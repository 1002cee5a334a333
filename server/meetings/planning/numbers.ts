import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { AttemptRule, Attempts } from '#kernel/ports/attempts.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Database } from '../../adapters/sql/database.ts';
import type { Caller } from '../../identity/api.ts';
import { endForGood } from './kept.ts';
import { takeNumber } from './planning.ts';
import type { AllTables } from './store.ts';
import { ENDLESS } from './tables.ts';

const RENEWING: AttemptRule = {
  name: 'own meeting number: account',
  free: 10,
  windowMs: 3600_000,
  firstWaitMs: 60_000,
  maxWaitMs: 3600_000,
};

/** [PL40] A number that is somebody's own: the same meeting each time. */
export class OwnNumbers {
  readonly #database: Database<AllTables>;
  readonly #attempts: Attempts;
  readonly #clock: Clock;

  constructor(database: Database<AllTables>, attempts: Attempts, clock: Clock) {
    this.#database = database;
    this.#attempts = attempts;
    this.#clock = clock;
  }

  async own({ user }: Caller, { renew }: ParamsOf<'meeting.own'>): Promise<ResultOf<'meeting.own'>> {
    if (renew) {
      const retryAfterMs = await this.#attempts.waitMs(RENEWING, user);
      if (retryAfterMs > 0) throw new Failure('rate.limited', { retryAfterMs });
      await this.#attempts.failed(RENEWING, user);
    }
    const now = this.#clock.now();
    return this.#database.write(async (db) => {
      const found = db.selectFrom('kept_numbers').select('number').where('account', '=', user);
      const known = await found.executeTakeFirst();
      if (known !== undefined && !renew) return { number: known.number };
      if (known !== undefined) {
        await endForGood(db, known.number, now);
      }
      const number = await takeNumber(db, user, '', now);
      await db.insertInto('kept_numbers').values({ number, account: user, until: ENDLESS }).execute();
      return { number };
    });
  }
}

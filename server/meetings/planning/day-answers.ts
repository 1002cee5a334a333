import type { TimeMs, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Day, DayAnswer, PlanAnswer, PlanId } from '#protocol/planning.ts';
import { upsert } from '../../adapters/sql/upsert.ts';
import type { Db, Writing } from './store.ts';

/** [PL21] What people answered for one occurrence of a series; it goes before what they answered for all of them. */

const DAY_MS = 86_400_000;

/** Those that are not over for two days, in whatever zone; of very many, the nearest. */
export async function dayAnswersOf(db: Db, plan: PlanId, now: TimeMs): Promise<DayAnswer[]> {
  const rows = await db
    .selectFrom('plan_answers')
    .selectAll()
    .where('plan', '=', plan)
    .where('day', '>=', firstDay(now))
    .orderBy('day')
    .orderBy('account')
    .limit(LIMITS.planAnswersTold)
    .execute();
  return rows.map(({ account, day, answer }) => ({ user: account, day, answer }));
}

/** Nothing before it goes on anywhere. */
function firstDay(now: TimeMs): Day {
  return new Date(now - 2 * DAY_MS).toISOString().slice(0, 10);
}

/** What one person answered for single occurrences of some plans, by plan and day. */
export async function ownDayAnswers(db: Db, plans: readonly PlanId[], user: UserId): Promise<Map<string, PlanAnswer>> {
  if (plans.length === 0) return new Map();
  const rows = await db
    .selectFrom('plan_answers')
    .selectAll()
    .where('plan', 'in', plans)
    .where('account', '=', user)
    .execute();
  return new Map(rows.map(({ plan, day, answer }) => [`${plan} ${day}`, answer]));
}

/** Who answered what for one occurrence. */
export async function answersOn(db: Db, plan: PlanId, day: Day): Promise<Map<UserId, PlanAnswer>> {
  const found = db.selectFrom('plan_answers').selectAll().where('plan', '=', plan).where('day', '=', day);
  return new Map((await found.execute()).map(({ account, answer }) => [account, answer]));
}

/** Those to come, but for one day. */
export async function countDayAnswers(
  db: Db,
  { plan, user, day, now }: { plan: PlanId; user: UserId; day: Day; now: TimeMs },
): Promise<number> {
  const own = db.selectFrom('plan_answers').select('day').where('plan', '=', plan).where('account', '=', user);
  return (await own.where('day', '>=', firstDay(now)).where('day', '!=', day).execute()).length;
}

export async function putDayAnswer(
  db: Writing,
  { plan, user, day, answer }: DayAnswer & { plan: PlanId },
): Promise<void> {
  await upsert(db, 'plan_answers', { plan, account: user, day, answer }, ['plan', 'account', 'day']);
}

/** The person answers for all of them now, or is invited no more. */
export async function dropDayAnswers(db: Writing, plan: PlanId, account: UserId): Promise<void> {
  await db.deleteFrom('plan_answers').where('plan', '=', plan).where('account', '=', account).execute();
}

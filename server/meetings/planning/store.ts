import type { Kysely, Transaction } from 'kysely';
import type { ConversationId, TimeMs, UserId } from '#protocol/common.ts';
import type { PlanId, Timetable } from '#protocol/planning.ts';
import type { MeetingTables } from '../tables.ts';
import type { PlanningTables } from './tables.ts';

export type AllTables = PlanningTables & MeetingTables;
export type Db = Kysely<AllTables>;
export type Writing = Transaction<AllTables>;

export type StoredPlan = Omit<PlanningTables['plans'], 'timetable'> & { table: Timetable };
export type StoredPerson = PlanningTables['plan_people'];

/** Rows that one statement inserts. */
const CHUNK = 100;
/** Conversations that one statement looks for. */
const CONVERSATIONS_AT_ONCE = 500;

export async function findPlan(db: Db, id: PlanId): Promise<StoredPlan | undefined> {
  const row = await db.selectFrom('plans').selectAll().where('id', '=', id).executeTakeFirst();
  return row && planOf(row);
}

export async function findByClientId(db: Db, organiser: UserId, clientId: string): Promise<PlanId | undefined> {
  const found = db.selectFrom('plans').select('id').where('organiser', '=', organiser);
  return (await found.where('client_id', '=', clientId).executeTakeFirst())?.id;
}

/** Plans of the organiser that are neither over nor cancelled. */
export async function countPlans(db: Db, organiser: UserId, now: TimeMs): Promise<number> {
  const found = db.selectFrom('plans').select('id').where('organiser', '=', organiser);
  return (await found.where('cancelled_at', 'is', null).where('ends_at', '>', now).execute()).length;
}

export async function insertPlan(db: Writing, plan: StoredPlan): Promise<void> {
  await db.insertInto('plans').values(rowOf(plan)).execute();
}

/** Tells whether it was still as `before`. */
export async function updatePlan(db: Writing, before: StoredPlan, plan: StoredPlan): Promise<boolean> {
  const { id, ...columns } = rowOf(plan);
  const update = db.updateTable('plans').set(columns).where('id', '=', id);
  const result = await update.where('revision', '=', before.revision).executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** In the order of inviting, the organiser first. */
export function peopleOf(db: Db, plan: PlanId): Promise<StoredPerson[]> {
  return db.selectFrom('plan_people').selectAll().where('plan', '=', plan).orderBy('place').execute();
}

export function findPerson(db: Db, plan: PlanId, account: UserId): Promise<StoredPerson | undefined> {
  const found = db.selectFrom('plan_people').selectAll().where('plan', '=', plan);
  return found.where('account', '=', account).executeTakeFirst();
}

export async function insertPeople(db: Writing, people: readonly StoredPerson[]): Promise<void> {
  for (let from = 0; from < people.length; from += CHUNK) {
    await db
      .insertInto('plan_people')
      .values(people.slice(from, from + CHUNK))
      .execute();
  }
}

export async function updatePerson(
  db: Writing,
  { plan, account }: StoredPerson,
  change: Partial<StoredPerson>,
): Promise<void> {
  await db.updateTable('plan_people').set(change).where('plan', '=', plan).where('account', '=', account).execute();
}

export async function deletePerson(db: Writing, { plan, account }: StoredPerson): Promise<void> {
  await db.deleteFrom('plan_people').where('plan', '=', plan).where('account', '=', account).execute();
}

/** Plans that are not cancelled and not over at `from`, and that name the person, with what they are to it. */
export async function plansNaming(
  db: Db,
  account: UserId,
  from: TimeMs,
): Promise<{ plan: StoredPlan; person: StoredPerson }[]> {
  const people = await db
    .selectFrom('plan_people')
    .innerJoin('plans', 'plans.id', 'plan_people.plan')
    .selectAll('plan_people')
    .where('account', '=', account)
    .where('cancelled_at', 'is', null)
    .where('ends_at', '>', from)
    .execute();
  const plans = new Map<PlanId, StoredPlan>();
  for (let at = 0; at < people.length; at += CONVERSATIONS_AT_ONCE) {
    const ids = people.slice(at, at + CONVERSATIONS_AT_ONCE).map(({ plan }) => plan);
    const rows = await db.selectFrom('plans').selectAll().where('id', 'in', ids).execute();
    for (const row of rows) plans.set(row.id, planOf(row));
  }
  return people.flatMap((person) => {
    const plan = plans.get(person.plan);
    return plan === undefined ? [] : [{ plan, person }];
  });
}

/** Those that were invited to in one of the conversations. */
export async function plansIn(db: Db, conversations: readonly ConversationId[], from: TimeMs): Promise<StoredPlan[]> {
  const found: StoredPlan[] = [];
  for (let at = 0; at < conversations.length; at += CONVERSATIONS_AT_ONCE) {
    const some = conversations.slice(at, at + CONVERSATIONS_AT_ONCE);
    const query = db.selectFrom('plans').selectAll().where('conversation', 'in', some);
    const rows = await query.where('cancelled_at', 'is', null).where('ends_at', '>', from).execute();
    found.push(...rows.map(planOf));
  }
  return found;
}

/** Which of the numbers belong to plans. */
export async function plansOfNumbers(
  db: Db,
  numbers: readonly string[],
): Promise<Map<string, { id: PlanId; conversation: ConversationId | null }>> {
  if (numbers.length === 0) return new Map();
  const rows = await db
    .selectFrom('plans')
    .select(['id', 'number', 'conversation'])
    .where('number', 'in', numbers)
    .execute();
  return new Map(rows.map((row) => [row.number, { id: row.id, conversation: row.conversation }]));
}

function planOf({ timetable, ...row }: PlanningTables['plans']): StoredPlan {
  return { ...row, table: JSON.parse(timetable) as Timetable };
}

function rowOf({ table, ...plan }: StoredPlan): PlanningTables['plans'] {
  return { ...plan, timetable: JSON.stringify(table) };
}

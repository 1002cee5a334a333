import type { Kysely, Transaction } from 'kysely';
import type { UserId } from '#protocol/common.ts';
import type { Department, DepartmentId, DepartmentMember, DepartmentPlace } from '#protocol/departments.ts';
import { LIMITS } from '#protocol/limits.ts';
import { insertIfAbsent } from '../adapters/sql/upsert.ts';
import type { DepartmentMemberRow, DepartmentRow, DirectoryTables } from './tables.ts';

type Db = Kysely<DirectoryTables>;
/** Values in one statement. */
const MOST_AT_ONCE = 500;

type Write = Transaction<DirectoryTables>;

/** Every department, those of one parent in their order. */
export async function allDepartments(db: Db): Promise<DepartmentRow[]> {
  return db.selectFrom('departments').selectAll().orderBy('parent').orderBy('position').orderBy('id').execute();
}

export async function memberCounts(db: Db): Promise<ReadonlyMap<DepartmentId, number>> {
  const rows = await db
    .selectFrom('department_members')
    .select((is) => ['department', is.fn.countAll<number>().as('count')])
    .groupBy('department')
    .execute();
  return new Map(rows.map(({ department, count }) => [department, Number(count)]));
}

export function departmentOf({ id, parent, name }: DepartmentRow, members: number): Department {
  return { id, ...(parent === '' ? {} : { parent }), name, members };
}

export async function insertDepartment(db: Write, row: DepartmentRow): Promise<void> {
  await db.insertInto('departments').values(row).execute();
}

export async function updateDepartment(
  db: Write,
  id: DepartmentId,
  change: Partial<Omit<DepartmentRow, 'id'>>,
): Promise<void> {
  await db.updateTable('departments').set(change).where('id', '=', id).execute();
}

export async function deleteDepartment(db: Write, id: DepartmentId): Promise<void> {
  await db.deleteFrom('departments').where('id', '=', id).execute();
}

export async function countMembers(db: Db, department: DepartmentId): Promise<number> {
  const row = await db
    .selectFrom('department_members')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where('department', '=', department)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** A page of the people in it, heads first, and one more than a page when there is a next one. */
export async function membersPage(
  db: Db,
  department: DepartmentId,
  after: UserId | undefined,
): Promise<DepartmentMember[]> {
  let query = db
    .selectFrom('department_members')
    .selectAll()
    .where('department', '=', department)
    .orderBy('head', 'desc')
    .orderBy('account')
    .limit(LIMITS.departmentPage + 1);
  if (after !== undefined) {
    const last = await findMember(db, department, after);
    if (last === undefined) return [];
    query = query.where((is) =>
      is.or([is('head', '<', last.head), is.and([is('head', '=', last.head), is('account', '>', last.account)])]),
    );
  }
  return (await query.execute()).map((row) => ({ user: row.account, ...placeOf(row) }));
}

export async function findMember(
  db: Db,
  department: DepartmentId,
  user: UserId,
): Promise<DepartmentMemberRow | undefined> {
  return db
    .selectFrom('department_members')
    .selectAll()
    .where('department', '=', department)
    .where('account', '=', user)
    .executeTakeFirst();
}

export async function placesOf(db: Db, user: UserId): Promise<DepartmentPlace[]> {
  const rows = await db.selectFrom('department_members').selectAll().where('account', '=', user).execute();
  return rows.map((row) => ({ department: row.department, ...placeOf(row) }));
}

/** The same for many people at once. Those who are nowhere are left out. */
export async function placesOfAll(db: Db, users: readonly UserId[]): Promise<Map<UserId, DepartmentPlace[]>> {
  const places = new Map<UserId, DepartmentPlace[]>();
  for (let at = 0; at < users.length; at += MOST_AT_ONCE) {
    const some = users.slice(at, at + MOST_AT_ONCE);
    const rows = await db.selectFrom('department_members').selectAll().where('account', 'in', some).execute();
    for (const row of rows) {
      places.set(row.account, [...(places.get(row.account) ?? []), { department: row.department, ...placeOf(row) }]);
    }
  }
  return places;
}

function placeOf({ title, head }: DepartmentMemberRow): Omit<DepartmentMember, 'user'> {
  return { ...(title === null ? {} : { title }), ...(head === 1 ? { head: true as const } : {}) };
}

/** Whether they were not in it. */
export function addMember(db: Write, department: DepartmentId, user: UserId, title: string): Promise<boolean> {
  const row = { department, account: user, title: title || null, head: 0 };
  return insertIfAbsent(db, 'department_members', row);
}

export async function updateMember(
  db: Write,
  department: DepartmentId,
  user: UserId,
  change: Partial<Pick<DepartmentMemberRow, 'title' | 'head'>>,
): Promise<void> {
  await db
    .updateTable('department_members')
    .set(change)
    .where('department', '=', department)
    .where('account', '=', user)
    .execute();
}

export async function removeMembers(db: Write, department: DepartmentId, users: readonly UserId[]): Promise<void> {
  await db
    .deleteFrom('department_members')
    .where('department', '=', department)
    .where('account', 'in', users)
    .execute();
}

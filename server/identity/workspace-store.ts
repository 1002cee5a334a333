import type { Kysely } from 'kysely';
import type { Role, UserId } from '#protocol/common.ts';
import type { WorkspacePerson } from '#protocol/workspace-people.ts';
import { type PeopleQuery, searchPeople } from './account-store.ts';
import type { IdentityTables } from './tables.ts';

type Db = Kysely<IdentityTables>;

/** Those whom the query finds, with what only those who run the place see. */
export async function findWorkspacePeople(db: Db, query: PeopleQuery, now: number): Promise<WorkspacePerson[]> {
  const people = await searchPeople(db, query, now);
  if (people.length === 0) return [];
  const ids = people.map(({ id }) => id);
  const accounts = await db.selectFrom('account').select(['id', 'role', 'created_at']).where('id', 'in', ids).execute();
  const logins = await db.selectFrom('login_name').select(['account', 'shown']).where('account', 'in', ids).execute();
  const accountOf = new Map(accounts.map((account) => [account.id, account]));
  const loginOf = new Map(logins.map(({ account, shown }) => [account, shown]));
  return people.flatMap((person) => {
    const account = accountOf.get(person.id);
    if (account === undefined) return [];
    const { role, created_at: registeredAt } = account;
    return [{ ...person, role, login: loginOf.get(person.id) ?? '', registeredAt }];
  });
}

export async function roleOf(db: Db, user: UserId): Promise<Role | undefined> {
  return (await db.selectFrom('account').select('role').where('id', '=', user).executeTakeFirst())?.role;
}

export async function setRole(db: Db, user: UserId, role: Role): Promise<void> {
  await db.updateTable('account').set({ role }).where('id', '=', user).execute();
}

export interface NewPasswordLink {
  hash: string;
  account: UserId;
  by: UserId;
  expiresAt: number;
}

/** Earlier links of the account are good for nothing from now on. */
export async function insertPasswordLink(db: Db, link: NewPasswordLink): Promise<void> {
  await spendLinksOf(db, link.account);
  await db
    .insertInto('password_link')
    .values({ hash: link.hash, account: link.account, created_by: link.by, expires_at: link.expiresAt, spent: 0 })
    .execute();
}

/** Whose password the link changes, while it is good. */
export async function accountOfLink(db: Db, hash: string, now: number): Promise<UserId | undefined> {
  const row = await db
    .selectFrom('password_link')
    .select('account')
    .where('hash', '=', hash)
    .where('spent', '=', 0)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row?.account;
}

export async function spendLinksOf(db: Db, account: UserId): Promise<void> {
  await db.updateTable('password_link').set({ spent: 1 }).where('account', '=', account).execute();
}

import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import { lettersOf } from '#kernel/search/names.ts';
import type { Me } from '#protocol/accounts.ts';
import type { Person, Role, UserId } from '#protocol/common.ts';
import type { UserIds } from './api.ts';
import { type LoginName, parseLoginName } from './login-name.ts';
import { PERSON_COLUMNS, personOf } from './person-rows.ts';
import { readKey, searchKey } from './registration.ts';
import type { IdentityTables } from './tables.ts';

type Db = Kysely<IdentityTables>;

const LOGINS_AT_ONCE = 500;

export interface NewAccount {
  id: UserId;
  login: LoginName;
  nickname: string;
  passwordHash: string;
  role: Role;
  createdAt: number;
}

export async function insertAccount(db: Db, account: NewAccount): Promise<void> {
  const { login } = account;
  await db
    .insertInto('account')
    .values({
      id: account.id,
      nickname: account.nickname,
      nickname_key: searchKey(account.nickname),
      nickname_read: readKey(account.nickname),
      username_key: login.kind === 'username' ? login.value : null,
      password_hash: account.passwordHash,
      role: account.role,
      created_at: account.createdAt,
      show_phone: 0,
      show_email: 0,
    })
    .execute();
  await db
    .insertInto('login_name')
    .values({ value: login.value, kind: login.kind, account: account.id, shown: login.shown })
    .execute();
}

export async function isLoginTaken(db: Db, login: LoginName): Promise<boolean> {
  const row = await db.selectFrom('login_name').select('account').where('value', '=', login.value).executeTakeFirst();
  return row !== undefined;
}

/** Whose each of `typed` is, whatever the way in which it was written. */
export async function findByLogin(db: Db, typed: readonly string[]): Promise<Map<string, UserId>> {
  const found = new Map<string, UserId>();
  for (let at = 0; at < typed.length; at += LOGINS_AT_ONCE) {
    const some = typed.slice(at, at + LOGINS_AT_ONCE).flatMap((text) => {
      const login = parseLoginName(text);
      return 'code' in login ? [] : [{ text, value: login.value }];
    });
    if (some.length === 0) continue;
    const values = some.map(({ value }) => value);
    const rows = await db.selectFrom('login_name').select(['value', 'account']).where('value', 'in', values).execute();
    const owners = new Map(rows.map(({ value, account }) => [value, account]));
    for (const { text, value } of some) {
      const owner = owners.get(value);
      if (owner !== undefined) found.set(text, owner);
    }
  }
  return found;
}

export interface Credentials {
  id: UserId;
  role: Role;
  passwordHash: string;
}

export async function findCredentials(db: Db, login: LoginName): Promise<Credentials | undefined> {
  return db
    .selectFrom('login_name')
    .innerJoin('account', 'account.id', 'login_name.account')
    .select(['account.id', 'account.role', 'account.password_hash as passwordHash'])
    .where('login_name.value', '=', login.value)
    .executeTakeFirst();
}

export async function passwordHashOf(db: Db, user: UserId): Promise<string | undefined> {
  const row = await db.selectFrom('account').select('password_hash').where('id', '=', user).executeTakeFirst();
  return row?.password_hash;
}

export async function setPasswordHash(db: Db, user: UserId, hash: string): Promise<void> {
  await db.updateTable('account').set({ password_hash: hash }).where('id', '=', user).execute();
}

/** @returns false when the password is no longer the one with the hash `before` */
export async function replacePasswordHash(db: Db, user: UserId, before: string, next: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('account')
    .set({ password_hash: next })
    .where('id', '=', user)
    .where('password_hash', '=', before)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function hasOwner(db: Db): Promise<boolean> {
  const row = await db.selectFrom('account').select('id').where('role', '=', 'owner').limit(1).executeTakeFirst();
  return row !== undefined;
}

export async function hasAccounts(db: Db): Promise<boolean> {
  return (await db.selectFrom('account').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export async function findMe(db: Db, user: UserId, now: number): Promise<Me | undefined> {
  const rows = await db
    .selectFrom('account')
    .leftJoin('login_name', 'login_name.account', 'account.id')
    .select([...PERSON_COLUMNS, 'role', 'real_name', 'show_phone', 'show_email', 'kind', 'shown'])
    .where('account.id', '=', user)
    .execute();
  const [row] = rows;
  if (!row) return undefined;
  return {
    ...personOf(row, now),
    role: row.role,
    ...(row.real_name === null ? {} : { realName: row.real_name }),
    ...(row.show_phone === 1 ? { showPhone: true } : {}),
    ...(row.show_email === 1 ? { showEmail: true } : {}),
    ...Object.fromEntries(rows.flatMap(({ kind, shown }) => (kind === null ? [] : [[kind, shown]]))),
  };
}

export async function findPeople(db: Db, ids: readonly UserId[], now: number): Promise<Person[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom('account').select(PERSON_COLUMNS).where('id', 'in', ids).execute();
  return rows.map((row) => personOf(row, now));
}

export interface PeopleQuery {
  /** Part of a nickname or a user name, or how one is read. */
  words: string;
  /** A whole phone number or e-mail address, when the query is one. */
  login: string | undefined;
  after: UserId | undefined;
  limit: number;
  /** Only they are looked through; absent: everybody. */
  among?: UserIds;
}

export async function searchPeople(db: Db, query: PeopleQuery, now: number): Promise<Person[]> {
  let select = db
    .selectFrom('account')
    .select(PERSON_COLUMNS)
    .where((where) => matches(where, query))
    .orderBy('nickname_key')
    .orderBy('id')
    .limit(query.limit);
  if (query.among !== undefined) select = select.where('account.id', 'in', query.among);
  if (query.after !== undefined) {
    const last = await db
      .selectFrom('account')
      .select(['id', 'nickname_key'])
      .where('id', '=', query.after)
      .executeTakeFirst();
    if (!last) return [];
    select = select.where((where) =>
      where.or([
        where('nickname_key', '>', last.nickname_key),
        where.and([where('nickname_key', '=', last.nickname_key), where('id', '>', last.id)]),
      ]),
    );
  }
  return (await select.execute()).map((row) => personOf(row, now));
}

/** A user name is unique and no secret, so it may be part of a search; phones and e-mails have to be known whole. */
function matches(where: ExpressionBuilder<IdentityTables, 'account'>, { words, login }: PeopleQuery) {
  const part = `%${searchKey(words).replace(/[%_!]/g, '!$&')}%`;
  const ways = [sql<boolean>`(nickname_key like ${part} escape '!' or username_key like ${part} escape '!')`];
  const letters = lettersOf(words);
  if (letters !== undefined) ways.push(sql<boolean>`nickname_read like ${`% ${letters}%`}`);
  const owner = where
    .selectFrom('login_name')
    .select('login_name.account')
    .where('login_name.value', '=', login ?? '');
  return where.or([...ways, ...(login === undefined ? [] : [where('account.id', 'in', owner)])]);
}

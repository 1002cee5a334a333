import type { Kysely } from 'kysely';
import type { DeviceId, Role, UserId } from '#protocol/common.ts';
import type { DeviceClass } from '#protocol/devices.ts';
import type { IdentityTables } from './tables.ts';

type Db = Kysely<IdentityTables>;

/** How long a device stays signed in without being used. */
export const REFRESH_TOKEN_MS = 30 * 24 * 3600_000;
/** Used tokens are kept this long, so that their re-use is noticed. */
const REMEMBER_USED_MS = 7 * 24 * 3600_000;

export interface NewDevice {
  id: DeviceId;
  account: UserId;
  name: string;
  class: DeviceClass;
  address: string | undefined;
  tokenHash: string;
  now: number;
}

export async function insertDevice(db: Db, { tokenHash, now, address, ...device }: NewDevice): Promise<void> {
  await db
    .insertInto('device')
    .values({ ...device, address: address ?? null, created_at: now, seen_at: now, revoked_at: null, replaced: 0 })
    .execute();
  await insertToken(db, tokenHash, device.id, null, now);
}

/** Whether the device exists and has not been signed out. */
export async function isDeviceActive(db: Db, device: DeviceId): Promise<boolean> {
  const row = await db.selectFrom('device').select('revoked_at').where('id', '=', device).executeTakeFirst();
  return row !== undefined && row.revoked_at === null;
}

export type StoredDevice = Omit<IdentityTables['device'], 'account' | 'revoked_at' | 'replaced'>;

/** The devices that somebody is signed in on, last seen first. Those whose session ran out are not. */
export async function activeDevices(db: Db, account: UserId, now: number): Promise<StoredDevice[]> {
  return db
    .selectFrom('device')
    .select(['id', 'name', 'class', 'created_at', 'seen_at', 'address'])
    .where('account', '=', account)
    .where('revoked_at', 'is', null)
    .where('seen_at', '>', now - REFRESH_TOKEN_MS)
    .orderBy('seen_at', 'desc')
    .orderBy('id')
    .execute();
}

export async function ownerOf(db: Db, device: DeviceId): Promise<UserId | undefined> {
  const row = await db.selectFrom('device').select('account').where('id', '=', device).executeTakeFirst();
  return row?.account;
}

/** @returns whether it was active until now */
export async function revokeDevice(db: Db, device: DeviceId, now: number): Promise<boolean> {
  const result = await db
    .updateTable('device')
    .set({ revoked_at: now })
    .where('id', '=', device)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Signs the person's other devices of that class out. Two of these at once wait for each other. @returns which */
export async function replaceDevices(
  db: Db,
  by: Pick<NewDevice, 'id' | 'account' | 'class' | 'now'>,
): Promise<DeviceId[]> {
  // Takes the lock of the account's row, on both engines.
  await db
    .updateTable('account')
    .set((row) => ({ created_at: row.ref('created_at') }))
    .where('id', '=', by.account)
    .execute();
  const others = (await activeDevices(db, by.account, by.now)).filter(
    (each) => each.class === by.class && each.id !== by.id,
  );
  for (const { id } of others) {
    await db.updateTable('device').set({ revoked_at: by.now, replaced: 1 }).where('id', '=', id).execute();
  }
  return others.map(({ id }) => id);
}

/** Whether the device was signed out because another one took its place. */
export async function isReplaced(db: Db, device: DeviceId): Promise<boolean> {
  const row = await db.selectFrom('device').select('replaced').where('id', '=', device).executeTakeFirst();
  return row?.replaced === 1;
}

export async function renameDevice(db: Db, device: DeviceId, name: string): Promise<void> {
  await db.updateTable('device').set({ name }).where('id', '=', device).execute();
}

export async function deviceOfToken(db: Db, hash: string): Promise<DeviceId | undefined> {
  const row = await db.selectFrom('refresh_token').select('device').where('hash', '=', hash).executeTakeFirst();
  return row?.device;
}

/** What came of presenting a refresh token. */
export type Rotation =
  | { outcome: 'rotated'; device: DeviceId; user: UserId; role: Role }
  | { outcome: 'unknown' | 'expired' | 'revoked' | 'replaced' }
  /** Somebody else has a copy: the device has been revoked. */
  | { outcome: 'reused'; device: DeviceId };

/** Uses up the token with `hash` and stores `nextHash` as its successor. */
export async function rotateToken(
  db: Db,
  { hash, nextHash, now, address }: { hash: string; nextHash: string; now: number; address: string | undefined },
): Promise<Rotation> {
  const token = await findToken(db, hash);
  if (!token) return { outcome: 'unknown' };
  if (token.revoked_at !== null) return { outcome: token.replaced === 1 ? 'replaced' : 'revoked' };
  if (token.used_at === null && token.issued_at + REFRESH_TOKEN_MS <= now) return { outcome: 'expired' };
  if (!(await mayBeUsed(db, token))) {
    await revokeDevice(db, token.device, now);
    return { outcome: 'reused', device: token.device };
  }
  const change = token.used_at === null ? { used_at: now } : { retried: token.retried + 1 };
  await db.updateTable('refresh_token').set(change).where('hash', '=', hash).execute();
  await insertToken(db, nextHash, token.device, hash, now);
  const place = address === undefined ? {} : { address };
  await db
    .updateTable('device')
    .set({ seen_at: now, ...place })
    .where('id', '=', token.device)
    .execute();
  await forgetOldTokens(db, token.device, now);
  return { outcome: 'rotated', device: token.device, user: token.user, role: token.role };
}

type StoredToken = NonNullable<Awaited<ReturnType<typeof findToken>>>;

async function findToken(db: Db, hash: string) {
  return db
    .selectFrom('refresh_token')
    .innerJoin('device', 'device.id', 'refresh_token.device')
    .innerJoin('account', 'account.id', 'device.account')
    .select(['hash', 'device', 'parent', 'issued_at', 'used_at', 'retried', 'revoked_at', 'replaced'])
    .select(['account.id as user', 'account.role as role'])
    .where('hash', '=', hash)
    .executeTakeFirst();
}

/**
 * A fresh token may be used, unless its twin (given for the same parent, whose answer seemed lost) was used instead. A
 * used one may be used again as long as nobody has used what was given for it: its answers were lost on the way, as often
 * and as long as the way was bad. If somebody else has it as well, the second of the two who goes on is noticed.
 */
async function mayBeUsed(db: Db, { hash, used_at, parent }: StoredToken): Promise<boolean> {
  const used = used_at === null ? parent : hash;
  return used === null || !(await isChildUsed(db, used));
}

async function isChildUsed(db: Db, parent: string): Promise<boolean> {
  const row = await db
    .selectFrom('refresh_token')
    .select('hash')
    .where('parent', '=', parent)
    .where('used_at', 'is not', null)
    .executeTakeFirst();
  return row !== undefined;
}

async function insertToken(db: Db, hash: string, device: DeviceId, parent: string | null, now: number): Promise<void> {
  await db
    .insertInto('refresh_token')
    .values({ hash, device, parent, issued_at: now, used_at: null, retried: 0 })
    .execute();
}

async function forgetOldTokens(db: Db, device: DeviceId, now: number): Promise<void> {
  await db
    .deleteFrom('refresh_token')
    .where('device', '=', device)
    .where('used_at', '<', now - REMEMBER_USED_MS)
    .execute();
}

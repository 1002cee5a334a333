import { hash } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { PushOfConversation, PushSettings } from '#protocol/commands/push.ts';
import type { ConversationId, DeviceId, UserId } from '#protocol/common.ts';
import { upsert } from '../adapters/sql/upsert.ts';
import type { PushAddress } from './ports.ts';
import type { PushTables, RegistrationRow } from './tables.ts';

type Db = Kysely<PushTables>;
type Writer = Transaction<PushTables>;

export function digest(text: string): string {
  return hash('sha256', text, 'base64url');
}

export function addressOf({ kind, endpoint, p256dh, auth }: RegistrationRow): PushAddress {
  return kind === 'apns' || kind === 'fcm' ? { kind, endpoint } : { endpoint, p256dh, auth };
}

export function registrationsOf(db: Db, user: UserId): Promise<RegistrationRow[]> {
  return db.selectFrom('push_registrations').selectAll().where('user_id', '=', user).execute();
}

export async function registeredUsers(db: Db): Promise<UserId[]> {
  const rows = await db.selectFrom('push_registrations').select('user_id').distinct().execute();
  return rows.map((row) => row.user_id);
}

/** An address that another device had told is this one's from now on: somebody else signed in there. */
export async function register(db: Writer, row: RegistrationRow): Promise<void> {
  const others = db.selectFrom('push_registrations').select('device_id').where('endpoint_hash', '=', row.endpoint_hash);
  for (const { device_id } of await others.execute()) await unregister(db, device_id);
  await unregister(db, row.device_id);
  await db.insertInto('push_registrations').values(row).execute();
}

export async function unregister(db: Writer, device: DeviceId): Promise<void> {
  await db.deleteFrom('push_registrations').where('device_id', '=', device).execute();
  await db.deleteFrom('push_told').where('device_id', '=', device).execute();
}

/** How far each device shows a topic. */
export async function toldOf(db: Db, devices: readonly DeviceId[], topic: string): Promise<Map<DeviceId, number>> {
  if (devices.length === 0) return new Map();
  const told = db.selectFrom('push_told').select(['device_id', 'seq']).where('device_id', 'in', devices);
  const rows = await told.where('topic', '=', topic).execute();
  return new Map(rows.map((row) => [row.device_id, row.seq]));
}

export async function noteTold(db: Writer, device: DeviceId, topic: string, seq: number): Promise<void> {
  await upsert(db, 'push_told', { device_id: device, topic, seq }, ['device_id', 'topic']);
}

export async function forgetTold(db: Writer, device: DeviceId, topic: string): Promise<void> {
  await db.deleteFrom('push_told').where('device_id', '=', device).where('topic', '=', topic).execute();
}

const DEFAULTS: PushSettings = { shows: 'all', messages: 'all', calls: true };

export async function settingsOf(db: Db, user: UserId): Promise<PushSettings> {
  const row = await db.selectFrom('push_settings').select('body').where('user_id', '=', user).executeTakeFirst();
  return row === undefined ? DEFAULTS : (JSON.parse(row.body) as PushSettings);
}

export async function keepSettings(db: Writer, user: UserId, settings: PushSettings): Promise<void> {
  await upsert(db, 'push_settings', { user_id: user, body: JSON.stringify(settings) }, ['user_id']);
}

export async function conversationPush(
  db: Db,
  user: UserId,
  conversation: ConversationId,
): Promise<PushOfConversation> {
  const row = await db
    .selectFrom('push_conversations')
    .selectAll()
    .where('user_id', '=', user)
    .where('conversation_id', '=', conversation)
    .executeTakeFirst();
  return {
    ...(row?.level ? { level: row.level as 'all' | 'mentions' | 'none' } : {}),
    ...(row?.until_at ? { until: row.until_at } : {}),
  };
}

export async function keepConversation(
  db: Writer,
  user: UserId,
  conversation: ConversationId,
  { level, until }: PushOfConversation,
): Promise<void> {
  const row = { user_id: user, conversation_id: conversation, level: level ?? null, until_at: until ?? null };
  await upsert(db, 'push_conversations', row, ['user_id', 'conversation_id']);
}

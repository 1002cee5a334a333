import type { Kysely, Transaction } from 'kysely';
import { type Call, type Caller, nextTick } from '#kernel/call-machine.ts';
import type { CallId } from '#protocol/calls.ts';
import type { ConversationId, DeviceId, UserId } from '#protocol/common.ts';
import { insertIfAbsent, upsert } from '../adapters/sql/upsert.ts';
import type { CallPersonRow, CallRow, CallTables } from './tables.ts';

type Db = Kysely<CallTables>;
type Writing = Transaction<CallTables>;

/** A call with where its media is. */
export interface StoredCall {
  call: Call;
  room: string;
}

/** @returns false when a call goes on in the conversation */
export async function insertCall(db: Writing, { call, room }: StoredCall): Promise<boolean> {
  const place = { conversation: call.conversation, call: call.id };
  if (!(await insertIfAbsent(db, 'live_calls', place))) return false;
  await db
    .insertInto('calls')
    .values({ ...callRow(call), room, changes: 0 })
    .execute();
  for (const row of personRows(call)) await db.insertInto('call_people').values(row).execute();
  return true;
}

/** Holds the call until the transaction ends. */
export async function lockCall(db: Writing, id: CallId): Promise<StoredCall | undefined> {
  await db
    .updateTable('calls')
    .set((is) => ({ changes: is('changes', '+', 1) }))
    .where('id', '=', id)
    .execute();
  return findCall(db, id);
}

export async function findCall(db: Db, id: CallId): Promise<StoredCall | undefined> {
  const row = await db.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return undefined;
  const people = await db.selectFrom('call_people').selectAll().where('call', '=', id).orderBy('place').execute();
  return { call: callFrom(row, people), room: row.room };
}

/** Stores what `after` is since `before`. */
export async function updateCall(db: Writing, before: Call, after: Call): Promise<void> {
  const { id, ...row } = callRow(after);
  await db.updateTable('calls').set(row).where('id', '=', id).execute();
  const known = new Map(personRows(before).map((one) => [one.account, JSON.stringify(one)]));
  for (const one of personRows(after)) {
    if (known.get(one.account) === JSON.stringify(one)) continue;
    await upsert(db, 'call_people', { ...one }, ['call', 'account']);
  }
  if (after.over !== undefined) await db.deleteFrom('live_calls').where('call', '=', id).execute();
}

export async function liveCallOf(db: Db, conversation: ConversationId): Promise<CallId | undefined> {
  const found = db.selectFrom('live_calls').select('call').where('conversation', '=', conversation);
  return (await found.executeTakeFirst())?.call;
}

export async function liveCalls(db: Db): Promise<CallId[]> {
  const rows = await db.selectFrom('live_calls').select('call').execute();
  return rows.map(({ call }) => call);
}

/** Those of them for which time alone changes something at `now`. */
export async function dueCalls(db: Db, now: number): Promise<CallId[]> {
  const rows = await db
    .selectFrom('live_calls as l')
    .innerJoin('calls as c', 'c.id', 'l.call')
    .select('c.id')
    .where('c.due_at', '<=', now)
    .execute();
  return rows.map(({ id }) => id);
}

/** Rooms of calls that have ended after `since`. */
export async function roomsOverSince(db: Db, since: number): Promise<string[]> {
  const rows = await db.selectFrom('calls').select('room').where('over_at', '>', since).execute();
  return rows.map(({ room }) => room);
}

/** The calls that go on and in which the person is now. */
export async function callsWith(db: Db, user: UserId): Promise<CallId[]> {
  const rows = await peopleOfLive(db).where('p.account', '=', user).execute();
  return rows.map(({ call }) => call);
}

/** Those among `users` who are in a call now. */
export async function busyAmong(db: Db, users: readonly UserId[]): Promise<ReadonlySet<UserId>> {
  if (users.length === 0) return new Set();
  const rows = await peopleOfLive(db).where('p.account', 'in', users).execute();
  return new Set(rows.map(({ account }) => account));
}

export async function callsOnDevice(db: Db, device: DeviceId): Promise<{ call: CallId; account: UserId }[]> {
  return peopleOfLive(db).where('p.device', '=', device).execute();
}

function peopleOfLive(db: Db) {
  return db
    .selectFrom('live_calls as l')
    .innerJoin('call_people as p', 'p.call', 'l.call')
    .select(['p.call', 'p.account'])
    .where('p.state', '=', 'in');
}

/** Where a page of the log begins. */
export interface LogPlace {
  startedAt: number;
  call: CallId;
}

/** The person's calls, newest first, after `after`; those that they were to know of. */
export async function loggedCalls(
  db: Db,
  user: UserId,
  { missed, after, limit }: { missed: boolean; after?: LogPlace | undefined; limit: number },
): Promise<LogPlace[]> {
  let query = db
    .selectFrom('call_people')
    .select(['call', 'started_at as startedAt'])
    .where('account', '=', user)
    .where('apart', '=', 0);
  if (missed) query = query.where('state', '=', 'missed');
  if (after !== undefined) {
    const { startedAt, call } = after;
    query = query.where((is) =>
      is.or([is('started_at', '<', startedAt), is.and([is('started_at', '=', startedAt), is('call', '<', call)])]),
    );
  }
  return query.orderBy('started_at', 'desc').orderBy('call', 'desc').limit(limit).execute();
}

function callRow(call: Call): Omit<CallRow, 'room' | 'changes'> {
  return {
    id: call.id,
    conversation: call.conversation,
    of_group: call.group ? 1 : 0,
    mode: call.mode,
    made_by: call.by,
    started_at: call.startedAt,
    answered_at: call.answeredAt ?? null,
    over_at: call.over?.at ?? null,
    outcome: call.over?.outcome ?? null,
    due_at: nextTick(call) ?? null,
    alone_since: call.aloneSince ?? null,
  };
}

function personRows(call: Call): CallPersonRow[] {
  return call.people.map((one, place) => ({
    call: call.id,
    account: one.user,
    place,
    state: one.state,
    device: one.state === 'in' ? one.device : null,
    at: one.state === 'in' ? one.since : one.state === 'ringing' ? one.until : null,
    busy: one.busy ? 1 : 0,
    apart: one.apart ? 1 : 0,
    outside: one.outside ? 1 : 0,
    held: one.state === 'in' && one.held ? 1 : 0,
    started_at: call.startedAt,
  }));
}

function callFrom(row: CallRow, people: readonly CallPersonRow[]): Call {
  return {
    id: row.id,
    conversation: row.conversation,
    group: row.of_group === 1,
    mode: row.mode,
    by: row.made_by,
    startedAt: row.started_at,
    ...(row.answered_at === null ? {} : { answeredAt: row.answered_at }),
    ...(row.alone_since === null ? {} : { aloneSince: row.alone_since }),
    people: people.map(personFrom),
    ...(row.over_at === null ? {} : { over: { at: row.over_at, outcome: row.outcome ?? 'ended' } }),
  };
}

function personFrom({ account, state, device, at, busy, apart, outside, held }: CallPersonRow): Caller {
  const head = {
    user: account,
    ...(busy === 1 && { busy: true as const }),
    ...(apart === 1 && { apart: true as const }),
    ...(outside === 1 && { outside: true as const }),
  };
  if (state === 'ringing') return { ...head, state, until: at ?? 0 };
  if (state === 'in') {
    return { ...head, state, device: device ?? '', since: at ?? 0, ...(held === 1 && { held: true as const }) };
  }
  return { ...head, state };
}

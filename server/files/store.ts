import { type Kysely, sql, type Transaction } from 'kysely';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import type { FileId, FileItem } from '#protocol/files.ts';
import { insertIfAbsent } from '../adapters/sql/upsert.ts';
import { blobOf, type FileRow, type FileTables } from './tables.ts';

type Db = Kysely<FileTables>;

export async function findFile(db: Db, id: FileId): Promise<FileRow | undefined> {
  return db.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function filesAmong(db: Db, ids: readonly FileId[]): Promise<ReadonlyMap<FileId, FileRow>> {
  const rows = ids.length === 0 ? [] : await db.selectFrom('files').selectAll().where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** What a message says of the file. Only for one that is 'ready'. */
export function itemOf({ id, name, size, type, width, height, blur, moving }: FileRow): FileItem {
  return {
    ...{ id, name, size, type: type ?? 'application/octet-stream' },
    ...(width === null || height === null ? {} : { width, height }),
    ...(blur === null ? {} : { blur }),
    ...(moving === 1 ? { moving: true as const } : {}),
  };
}

/** Bytes of the person's files, as long as they will be, and how many aren't complete. */
export async function usedBy(db: Db, owner: UserId): Promise<{ bytes: number; uploading: number }> {
  const rows = await db
    .selectFrom('files')
    .select((is) => ['state', is.fn.sum<number>('size').as('bytes'), is.fn.countAll<number>().as('files')])
    .where('owner', '=', owner)
    .groupBy('state')
    .execute();
  const bytes = rows.reduce((sum, row) => sum + Number(row.bytes), 0);
  return { bytes, uploading: Number(rows.find(({ state }) => state === 'uploading')?.files ?? 0) };
}

/** Bytes of everybody's files: as long as they will be, and those that are still to come. */
export async function usedByAll(db: Db): Promise<{ bytes: number; coming: number }> {
  const row = await db
    .selectFrom('files')
    .select((is) => [is.fn.sum<number>('size').as('bytes'), is.fn.sum<number>('received').as('received')])
    .executeTakeFirstOrThrow();
  const bytes = Number(row.bytes ?? 0);
  return { bytes, coming: bytes - Number(row.received ?? 0) };
}

export async function updateFile(db: Db, id: FileId, change: Partial<FileRow>): Promise<void> {
  await db.updateTable('files').set(change).where('id', '=', id).execute();
}

/** The same, unless another process has taken the writing over. Tells whether it did. */
export async function updateWritten(db: Db, { id, writer }: FileRow, change: Partial<FileRow>): Promise<boolean> {
  const own = db.updateTable('files').set(change).where('id', '=', id);
  const changed = await (writer === null ? own : own.where('writer', '=', writer)).executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}

/** The messages that the file is part of. */
export async function isPlaced(db: Db, id: FileId): Promise<boolean> {
  const place = db.selectFrom('file_places').select('seq').where('file_id', '=', id).limit(1);
  return (await place.executeTakeFirst()) !== undefined;
}

export async function isIn(db: Db, id: FileId, conversation: ConversationId, seq: Seq): Promise<boolean> {
  const place = db
    .selectFrom('file_places')
    .select('seq')
    .where('conversation_id', '=', conversation)
    .where('seq', '=', seq)
    .where('file_id', '=', id);
  return (await place.executeTakeFirst()) !== undefined;
}

export async function placesAmong(db: Db, conversation: ConversationId, seqs: readonly Seq[]): Promise<Set<Seq>> {
  const rows = await db
    .selectFrom('file_places')
    .select('seq')
    .distinct()
    .where('conversation_id', '=', conversation)
    .where('seq', 'in', seqs)
    .execute();
  return new Set(rows.map((row) => row.seq));
}

/** Files of a conversation with `named` in their names, with their messages, the newest first; at most `limit`. */
export async function filesBefore(
  db: Db,
  conversation: ConversationId,
  { kind, before, named, limit }: { kind: 'media' | 'sound' | 'other'; before: Seq; named: string; limit: number },
): Promise<(FileRow & { seq: Seq })[]> {
  return db
    .selectFrom('file_places as p')
    .innerJoin('files as f', 'f.id', 'p.file_id')
    .selectAll('f')
    .select('p.seq')
    .where('p.conversation_id', '=', conversation)
    .where('p.seq', '<', before)
    .where((is) => {
      const media = is.or([is('f.width', 'is not', null), is('f.type', 'in', ['video/mp4', 'video/webm'])]);
      const sound = is('f.type', 'like', 'audio/%');
      if (kind === 'sound') return sound;
      return kind === 'media' ? media : is.and([is.not(media), is.not(sound)]);
    })
    .$if(named !== '', (query) => query.where(sql<number>`instr(lower(f.name), lower(${named}))`, '>', 0))
    .orderBy('p.seq', 'desc')
    .orderBy('f.id')
    .limit(limit)
    .execute();
}

export async function addPlaces(
  db: Transaction<FileTables>,
  ids: readonly FileId[],
  conversation: ConversationId,
  seq: Seq,
): Promise<void> {
  for (const id of new Set(ids)) {
    await insertIfAbsent(db, 'file_places', { file_id: id, conversation_id: conversation, seq });
  }
}

/** Files that are in no message go then. */
export async function keepUntil(db: Db, ids: readonly FileId[], until: number): Promise<void> {
  await db.updateTable('files').set({ expires_at: until }).where('id', 'in', ids).execute();
}

/** Takes the files out of a message; those that are in no other are forgotten. */
export async function removePlaces(
  db: Transaction<FileTables>,
  ids: readonly FileId[],
  conversation: ConversationId,
  seq: Seq,
): Promise<void> {
  await db.deleteFrom('file_places').where('conversation_id', '=', conversation).where('seq', '=', seq).execute();
  for (const id of new Set(ids)) if (!(await isPlaced(db, id))) await forget(db, id);
}

/** The file is no more; bytes that no other file has are taken away after the commit. */
export async function forget(db: Transaction<FileTables>, id: FileId): Promise<void> {
  const row = await findFile(db, id);
  if (row === undefined) return;
  await db.deleteFrom('files').where('id', '=', id).execute();
  // What stands for a video is the file's own.
  if (row.as_picture === 0 && row.width !== null) await dropBlob(db, id);
  await dropBlob(db, blobOf(row));
}

/** Bytes that no file has any more are taken away after the commit, or when they are `due`. */
export async function dropBlob(db: Transaction<FileTables>, blob: string, due: number | null = null): Promise<void> {
  if (!(await hasFile(db, blob))) await insertIfAbsent(db, 'file_removals', { file_id: blob, due });
}

/** The same at once, also where they were to go later. */
export async function dropNow(db: Transaction<FileTables>, blob: string): Promise<void> {
  await db.updateTable('file_removals').set({ due: null }).where('file_id', '=', blob).execute();
  await dropBlob(db, blob);
}

/** What may go now. */
export async function dueRemovals(db: Db, now: number): Promise<string[]> {
  const rows = await db
    .selectFrom('file_removals')
    .select('file_id')
    .where((is) => is.or([is('due', 'is', null), is('due', '<=', now)]))
    .execute();
  return rows.map((row) => row.file_id);
}

/** Files that are ready and were held against no others. */
export function unread(db: Db) {
  return db.selectFrom('files').selectAll().where('hash', 'is', null).where('state', '=', 'ready').orderBy('id');
}

/** Files that have their bytes in the one blob have them in the other. */
export async function moveBlob(db: Transaction<FileTables>, from: string, to: string): Promise<void> {
  await db.updateTable('files').set({ blob: to }).where('blob', '=', from).execute();
  // From before blobs had names of their own.
  await db.updateTable('files').set({ blob: to }).where('id', '=', from).where('blob', 'is', null).execute();
}

/** Whether any file has its bytes, or what stands for it, under the name. */
export async function hasFile(db: Db, name: string): Promise<boolean> {
  const kept = db.selectFrom('files').select('id').where('blob', '=', name).limit(1);
  if ((await kept.executeTakeFirst()) !== undefined) return true;
  const own = await findFile(db, name);
  return own !== undefined && own.state !== 'infected' && own.state !== 'uncheckable';
}

/** Files whose time is over and that are in no message. */
export async function endedFiles(db: Db, now: number, limit: number): Promise<FileId[]> {
  const rows = await db
    .selectFrom('files')
    .select('id')
    .where('expires_at', '<=', now)
    .where('id', 'not in', db.selectFrom('file_places').select('file_id'))
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

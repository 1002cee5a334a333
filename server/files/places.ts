import type { Transaction } from 'kysely';
import { Failure } from '#kernel/failure.ts';
import type { UserId } from '#protocol/common.ts';
import type { FileItem } from '#protocol/files.ts';
import type { FileSource } from '../conversations/api.ts';
import { addPlaces, filesAmong, itemOf, keepUntil, removePlaces } from './store.ts';
import type { FileRow, FileTables } from './tables.ts';

/** Which messages have which files. `removed` is told when bytes may have become nobody's. */
export function placesOf(removed: (within: object) => Promise<void>): FileSource {
  return {
    async send(untyped, user, items, conversation, seq) {
      const db = untyped as unknown as Transaction<FileTables>;
      await addPlaces(db, await checkAll(db, items, user), conversation, seq);
    },
    async hold(untyped, user, items, until) {
      const db = untyped as unknown as Transaction<FileTables>;
      await keepUntil(db, await checkAll(db, items, user), until);
    },
    async release(untyped, items, until) {
      if (items.length === 0) return;
      const db = untyped as unknown as Transaction<FileTables>;
      await keepUntil(db, ids(items), until);
      await removed(db);
    },
    async copy(untyped, items, conversation, seq) {
      await addPlaces(untyped as unknown as Transaction<FileTables>, ids(items), conversation, seq);
    },
    async remove(untyped, items, conversation, seq) {
      if (items.length === 0) return;
      await removePlaces(untyped as unknown as Transaction<FileTables>, ids(items), conversation, seq);
      await removed(untyped);
    },
  };
}

/** @returns their ids. @throws Failure */
async function checkAll(
  db: Transaction<FileTables>,
  items: readonly FileItem[],
  user: UserId,
): Promise<FileItem['id'][]> {
  const rows = await filesAmong(db, ids(items));
  if (rows.size < new Set(ids(items)).size) throw new Failure('file.unknown');
  for (const item of items) check(rows.get(item.id), item, user);
  if (rows.size < items.length) throw new Failure('request.invalid');
  return [...rows.keys()];
}

/** A message tells of a file what is true. */
function check(row: FileRow | undefined, item: FileItem, user: UserId): void {
  if (row?.owner !== user) throw new Failure('file.unknown');
  if (row.state !== 'ready') throw new Failure('file.incomplete');
  const known = Object.entries(itemOf(row));
  const same = known.length === Object.keys(item).length;
  if (!same || known.some(([name, value]) => item[name as keyof FileItem] !== value))
    throw new Failure('request.invalid');
}

function ids(items: readonly FileItem[]): FileItem['id'][] {
  return items.map(({ id }) => id);
}

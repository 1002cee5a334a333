import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { KeptDelivery, UploadKeeper } from '#client/uploads/keeper.ts';
import type { ClientId, UserId } from '#protocol/common.ts';
import { fileOf, sourceOf } from './local-pictures.ts';

interface KeptRow extends Omit<KeptDelivery, 'files'> {
  user: UserId;
  files: { name: string; type: string; picture: boolean; upload?: string }[];
}

interface Tables extends DBSchema {
  deliveries: { key: ClientId; value: KeptRow };
  /** By delivery and number. Apart, so that a row is written anew without them. */
  bytes: { key: [ClientId, number]; value: Blob };
}

/** The part of `navigator.locks` that tells whether a page lives. */
type PageLocks = Pick<LockManager, 'request'>;

interface KeeperOptions {
  user: UserId;
  name?: string;
  locks?: PageLocks | undefined;
  /** Bytes that may be kept; by default a third of what the browser has left, at most `MOST_BYTES`. */
  room?: () => Promise<number>;
}

const MOST_BYTES = 2 * 1024 ** 3;

/** Messages on their way, with their files, in the browser's IndexedDB: no other tab of a page that lives takes them. */
export function openUploadKeeper({ user, name = 'yiqi-uploads', locks, room = roomLeft }: KeeperOptions): UploadKeeper {
  let opened: Promise<IDBPDatabase<Tables>> | undefined;
  const open = () => {
    opened ??= openDB<Tables>(name, 1, {
      upgrade(db) {
        db.createObjectStore('deliveries');
        db.createObjectStore('bytes');
      },
    });
    return opened;
  };
  const held = new Set<ClientId>();
  const hold = async (clientId: ClientId) => {
    const mine = locks === undefined || held.has(clientId) || (await take(locks, clientId));
    if (mine) held.add(clientId);
    return mine;
  };
  return {
    keep: (delivery) => orElse(false, async () => keep(await open(), user, delivery, { hold, room })),
    begun: (clientId, index, upload) => orElse(undefined, async () => begun(await open(), clientId, index, upload)),
    drop: (clientId) => orElse(undefined, async () => drop(await open(), clientId)),
    adopt: () => orElse([], async () => adopt(await open(), user, hold)),
  };
}

async function orElse<Result>(instead: Result, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch {
    // Private windows and full disks keep nothing.
    return instead;
  }
}

async function roomLeft(): Promise<number> {
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  return Math.min(MOST_BYTES, (quota - usage) / 3);
}

/** Whether the delivery is this page's, as long as it lives. */
type Hold = (clientId: ClientId) => Promise<boolean>;

interface How {
  hold: Hold;
  room: () => Promise<number>;
}

async function keep(db: IDBPDatabase<Tables>, user: UserId, delivery: KeptDelivery, how: How): Promise<boolean> {
  const { files, clientId, ...rest } = delivery;
  const blobs = files.map(({ source }) => fileOf(source));
  const size = files.reduce((sum, { source }) => sum + source.size, 0);
  if (blobs.some((blob) => blob === undefined) || size > (await how.room())) return false;
  await how.hold(clientId);
  const write = db.transaction(['deliveries', 'bytes'], 'readwrite');
  const [rows, bytes] = [write.objectStore('deliveries'), write.objectStore('bytes')];
  const row: KeptRow = {
    ...{ ...rest, clientId, user },
    files: files.map(({ source: { name, picture }, upload }, index) => ({
      ...{ name, picture, type: blobs[index]?.type ?? '' },
      ...(upload === undefined ? {} : { upload }),
    })),
  };
  await bytes.delete(IDBKeyRange.bound([clientId, 0], [clientId, Number.MAX_SAFE_INTEGER]));
  for (const [index, blob] of blobs.entries()) if (blob !== undefined) await bytes.put(blob, [clientId, index]);
  await rows.put(row, clientId);
  await write.done;
  return true;
}

async function begun(db: IDBPDatabase<Tables>, clientId: ClientId, index: number, upload: string): Promise<void> {
  const write = db.transaction('deliveries', 'readwrite');
  const row = await write.store.get(clientId);
  const file = row?.files[index];
  if (row !== undefined && file !== undefined) {
    file.upload = upload;
    await write.store.put(row, clientId);
  }
  await write.done;
}

async function drop(db: IDBPDatabase<Tables>, clientId: ClientId): Promise<void> {
  const write = db.transaction(['deliveries', 'bytes'], 'readwrite');
  await write.objectStore('deliveries').delete(clientId);
  await write.objectStore('bytes').delete(IDBKeyRange.bound([clientId, 0], [clientId, Number.MAX_SAFE_INTEGER]));
  await write.done;
}

async function adopt(db: IDBPDatabase<Tables>, user: UserId, hold: Hold): Promise<KeptDelivery[]> {
  const adopted: KeptDelivery[] = [];
  const rows = (await db.getAll('deliveries')).sort((one, other) => one.at - other.at);
  for (const { user: owner, files, ...rest } of rows) {
    if (owner !== user || !(await hold(rest.clientId))) continue;
    const blobs = await Promise.all(files.map((_, index) => db.get('bytes', [rest.clientId, index])));
    const sources = files.flatMap((file, index) => {
      const blob = blobs[index];
      if (blob === undefined) return [];
      const source = sourceOf(new File([blob], file.name, { type: file.type }), undefined, file.picture);
      return [{ source, ...(file.upload === undefined ? {} : { upload: file.upload }) }];
    });
    if (sources.length === files.length) adopted.push({ ...rest, files: sources });
    else await drop(db, rest.clientId);
  }
  return adopted;
}

/** Held as long as the page lives. */
function take(locks: PageLocks, clientId: ClientId): Promise<boolean> {
  return new Promise((resolve, reject) => {
    locks
      .request(`yiqi-upload-${clientId}`, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock === null ? undefined : new Promise(() => {});
      })
      .catch(reject);
  });
}

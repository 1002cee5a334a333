import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { OwnBackground } from '../model/background.ts';

/** Pictures of one's own for behind one. They are kept in this browser and go nowhere else. */

/** A picture that is kept. */
export interface KeptPicture {
  readonly name: OwnBackground;
  /** When it was added, ms. */
  readonly addedAt: number;
  /** At most `MOST_WIDTH` wide and `MOST_HEIGHT` high. */
  readonly picture: Blob;
}

interface Tables extends DBSchema {
  pictures: { key: OwnBackground; value: KeptPicture };
}

/** So many are kept. */
const MOST_PICTURES = 8;
/** Bytes of a file that is chosen, at most: what phones make of one photo. */
const MOST_FILE_BYTES = 25 * 1024 ** 2;
const MOST_WIDTH = 1920;
const MOST_HEIGHT = 1080;
const QUALITY = 0.88;

/** Why a picture was not kept. 'unreadable': no picture that this browser knows. 'unkept': the browser keeps nothing. */
export type PictureRefusal = 'too-large' | 'too-many' | 'unreadable' | 'unkept';

const DATABASE = 'yiqi-backgrounds';
let opened: Promise<IDBPDatabase<Tables>> | undefined;

function open(): Promise<IDBPDatabase<Tables>> {
  opened ??= openDB<Tables>(DATABASE, 1, {
    upgrade(db) {
      db.createObjectStore('pictures', { keyPath: 'name' });
    },
  });
  opened.catch(() => {
    opened = undefined;
  });
  return opened;
}

/** What is kept, the oldest first; nothing where the browser keeps nothing. */
export async function ownPictures(): Promise<KeptPicture[]> {
  try {
    const all = await (await open()).getAll('pictures');
    return all.sort((a, b) => a.addedAt - b.addedAt);
  } catch {
    return [];
  }
}

/** A picture to be drawn, or nothing when it is not here any more. */
export async function ownImage(name: OwnBackground): Promise<ImageBitmap | undefined> {
  try {
    const kept = await (await open()).get('pictures', name);
    return kept && (await createImageBitmap(kept.picture));
  } catch {
    return undefined;
  }
}

/** Keeps a picture from a file, made as small as a camera's is. Resolves with its name, or why it is not kept. */
export async function keepPicture(file: Blob): Promise<OwnBackground | PictureRefusal> {
  if (file.size > MOST_FILE_BYTES) return 'too-large';
  const picture = await shrunk(file);
  if (picture === undefined) return 'unreadable';
  const kept: KeptPicture = { name: `own:${crypto.randomUUID()}`, addedAt: Date.now(), picture };
  try {
    const change = (await open()).transaction('pictures', 'readwrite');
    if ((await change.store.count()) >= MOST_PICTURES) return 'too-many';
    await change.store.put(kept);
    await change.done;
    return kept.name;
  } catch {
    return 'unkept';
  }
}

export async function removePicture(name: OwnBackground): Promise<void> {
  try {
    await (await open()).delete('pictures', name);
  } catch {
    // Then nothing was kept either.
  }
}

async function shrunk(file: Blob): Promise<Blob | undefined> {
  try {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, MOST_WIDTH / image.width, MOST_HEIGHT / image.height);
    const canvas = new OffscreenCanvas(Math.max(1, image.width * scale), Math.max(1, image.height * scale));
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    return await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
  } catch {
    return undefined;
  }
}

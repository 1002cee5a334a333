import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import type { SmallBlobs } from '#kernel/ports/small-blobs.ts';
import type { UserId } from '#protocol/common.ts';
import type { StickerId } from '#protocol/content.ts';
import { checkLine } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Sticker, StickerPicture, StickerType, StickerUpload } from '#protocol/stickers.ts';
import type { Database } from '../adapters/sql/database.ts';
import { ownPack, putInto } from './collections.ts';
import { readSticker, type StickerImage } from './picture.ts';
import { countMadeBy, findSticker } from './store.ts';
import type { StickerTables } from './tables.ts';

/** Pictures that people make stickers of. */
export class Drawing {
  readonly #database: Database<StickerTables>;
  readonly #blobs: SmallBlobs;
  readonly #clock: Clock;

  constructor(database: Database<StickerTables>, blobs: SmallBlobs, clock: Clock) {
    this.#database = database;
    this.#blobs = blobs;
    this.#clock = clock;
  }

  /** @throws Failure 'sticker.invalid', 'sticker.unknown' for a pack that isn't theirs, 'stickers.full' */
  async upload(user: UserId, { pack, text, picture }: StickerUpload): Promise<Sticker> {
    const fault = checkLine(text, LIMITS.stickerChars);
    if (fault) throw new Failure('fields.invalid', { fields: { text: fault } });
    const bytes = Buffer.from(picture, 'base64');
    const { type, width, height } = acceptImage(bytes);
    const id = newId('st');
    const row = {
      id,
      made_by: user,
      made_at: this.#clock.now(),
      type,
      width,
      height,
      words: text.trim(),
      sent_at: null,
      gone_at: null,
    };
    // First the picture: a sticker without one would be worse than a picture without a sticker.
    await this.#blobs.put(keyOf(id), bytes);
    try {
      await this.#database.write(async (db) => {
        const { id: into } = await ownPack(db, user, pack);
        if ((await countMadeBy(db, user)) >= LIMITS.stickersMade) throw new Failure('stickers.full');
        await db.insertInto('stickers').values(row).execute();
        await putInto(db, into, id);
      });
    } catch (error) {
      await this.#blobs.remove(keyOf(id));
      throw error;
    }
    return { id, width, height, text: row.words };
  }

  /** @throws Failure 'sticker.unknown' */
  async picture(id: StickerId): Promise<StickerPicture> {
    const [row, bytes] = await Promise.all([findSticker(this.#database.read, id), this.#blobs.get(keyOf(id))]);
    if (row === undefined || bytes === undefined) throw new Failure('sticker.unknown');
    return { type: row.type as StickerType, picture: Buffer.from(bytes).toString('base64') };
  }
}

/** Blobs have keys without underscores. */
export function keyOf(id: StickerId): string {
  return id.replace('_', '-');
}

/** @throws Failure 'sticker.invalid' */
function acceptImage(bytes: Buffer): StickerImage {
  const image = bytes.length <= LIMITS.stickerBytes ? readSticker(bytes) : undefined;
  if (image === undefined || !fits(image.width) || !fits(image.height)) throw new Failure('sticker.invalid');
  return image;
}

function fits(side: number): boolean {
  return side >= 1 && side <= LIMITS.stickerPx;
}

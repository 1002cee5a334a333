import type { Transaction } from 'kysely';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import type { UserId } from '#protocol/common.ts';
import { checkLine } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ParamsOf } from '#protocol/realtime.ts';
import type { StickerPack } from '#protocol/stickers.ts';
import type { Database } from '../adapters/sql/database.ts';
import { collectionOf, findSticker, type PackRow, packsOf, placesIn } from './store.ts';
import type { StickerTables } from './tables.ts';

type Work = Transaction<StickerTables>;

/** What people have collected. Everything here concerns the asker's own packs; others' are 'sticker.unknown'. */
export class Collections {
  readonly #database: Database<StickerTables>;
  readonly #clock: Clock;

  constructor(database: Database<StickerTables>, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  of(user: UserId): Promise<StickerPack[]> {
    return collectionOf(this.#database.read, user);
  }

  async create(user: UserId, { title }: ParamsOf<'sticker.pack-create'>): Promise<StickerPack[]> {
    const row = this.#row(user, 'own', acceptTitle(title));
    return this.#change(user, async (db) => {
      const own = (await packsOf(db, user)).filter(({ kind }) => kind === 'own');
      if (own.length >= LIMITS.stickerPacks) throw new Failure('stickers.full');
      await db.insertInto('sticker_packs').values(row).execute();
    });
  }

  async rename(user: UserId, { pack, title }: ParamsOf<'sticker.pack-rename'>): Promise<StickerPack[]> {
    const accepted = acceptTitle(title);
    return this.#change(user, async (db) => {
      const { id } = await ownPack(db, user, pack);
      await db.updateTable('sticker_packs').set({ title: accepted }).where('id', '=', id).execute();
    });
  }

  /** The stickers stay where they were sent and kept. */
  async remove(user: UserId, { pack }: ParamsOf<'sticker.pack-remove'>): Promise<StickerPack[]> {
    return this.#change(user, async (db) => {
      const { id } = await ownPack(db, user, pack);
      await db.deleteFrom('sticker_pack_items').where('pack_id', '=', id).execute();
      await db.deleteFrom('sticker_packs').where('id', '=', id).execute();
    });
  }

  /** A sticker that is in already stays where it is. */
  async keep(user: UserId, { sticker, pack }: ParamsOf<'sticker.keep'>): Promise<StickerPack[]> {
    return this.#change(user, async (db) => {
      const into = pack === undefined ? await this.#favourites(db, user) : await ownPack(db, user, pack);
      if (!(await findSticker(db, sticker))) throw new Failure('sticker.unknown');
      await putInto(db, into.id, sticker);
    });
  }

  async drop(user: UserId, { sticker, pack }: ParamsOf<'sticker.drop'>): Promise<StickerPack[]> {
    return this.#change(user, async (db) => {
      const from = (await packsOf(db, user)).find(({ id }) => id === pack);
      if (from === undefined) throw new Failure('sticker.unknown');
      const items = db.deleteFrom('sticker_pack_items').where('pack_id', '=', from.id);
      await items.where('sticker_id', '=', sticker).execute();
    });
  }

  async #change(user: UserId, work: (db: Work) => Promise<void>): Promise<StickerPack[]> {
    return this.#database.write(async (db) => {
      await work(db);
      return collectionOf(db, user);
    });
  }

  async #favourites(db: Work, user: UserId): Promise<PackRow> {
    const known = (await packsOf(db, user)).find(({ kind }) => kind === 'favourites');
    if (known !== undefined) return known;
    const row = this.#row(user, 'favourites', '');
    await db.insertInto('sticker_packs').values(row).execute();
    return row;
  }

  #row(owner: UserId, kind: PackRow['kind'], title: string): PackRow {
    return { id: newId('sp'), owner, kind, title, made_at: this.#clock.now() };
  }
}

/** A pack that its owner fills. @throws Failure 'sticker.unknown' */
export async function ownPack(db: Work, user: UserId, pack: string): Promise<PackRow> {
  const found = (await packsOf(db, user)).find(({ id, kind }) => id === pack && kind === 'own');
  if (found === undefined) throw new Failure('sticker.unknown');
  return found;
}

/** @throws Failure 'stickers.full' */
export async function putInto(db: Work, pack: string, sticker: string): Promise<void> {
  const places = await placesIn(db, pack);
  if (places.has(sticker)) return;
  if (places.size >= LIMITS.stickersInPack) throw new Failure('stickers.full');
  const place = Math.max(0, ...places.values()) + 1;
  await db.insertInto('sticker_pack_items').values({ pack_id: pack, sticker_id: sticker, place }).execute();
}

/** @throws Failure 'fields.invalid' */
function acceptTitle(title: string): string {
  const fault = title.trim() === '' ? ({ code: 'required' } as const) : checkLine(title, LIMITS.stickerPackTitleChars);
  if (fault) throw new Failure('fields.invalid', { fields: { title: fault } });
  return title.trim();
}

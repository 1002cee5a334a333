import type { Kysely, Selectable } from 'kysely';
import type { UserId } from '#protocol/common.ts';
import type { StickerId } from '#protocol/content.ts';
import type { Sticker, StickerPack } from '#protocol/stickers.ts';
import type { StickerTables } from './tables.ts';

type Db = Kysely<StickerTables>;
export type PackRow = Selectable<StickerTables['sticker_packs']>;

export async function findSticker(db: Db, id: StickerId) {
  return db.selectFrom('stickers').selectAll().where('id', '=', id).where('gone_at', 'is', null).executeTakeFirst();
}

/** Notes that a message has it. */
export async function noteSent(db: Db, id: StickerId, now: number): Promise<void> {
  await db
    .updateTable('stickers')
    .set({ sent_at: now })
    .where('id', '=', id)
    .where('sent_at', 'is', null)
    .where('gone_at', 'is', null)
    .execute();
}

/** From now on nobody can have those that were made before `before`, are in no pack and no message ever had. */
export async function dropUnused(db: Db, before: number, now: number): Promise<void> {
  await db
    .updateTable('stickers')
    .set({ gone_at: now })
    .where('sent_at', 'is', null)
    .where('gone_at', 'is', null)
    .where('made_at', '<', before)
    .where('id', 'not in', db.selectFrom('sticker_pack_items').select('sticker_id'))
    .execute();
}

export async function goneStickers(db: Db, most: number): Promise<StickerId[]> {
  const rows = await db.selectFrom('stickers').select('id').where('gone_at', 'is not', null).limit(most).execute();
  return rows.map((row) => row.id);
}

export async function forgetStickers(db: Db, ids: readonly StickerId[]): Promise<void> {
  await db.deleteFrom('stickers').where('id', 'in', ids).execute();
}

export async function packsOf(db: Db, owner: UserId): Promise<PackRow[]> {
  return db
    .selectFrom('sticker_packs')
    .selectAll()
    .where('owner', '=', owner)
    .orderBy('made_at')
    .orderBy('id')
    .execute();
}

/** Everything that the person has collected: the favourites first, the packs in the order of making. */
export async function collectionOf(db: Db, owner: UserId): Promise<StickerPack[]> {
  const packs = await packsOf(db, owner);
  const rows = await db
    .selectFrom('sticker_pack_items as i')
    .innerJoin('sticker_packs as p', 'p.id', 'i.pack_id')
    .innerJoin('stickers as s', 's.id', 'i.sticker_id')
    .select(['i.pack_id', 's.id', 's.width', 's.height', 's.words'])
    .where('p.owner', '=', owner)
    .orderBy('i.place')
    .execute();
  const byPack = Map.groupBy(rows, (row) => row.pack_id);
  const all = packs.map(({ id, kind, title }): StickerPack => {
    const stickers = (byPack.get(id) ?? []).map(
      (row): Sticker => ({ id: row.id, width: row.width, height: row.height, text: row.words }),
    );
    return { id, kind, title, stickers };
  });
  return [...all.filter(({ kind }) => kind === 'favourites'), ...all.filter(({ kind }) => kind === 'own')];
}

/** The places of the stickers in a pack, by their ids. */
export async function placesIn(db: Db, pack: string): Promise<ReadonlyMap<StickerId, number>> {
  const rows = await db
    .selectFrom('sticker_pack_items')
    .select(['sticker_id', 'place'])
    .where('pack_id', '=', pack)
    .execute();
  return new Map(rows.map((row) => [row.sticker_id, row.place]));
}

export async function countMadeBy(db: Db, user: UserId): Promise<number> {
  const row = await db
    .selectFrom('stickers')
    .select((is) => is.fn.countAll<number>().as('made'))
    .where('made_by', '=', user)
    .where('gone_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.made);
}

import Type, { type Static } from 'typebox';
import { StickerContent } from './content.ts';
import { LIMITS } from './limits.ts';

/** Stickers that people make and collect. Rules: docs/spec/contents.md, "Stickers". */

const { id, width, height, text } = StickerContent.properties;
export const Sticker = Type.Object({ id, width, height, text });
export type Sticker = Static<typeof Sticker>;

export const StickerPackId = Type.String({ pattern: '^sp_[0-9a-z]{20}$', description: 'A pack of stickers' });

/** What one person has collected: packs of their own, and their favourites, which come first. */
export const StickerPack = Type.Object({
  id: StickerPackId,
  kind: Type.Union([Type.Literal('favourites'), Type.Literal('own')]),
  /** Empty for the favourites. */
  title: Type.String(),
  stickers: Type.Array(Sticker, { maxItems: LIMITS.stickersInPack }),
});
export type StickerPack = Static<typeof StickerPack>;

const Base64 = Type.String({ minLength: 4, maxLength: Math.ceil(LIMITS.stickerBytes / 3) * 4, description: 'Base64' });

/** A picture that becomes a sticker in an own pack. */
export const StickerUpload = Type.Object(
  { pack: StickerPackId, text: Type.String({ maxLength: 200 }), picture: Base64 },
  { additionalProperties: false },
);
export type StickerUpload = Static<typeof StickerUpload>;

export const StickerType = Type.Union([
  Type.Literal('image/png'),
  Type.Literal('image/gif'),
  Type.Literal('image/webp'),
]);
export type StickerType = Static<typeof StickerType>;

/** What a sticker looks like. */
export const StickerPicture = Type.Object({ type: StickerType, picture: Base64 });
export type StickerPicture = Static<typeof StickerPicture>;

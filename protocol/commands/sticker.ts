import Type from 'typebox';
import { StickerId } from '../content.ts';
import { StickerPack, StickerPackId } from '../stickers.ts';
import { closed, command } from './shapes.ts';

/** Ceiling only: the rules are those of titles. */
const Title = Type.String({ maxLength: 200 });
const Packs = Type.Object({ packs: Type.Array(StickerPack) });

/** What people collect of stickers. Each command that changes something answers with everything as it is then. */
export const STICKER_COMMANDS = {
  'sticker.packs': command(Type.Object({}, closed), Packs),
  /** Into the favourites, or into one of the own packs. */
  'sticker.keep': command(Type.Object({ sticker: StickerId, pack: Type.Optional(StickerPackId) }, closed), Packs),
  'sticker.drop': command(Type.Object({ sticker: StickerId, pack: StickerPackId }, closed), Packs),
  'sticker.pack-create': command(Type.Object({ title: Title }, closed), Packs),
  'sticker.pack-rename': command(Type.Object({ pack: StickerPackId, title: Title }, closed), Packs),
  'sticker.pack-remove': command(Type.Object({ pack: StickerPackId }, closed), Packs),
} as const;

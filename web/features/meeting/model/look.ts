import type { Background } from './background.ts';
import type { Choices } from './choices.ts';

/** What is drawn on faces; the drawings are in `effects/stickers`. */
export const STICKER_NAMES = [
  'glasses',
  'shades',
  'hearts',
  'crown',
  'party',
  'tophat',
  'flowers',
  'halo',
  'cat',
  'bunny',
  'dog',
  'moustache',
  'beard',
  'clown',
  'blush',
] as const;
export type StickerName = (typeof STICKER_NAMES)[number];

export function isStickerName(value: unknown): value is StickerName {
  return STICKER_NAMES.some((name) => name === value);
}

/** The strongest that skin is smoothed. */
export const MOST_BEAUTY = 100;

/** All that is done to one's picture before others see it. */
export interface Look {
  readonly background: Background;
  readonly sticker: StickerName | undefined;
  /** How much skin is smoothed and brightened, from 0 (not at all) to `MOST_BEAUTY`. */
  readonly beauty: number;
}

export const PLAIN: Look = { background: 'none', sticker: undefined, beauty: 0 };

export function lookOf({ background = 'none', sticker, beauty = 0 }: Choices): Look {
  return { background, sticker, beauty };
}

/** Nothing is done: the camera is sent as it is. */
export function isPlain({ background, sticker, beauty }: Look): boolean {
  return background === 'none' && sticker === undefined && beauty === 0;
}

/** Faces have to be found for it. */
export function needsFaces({ sticker, beauty }: Look): boolean {
  return sticker !== undefined || beauty > 0;
}

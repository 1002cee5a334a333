import type { StickerName } from '../../model/look.ts';
import type { Box } from '../faces/detector.ts';
import type { Anchor } from '../faces/placement.ts';

/** One drawing of a sticker: `drawing`.svg beside this file, whose hundredth is the measure of `box`. */
export interface StickerPart {
  readonly drawing: string;
  readonly anchor: Anchor;
  /** Where it lies around its anchor, in distances of the eyes. */
  readonly box: Box;
  /** How far it is before the line of the eyes, in distances of them: it goes to where the face turns. */
  readonly ahead?: number;
}

const box = (x: number, y: number, width: number, height: number): Box => ({
  x: x / 100,
  y: y / 100,
  width: width / 100,
  height: height / 100,
});

/** What each sticker is made of, from the back to the front. */
export const STICKERS: Readonly<Record<StickerName, readonly StickerPart[]>> = {
  glasses: [{ drawing: 'glasses', anchor: 'eyes', box: box(-125, -50, 250, 105), ahead: 0.15 }],
  shades: [{ drawing: 'shades', anchor: 'eyes', box: box(-128, -48, 256, 104), ahead: 0.15 }],
  hearts: [{ drawing: 'hearts', anchor: 'eyes', box: box(-128, -56, 256, 112), ahead: 0.15 }],
  crown: [{ drawing: 'crown', anchor: 'crown', box: box(-105, -105, 210, 120) }],
  party: [{ drawing: 'party', anchor: 'crown', box: box(-90, -190, 180, 200) }],
  tophat: [{ drawing: 'tophat', anchor: 'crown', box: box(-138, -164, 276, 210) }],
  flowers: [{ drawing: 'flowers', anchor: 'forehead', box: box(-135, -62, 270, 110) }],
  halo: [{ drawing: 'halo', anchor: 'crown', box: box(-110, -108, 220, 80) }],
  cat: [
    { drawing: 'cat-ears', anchor: 'crown', box: box(-128, -120, 256, 140) },
    { drawing: 'cat-nose', anchor: 'nose', box: box(-115, -45, 230, 90) },
  ],
  bunny: [
    { drawing: 'bunny-ears', anchor: 'crown', box: box(-100, -190, 200, 205) },
    { drawing: 'bunny-nose', anchor: 'nose', box: box(-75, -35, 150, 100) },
  ],
  dog: [
    { drawing: 'dog-ears', anchor: 'crown', box: box(-140, -40, 280, 160) },
    { drawing: 'dog-nose', anchor: 'nose', box: box(-60, -40, 120, 120) },
  ],
  moustache: [{ drawing: 'moustache', anchor: 'lip', box: box(-88, -42, 176, 64) }],
  beard: [{ drawing: 'beard', anchor: 'mouth', box: box(-115, -95, 230, 190) }],
  clown: [
    { drawing: 'clown-hair', anchor: 'forehead', box: box(-187, -72, 374, 187) },
    { drawing: 'clown-nose', anchor: 'nose', box: box(-40, -40, 80, 80) },
  ],
  blush: [{ drawing: 'blush', anchor: 'cheeks', box: box(-115, -40, 230, 80) }],
};

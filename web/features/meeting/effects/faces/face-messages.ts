import type { Landmarks } from './points.ts';

/** To the worker that finds faces: a small picture. The one before has been answered. */
export interface ToFaces {
  picture: ImageBitmap;
  /** Side in px of the square that all of it is looked through in. */
  size: number;
}

/** From it: landmarks as shares of the picture's width, and how long it took; or that there are no models. */
export type FromFaces = { faces: Landmarks[]; tookMs: number } | { failed: string };

/** A part of a picture in its own px, as wide as it is high. */
export interface Square {
  x: number;
  y: number;
  side: number;
}

export interface Size {
  width: number;
  height: number;
}

/** The shortest side that may be cut out, in px of the picture, and as a part of the largest. */
const LEAST_PX = 64;
const LEAST_PART = 1 / 8;

/** The largest square, in the middle. */
export function middleOf({ width, height }: Size): Square {
  const side = Math.min(width, height);
  return { x: (width - side) / 2, y: (height - side) / 2, side };
}

/** How far one can go in: 1 is all of the shorter side. */
export function mostZoom(size: Size): number {
  const most = Math.min(size.width, size.height);
  return Math.max(1, most / Math.max(Math.min(LEAST_PX, most), most * LEAST_PART));
}

export function zoomOf(square: Square, size: Size): number {
  return Math.min(size.width, size.height) / square.side;
}

/** The same middle, as near as the edges allow, at another zoom. */
export function zoomed(square: Square, size: Size, zoom: number): Square {
  const held = Math.min(Math.max(zoom, 1), mostZoom(size));
  const side = Math.min(size.width, size.height) / held;
  const less = (square.side - side) / 2;
  return within({ x: square.x + less, y: square.y + less, side }, size);
}

/** Moved by so many px of the picture, and never over its edges. */
export function moved(square: Square, size: Size, dx: number, dy: number): Square {
  return within({ ...square, x: square.x + dx, y: square.y + dy }, size);
}

function within({ x, y, side }: Square, { width, height }: Size): Square {
  return { x: Math.min(Math.max(x, 0), width - side), y: Math.min(Math.max(y, 0), height - side), side };
}

import type { FileItem } from '#protocol/files.ts';

const WIDEST_PX = 360;
const HIGHEST_PX = 420;
const NARROWEST_PX = 120;

/** The box of one picture, in px: its own shape, unless that would be a strip. It depends on nothing that is loaded. */
export function pictureBox({ width = 1, height = 1 }: Pick<FileItem, 'width' | 'height'>): {
  width: number;
  height: number;
} {
  const scale = Math.min(1, WIDEST_PX / width, HIGHEST_PX / height);
  const shown = { width: width * scale, height: height * scale };
  return {
    width: Math.round(Math.max(shown.width, NARROWEST_PX)),
    height: Math.round(Math.max(shown.height, NARROWEST_PX / 2)),
  };
}

/** Pictures in a row of a grid of `count`. */
export function columnsOf(count: number): number {
  return count === 2 || count === 4 ? 2 : 3;
}

import { join } from 'node:path';
import sharp from 'sharp';

const GAP = 12;

/** Pictures side by side, each at most so many px high, as one PNG to be looked at at once. */
export async function stitch(paths: readonly string[], file: string, height: number): Promise<void> {
  const pictures = await Promise.all(
    paths.map((path) => sharp(path).resize({ height, withoutEnlargement: true }).toBuffer({ resolveWithObject: true })),
  );
  const width = pictures.reduce((sum, { info }) => sum + info.width + GAP, GAP);
  const tallest = Math.max(...pictures.map(({ info }) => info.height));
  let left = GAP;
  const composed = pictures.map(({ data, info }) => {
    const place = { input: data, left, top: GAP };
    left += info.width + GAP;
    return place;
  });
  await sharp({ create: { width, height: tallest + 2 * GAP, channels: 3, background: '#8a8a8a' } })
    .composite(composed)
    .png()
    .toFile(file);
}

/** All pictures of one screen at one size. */
export function sheetOf(folder: string, screen: string, size: string): string {
  return join(folder, 'sheets', `${screen}-${size}.png`);
}

import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { type DrawnFace, drawnPeople } from './drawn-face.ts';

/** A camera that shows drawn people, for Chromium's `--use-file-for-fake-video-capture`. */
interface DrawnCamera {
  /** Of the video, which begins anew when it is over. */
  readonly path: string;
  remove(): Promise<void>;
}

interface DrawnVideo {
  width: number;
  height: number;
  /** Pictures a second. */
  rate: number;
  pictures: readonly (readonly DrawnFace[])[];
}

/** Writes a video (YUV4MPEG2, 4:2:0) of drawn people into a temporary folder. */
export async function drawCamera({ width, height, rate, pictures }: DrawnVideo): Promise<DrawnCamera> {
  const folder = await mkdtemp(join(tmpdir(), 'yiqi-camera-'));
  const path = join(folder, 'camera.y4m');
  const file = await open(path, 'w');
  await file.write(`YUV4MPEG2 W${width} H${height} F${rate}:1 Ip A1:1 C420mpeg2\n`);
  for (const faces of pictures) {
    const svg = Buffer.from(drawnPeople(width, height, faces));
    const rgb = await sharp(svg).removeAlpha().raw().toBuffer();
    await file.write('FRAME\n');
    await file.write(planesOf(rgb, width, height));
  }
  await file.close();
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Brightness of each pixel, then both colours of each 2 × 2 (BT.601, 16 to 235). */
function planesOf(rgb: Buffer, width: number, height: number): Buffer {
  const planes = Buffer.alloc((width * height * 3) / 2);
  const quarter = (width * height) / 4;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const [r, g, b] = [rgb[3 * at] ?? 0, rgb[3 * at + 1] ?? 0, rgb[3 * at + 2] ?? 0];
      planes[at] = Math.round(16 + 0.257 * r + 0.504 * g + 0.098 * b);
      if (y % 2 === 1 || x % 2 === 1) continue;
      const colour = width * height + (y / 2) * (width / 2) + x / 2;
      planes[colour] = Math.round(128 - 0.148 * r - 0.291 * g + 0.439 * b);
      planes[colour + quarter] = Math.round(128 + 0.439 * r - 0.368 * g - 0.071 * b);
    }
  }
  return planes;
}

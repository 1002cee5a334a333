/// <reference lib="dom" />
import type { Browser } from 'playwright-core';
import { drawnPeople } from '../../e2e/support/drawn-face.ts';

const SIZE = { width: 1280, height: 720 };
const SECONDS = 2;

/** A layer of a camera that sends what was drawn, encoded once: whoever publishes it needs no processor time for it. */
interface ClipLayer {
  readonly rid: string;
  readonly clip: readonly string[];
}

interface Wanted {
  pictures: string[];
  rate: number;
  layers: { rid: string; scale: number; bitrate: number }[];
}

/** Encodes pictures as VP8, the first a key frame; every frame in base64. Runs in the page. */
async function encodeInPage({ pictures, rate, layers }: Wanted): Promise<ClipLayer[]> {
  const images = await Promise.all(
    pictures.map(async (svg) => {
      const image = new Image();
      image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
      await image.decode();
      return image;
    }),
  );
  const done: ClipLayer[] = [];
  for (const { rid, scale, bitrate } of layers) {
    const [width, height] = [(images[0]?.width ?? 0) / scale, (images[0]?.height ?? 0) / scale];
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    const clip: string[] = [];
    const output = (chunk: EncodedVideoChunk) => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      clip.push(btoa(String.fromCharCode(...bytes)));
    };
    const error = (reason: Error) => {
      throw reason;
    };
    const encoder = new VideoEncoder({ output, error });
    encoder.configure({ codec: 'vp8', width, height, bitrate, framerate: rate, latencyMode: 'realtime' });
    for (const [i, image] of images.entries()) {
      context?.drawImage(image, 0, 0, width, height);
      const frame = new VideoFrame(canvas, { timestamp: (i * 1e6) / rate });
      encoder.encode(frame, { keyFrame: i === 0 });
      frame.close();
    }
    await encoder.flush();
    encoder.close();
    done.push({ rid, clip });
  }
  return done;
}

/** Two seconds of somebody who sways, in the three layers that browsers send: 180, 360 and 720 lines. */
export async function encodeClip(browser: Browser, rate: number): Promise<ClipLayer[]> {
  const page = await browser.newPage();
  // Encoders are there on pages of https alone; this one never leaves the browser.
  await page.route('https://clip.test/', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  await page.goto('https://clip.test/');
  const pictures = Array.from({ length: SECONDS * rate }, (_, i) => {
    const way = 60 * Math.sin((i / rate) * Math.PI);
    return drawnPeople(SIZE.width, SIZE.height, [{ x: 640 + way, y: 340, height: 300, lean: way / 8 }]);
  });
  const layers = [
    { rid: 'q', scale: 4, bitrate: 160_000 },
    { rid: 'h', scale: 2, bitrate: 450_000 },
    { rid: 'f', scale: 1, bitrate: 1_700_000 },
  ];
  const clips = await page.evaluate(encodeInPage, { pictures, rate, layers });
  await page.close();
  return clips;
}

import landmarkFile from '@vladmandic/face-api/model/face_landmark_68_tiny_model.bin?url';
import landmarkParts from '@vladmandic/face-api/model/face_landmark_68_tiny_model-weights_manifest.json';
import detectorFile from '@vladmandic/face-api/model/tiny_face_detector_model.bin?url';
import detectorParts from '@vladmandic/face-api/model/tiny_face_detector_model-weights_manifest.json';
import type { Box } from './detector.ts';
import type { FromFaces, ToFaces } from './face-messages.ts';
import { FaceFinder, type Picture } from './finder.ts';
import { type ModelPart, readWeights } from './weights.ts';

const context = newContext();

function newContext(): OffscreenCanvasRenderingContext2D {
  const made = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (made === null) throw new Error('no canvas can be drawn on');
  return made;
}

/** Pixels of a part of `picture`, black beyond its edges. */
function pixelsOf(picture: ImageBitmap, { x, y, width, height }: Box, size: number): Uint8ClampedArray {
  const { canvas } = context;
  if (canvas.width !== size) canvas.width = canvas.height = size;
  const scale = size / Math.max(width, height);
  context.fillStyle = '#000';
  context.fillRect(0, 0, size, size);
  context.drawImage(picture, -x * scale, -y * scale, picture.width * scale, picture.height * scale);
  return context.getImageData(0, 0, size, size).data;
}

async function weightsOf([model]: readonly { weights: ModelPart[] }[], url: string) {
  const response = await fetch(url);
  if (!response.ok || model === undefined) throw new Error(`no model: ${response.status}`);
  return readWeights(model.weights, new Uint8Array(await response.arrayBuffer()));
}

async function loadFinder(): Promise<FaceFinder> {
  const [detector, landmarks] = await Promise.all([
    weightsOf(detectorParts, detectorFile),
    weightsOf(landmarkParts, landmarkFile),
  ]);
  return new FaceFinder({ detector, landmarks });
}

function find(finder: FaceFinder, { picture, size }: ToFaces): FromFaces {
  const startedAt = performance.now();
  const { width, height } = picture;
  const looked: Picture = { width, height, square: (box, side) => pixelsOf(picture, box, side) };
  const faces = finder.find(looked, size, startedAt).map((marks) => marks.map((value) => value / width));
  picture.close();
  return { faces, tookMs: performance.now() - startedAt };
}

/** Answers each picture that comes by the port. Models that could not be fetched are asked for again with the next. */
function serve(port: MessagePort): void {
  const tell = (message: FromFaces) => port.postMessage(message);
  let loading: Promise<FaceFinder> | undefined;
  port.onmessage = async ({ data }: MessageEvent<ToFaces>) => {
    try {
      loading ??= loadFinder();
      tell(find(await loading, data));
    } catch (error) {
      loading = undefined;
      data.picture.close();
      tell({ failed: String(error) });
    }
  };
}

addEventListener('message', ({ data }: MessageEvent<MessagePort>) => serve(data), { once: true });

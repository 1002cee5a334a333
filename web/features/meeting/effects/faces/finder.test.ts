import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { type DrawnFace, drawnPeople, eyesOf, onFace } from '../../../../../e2e/support/drawn-face.ts';
import type { Box } from './detector.ts';
import { FaceFinder, type FaceModels, looksLikeFace, type Picture } from './finder.ts';
import { distance, type Landmarks, leftEye, middleOf, pointOf, rightEye } from './points.ts';
import { type ModelPart, readWeights } from './weights.ts';

const FOLDER = createRequire(import.meta.url)
  .resolve('@vladmandic/face-api/package.json')
  .replace(/package\.json$/, 'model/');
const WIDTH = 640;
const HEIGHT = 480;

function modelOf(name: string) {
  const [{ weights }] = JSON.parse(readFileSync(`${FOLDER}${name}-weights_manifest.json`, 'utf8')) as [
    { weights: ModelPart[] },
  ];
  return readWeights(weights, readFileSync(`${FOLDER}${name}.bin`));
}

const models: FaceModels = {
  detector: modelOf('tiny_face_detector_model'),
  landmarks: modelOf('face_landmark_68_tiny_model'),
};

/** A drawing as the finder sees pictures: nearest pixels, black beyond its edges. */
async function pictureOf(faces: readonly DrawnFace[]): Promise<Picture> {
  const pixels = await sharp(Buffer.from(drawnPeople(WIDTH, HEIGHT, faces)))
    .ensureAlpha()
    .raw()
    .toBuffer();
  const square = ({ x, y, width, height }: Box, size: number) => {
    const step = Math.max(width, height) / size;
    const square = new Uint8ClampedArray(size * size * 4);
    for (let i = 0; i < size * size; i++) {
      const [column, row] = [x + ((i % size) + 0.5) * step, y + (Math.trunc(i / size) + 0.5) * step].map(
        Math.floor,
      ) as [number, number];
      const inside =
        column >= 0 && row >= 0 && column < WIDTH && row < HEIGHT && column < x + width && row < y + height;
      if (inside) square.set(pixels.subarray(4 * (row * WIDTH + column), 4 * (row * WIDTH + column) + 4), 4 * i);
    }
    return square;
  };
  return { width: WIDTH, height: HEIGHT, square };
}

const one: DrawnFace = { x: 320, y: 240, height: 220 };
const two: DrawnFace[] = [
  { x: 190, y: 220, height: 170, lean: 10 },
  { x: 450, y: 250, height: 160, lean: -12 },
];

/** How far landmarks are from where the face was drawn at most, in distances of its eyes. */
function error(face: DrawnFace, marks: Landmarks): number {
  const [left, right] = eyesOf(face);
  const unit = distance(left, right);
  const pairs = [
    [left, leftEye(marks)],
    [right, rightEye(marks)],
    [onFace(face, 0, 64), middleOf(marks, 48, 67)],
    [onFace(face, 0, 38), pointOf(marks, 33)],
    [onFace(face, 0, 104), pointOf(marks, 8)],
  ] as const;
  return Math.max(...pairs.map(([drawn, found]) => distance(drawn, found) / unit));
}

test('[RO34] a face’s landmarks are found where it was drawn', async () => {
  const faces = new FaceFinder(models).find(await pictureOf([one]), 224, 0);
  expect(faces).toHaveLength(1);
  expect(error(one, faces[0] as Landmarks)).toBeLessThan(0.25);
});

test('[RO34] each of two that lean is found, and nobody on an empty wall', async () => {
  const finder = new FaceFinder(models);
  const faces = finder.find(await pictureOf(two), 224, 0);
  expect(faces).toHaveLength(2);
  for (const face of two) expect(Math.min(...faces.map((marks) => error(face, marks)))).toBeLessThan(0.3);
  expect(new FaceFinder(models).find(await pictureOf([]), 224, 0)).toEqual([]);
});

test('a face that moves is followed without looking through all of the picture, and let go when it is gone', async () => {
  const finder = new FaceFinder(models);
  finder.find(await pictureOf([one]), 224, 0);
  for (let step = 1; step <= 3; step++) {
    const moved = { ...one, x: one.x + 12 * step, lean: 3 * step };
    const [marks] = finder.find(await pictureOf([moved]), 224, step * 60);
    expect(error(moved, marks as Landmarks)).toBeLessThan(0.3);
  }
  const wall = await pictureOf([]);
  expect(finder.find(wall, 224, 1000)).toEqual([]);
});

test('what lies anyhow is no face', () => {
  expect(looksLikeFace(new Float32Array(136))).toBe(false);
  expect(looksLikeFace(Float32Array.from({ length: 136 }, (_, i) => i))).toBe(false);
});

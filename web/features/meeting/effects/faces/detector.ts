import { convolve, convolveEach, mix, poolLargest, rectify, type Tensor, tensorOf, type Weights } from './layers.ts';
import { weightsOf } from './weights.ts';

/** A rectangle, in the measure of whoever made it. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface FoundBox extends Box {
  /** How sure the model is, from 0 to 1. */
  readonly score: number;
}

const AVERAGE = [117.001, 114.697, 97.404] as const;
/** What the model takes for zero is one tenth as steep. */
const SLOPE = 0.1;
/** Shapes that the model thinks of at each place, in places (tinyFaceDetector/const.ts of face-api). */
const SHAPES = [
  { width: 1.603231, height: 2.094468 },
  { width: 6.041143, height: 7.080126 },
  { width: 2.882459, height: 3.518061 },
  { width: 4.266906, height: 5.178857 },
  { width: 9.041765, height: 10.66308 },
] as const;
/** Numbers for each shape: where, how large, how sure. */
const NUMBERS = 5;
/** Boxes that share more than this part of what they cover together are of one face. */
const MOST_SHARED = 0.4;
const LEAST_SCORE = 0.45;
/** Nobody's stickers need more. */
export const MOST_FACES = 6;

/**
 * Faces in a square of pixels, the surest first, as shares of its size. face-api's tiny detector: five layers
 * that each look at a point's neighbours, then mix their findings.
 */
export function detectFaces(weights: Weights, pixels: Uint8ClampedArray, size: number): FoundBox[] {
  const part = (name: string) => weightsOf(weights, name);
  const input = tensorOf(pixels, size, AVERAGE);
  let tensor = rectify(convolve(input, part('conv0/filters'), part('conv0/bias'), 'inside'), SLOPE);
  tensor = poolLargest(tensor, 2);
  for (let layer = 1; layer <= 5; layer++) {
    const each = convolveEach(tensor, part(`conv${layer}/depthwise_filter`), 1);
    tensor = rectify(mix(each, part(`conv${layer}/pointwise_filter`), part(`conv${layer}/bias`)), SLOPE);
    tensor = poolLargest(tensor, layer < 5 ? 2 : 1);
  }
  return withoutDoubles(boxesOf(mix(tensor, part('conv8/filters'), part('conv8/bias'))));
}

function boxesOf({ width: places, data }: Tensor): FoundBox[] {
  const boxes: FoundBox[] = [];
  for (let place = 0; place < places * places; place++) {
    SHAPES.forEach((shape, i) => {
      const at = (place * SHAPES.length + i) * NUMBERS;
      const [x = 0, y = 0, width = 0, height = 0, sure = 0] = data.subarray(at, at + NUMBERS);
      const score = sigmoid(sure);
      if (score < LEAST_SCORE) return;
      const size = {
        width: (Math.exp(width) * shape.width) / places,
        height: (Math.exp(height) * shape.height) / places,
      };
      const middle = {
        x: ((place % places) + sigmoid(x)) / places,
        y: (Math.trunc(place / places) + sigmoid(y)) / places,
      };
      boxes.push({ ...size, x: middle.x - size.width / 2, y: middle.y - size.height / 2, score });
    });
  }
  return boxes;
}

function withoutDoubles(boxes: readonly FoundBox[]): FoundBox[] {
  const kept: FoundBox[] = [];
  for (const box of boxes.toSorted((a, b) => b.score - a.score)) {
    if (kept.length < MOST_FACES && kept.every((other) => sharedPart(box, other) <= MOST_SHARED)) kept.push(box);
  }
  return kept;
}

/** What both boxes cover, as a part of what either does. */
export function sharedPart(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (a.width * a.height + b.width * b.height - width * height);
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

import { type Box, detectFaces, MOST_FACES, sharedPart } from './detector.ts';
import { FACE_SIZE, findLandmarks } from './landmark-net.ts';
import type { Weights } from './layers.ts';
import { distance, LANDMARKS, type Landmarks, leftEye, middleOf, pointOf, rightEye } from './points.ts';

/** A picture that faces are looked for in. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Pixels (red, green, blue, alpha) of `box`, scaled to fit `size` px from the upper left corner; the rest is black. */
  square(box: Box, size: number): Uint8ClampedArray;
}

export interface FaceModels {
  readonly detector: Weights;
  readonly landmarks: Weights;
}

/** In ms: faces that came or went are noticed as soon as this. */
const LOOK_ANEW_MS = 400;
/** How much larger than what its landmarks cover the picture of a face is that the model wants, on each side. */
const AROUND = 0.2;
/** Two finds of one face share at least this part. */
const SAME_FACE = 0.3;

/**
 * Finds faces in picture after picture. Looking through all of it takes longest: in between, each face is
 * looked for where it was, until what is found there is no face any more.
 */
export class FaceFinder {
  readonly #models: FaceModels;
  #boxes: Box[] = [];
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(models: FaceModels) {
    this.#models = models;
  }

  /** Landmarks of all faces, in px of `picture`. `size`: of the square that all of it is looked through in, in px. */
  find(picture: Picture, size: number, now: number): Landmarks[] {
    if (now - this.#lookedAt >= LOOK_ANEW_MS || this.#boxes.length === 0) {
      this.#lookedAt = now;
      this.#boxes = this.#look(picture, size);
    }
    const faces: Landmarks[] = [];
    const boxes: Box[] = [];
    for (const box of this.#boxes) {
      const marks = this.#marksIn(picture, box);
      if (!looksLikeFace(marks)) continue;
      const next = boxAround(marks);
      if (boxes.some((other) => sharedPart(other, next) > SAME_FACE)) continue;
      faces.push(marks);
      boxes.push(next);
    }
    this.#boxes = boxes;
    return faces;
  }

  /** Whom it knows already stays where the landmarks are: boxes of the detector are rough. */
  #look(picture: Picture, size: number): Box[] {
    const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
    const longest = Math.max(picture.width, picture.height);
    const found = detectFaces(this.#models.detector, picture.square(whole, size), size).map((box) => ({
      x: box.x * longest,
      y: box.y * longest,
      width: box.width * longest,
      height: box.height * longest,
    }));
    return found
      .map((box) => this.#boxes.find((known) => sharedPart(known, box) > SAME_FACE) ?? box)
      .slice(0, MOST_FACES);
  }

  #marksIn(picture: Picture, box: Box): Landmarks {
    const side = Math.max(box.width, box.height);
    const square = {
      x: box.x + box.width / 2 - side / 2,
      y: box.y + box.height / 2 - side / 2,
      width: side,
      height: side,
    };
    const shares = findLandmarks(this.#models.landmarks, picture.square(square, FACE_SIZE));
    return shares.map((share, i) => (i % 2 === 0 ? square.x : square.y) + share * side);
  }
}

function boxAround(marks: Landmarks): Box {
  let [left, top, right, bottom] = [marks[0] ?? 0, marks[1] ?? 0, marks[0] ?? 0, marks[1] ?? 0];
  for (let i = 1; i < LANDMARKS; i++) {
    const { x, y } = pointOf(marks, i);
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  const [width, height] = [right - left, bottom - top];
  return {
    x: left - width * AROUND,
    y: top - height * AROUND,
    width: width * (1 + 2 * AROUND),
    height: height * (1 + 2 * AROUND),
  };
}

/** The model finds landmarks on anything: what has no eyes beside each other and no mouth well below them is no face. */
export function looksLikeFace(marks: Landmarks): boolean {
  const [left, right] = [leftEye(marks), rightEye(marks)];
  const eyes = distance(left, right);
  const jaw = distance(pointOf(marks, 0), pointOf(marks, 16));
  const mouth = middleOf(marks, 48, 67);
  const along = { x: (right.x - left.x) / eyes, y: (right.y - left.y) / eyes };
  const [dx, dy] = [mouth.x - (left.x + right.x) / 2, mouth.y - (left.y + right.y) / 2];
  const below = (dy * along.x - dx * along.y) / eyes;
  const aside = Math.abs(dx * along.x + dy * along.y) / eyes;
  return eyes > 0.25 * jaw && eyes < 0.75 * jaw && below > 0.5 && below < 2.4 && aside < 0.9;
}

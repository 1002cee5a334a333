import { OneEuro } from './one-euro.ts';
import { distance, type Landmarks, leftEye, middleOf, type Point, rightEye } from './points.ts';

/** A face as it is shown now. */
export interface ShownFace {
  /** The same for as long as it is followed. */
  readonly id: number;
  readonly marks: Landmarks;
  /** How much of its sticker is seen, from 0 to 1. */
  readonly presence: number;
}

interface Followed {
  readonly id: number;
  readonly filter: OneEuro;
  /** px a ms. */
  speed: Point;
  centre: Point;
  since: number;
  seenAt: number;
  /** When it was first not found since then. */
  missedAt: number | undefined;
}

/** Of a face that came: until all of its sticker is seen. */
const COME_MS = 150;
/** A face that is not found any more stays so long, then fades. */
const MISSED_MS = 350;
const FADE_MS = 300;
/** How far ahead of the last find a face is reckoned at most: where it goes is not known for longer. */
const AHEAD_MS = 160;
/** A find is the same face when its middle is no further away, in distances of its eyes. */
const NEAR = 1.6;

/** Follows faces from find to find: which is which, calm while they rest, where they will be, and away softly when they are. */
export class FaceTracker {
  #faces: Followed[] = [];
  #next = 1;

  /** Takes what was found in the picture of `at` (ms). */
  take(found: readonly Landmarks[], at: number): void {
    const left = new Set(found);
    const pairs = this.#faces
      .flatMap((face) => found.map((marks) => ({ face, marks, apart: apart(face, marks) })))
      .filter((pair) => pair.apart < NEAR)
      .sort((a, b) => a.apart - b.apart);
    const taken = new Set<Followed>();
    for (const { face, marks } of pairs) {
      if (taken.has(face) || !left.delete(marks)) continue;
      taken.add(face);
      move(face, marks, at);
    }
    for (const marks of left) this.#faces.push(this.#begin(marks, at));
    for (const face of this.#faces) if (face.seenAt !== at) face.missedAt ??= at;
    this.#faces = this.#faces.filter(({ missedAt = at }) => at - missedAt < MISSED_MS + FADE_MS);
  }

  /** Faces as they are shown at `now` (ms, the same clock). */
  shown(now: number): ShownFace[] {
    return this.#faces.flatMap((face) => {
      const presence = presenceOf(face, now);
      return presence > 0 ? [{ id: face.id, marks: ahead(face, now), presence }] : [];
    });
  }

  forget(): void {
    this.#faces = [];
  }

  #begin(marks: Landmarks, at: number): Followed {
    const face = { filter: new OneEuro(marks, at), speed: { x: 0, y: 0 }, centre: middleOf(marks, 0, 67) };
    return { ...face, id: this.#next++, since: at, seenAt: at, missedAt: undefined };
  }
}

function apart(face: Followed, marks: Landmarks): number {
  return distance(face.centre, middleOf(marks, 0, 67)) / Math.max(1, eyesApart(marks));
}

function eyesApart(marks: Landmarks): number {
  return distance(leftEye(marks), rightEye(marks));
}

function move(face: Followed, marks: Landmarks, at: number): void {
  const ms = at - face.seenAt;
  if (ms <= 0) return;
  const before = face.centre;
  face.filter.take(marks, at, eyesApart(marks));
  face.centre = middleOf(face.filter.values, 0, 67);
  const speed = { x: (face.centre.x - before.x) / ms, y: (face.centre.y - before.y) / ms };
  face.speed = { x: (face.speed.x + speed.x) / 2, y: (face.speed.y + speed.y) / 2 };
  face.seenAt = at;
  face.missedAt = undefined;
}

function presenceOf({ since, missedAt }: Followed, now: number): number {
  const come = Math.min(1, Math.max(0.05, (now - since) / COME_MS));
  const gone = Math.max(0, now - (missedAt ?? now) - MISSED_MS) / FADE_MS;
  return Math.max(0, Math.min(come, 1 - gone));
}

function ahead({ filter, speed, seenAt }: Followed, now: number): Landmarks {
  const ms = Math.min(AHEAD_MS, Math.max(0, now - seenAt));
  return filter.values.map((value, i) => value + (i % 2 === 0 ? speed.x : speed.y) * ms);
}

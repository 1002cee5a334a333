/**
 * The 68 landmarks of a face, x and y of each beside each other, in px of the picture. Who is on the picture has their right eye to the
 * left. Numbers: 0–16 the jaw from ear to ear, 17–26 brows, 27–30 the nose's ridge, 31–35 below it, 36–47 eyes, 48–67 mouth.
 */
export type Landmarks = Float32Array;

export const LANDMARKS = 68;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export function pointOf(marks: Landmarks, index: number): Point {
  return { x: marks[2 * index] ?? 0, y: marks[2 * index + 1] ?? 0 };
}

/** The middle of landmarks from `first` to `last`, both included. */
export function middleOf(marks: Landmarks, first: number, last: number): Point {
  let [x, y] = [0, 0];
  for (let i = first; i <= last; i++) {
    x += marks[2 * i] ?? 0;
    y += marks[2 * i + 1] ?? 0;
  }
  const count = last - first + 1;
  return { x: x / count, y: y / count };
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

export const leftEye = (marks: Landmarks): Point => middleOf(marks, 36, 41);
export const rightEye = (marks: Landmarks): Point => middleOf(marks, 42, 47);

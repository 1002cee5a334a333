import { distance, type Landmarks, leftEye, middleOf, type Point, pointOf, rightEye } from './points.ts';

/** A face as drawings see it. */
export interface Pose {
  /** Between the eyes, in px. */
  readonly middle: Point;
  /** Distance of the eyes in px, as it would be looking straight ahead: the measure of all that is drawn on it. */
  readonly unit: number;
  /** How much it leans, in radians, clockwise. */
  readonly roll: number;
  /** Where it is turned to, in radians: below zero to the left of the picture, 0 straight ahead. */
  readonly yaw: number;
  /** Landmarks in the measure of the face: from between the eyes, along their line and below it. */
  readonly at: Readonly<Record<Anchor, Point>>;
}

/** Where on a face a drawing is fixed. */
export const ANCHORS = ['eyes', 'crown', 'forehead', 'nose', 'lip', 'mouth', 'chin', 'cheeks'] as const;
export type Anchor = (typeof ANCHORS)[number];

/** Where a drawing goes: its own point (0, 0), in distances of the eyes, comes to x, y; see `CanvasTransform.setTransform`. */
export interface Placement {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly x: number;
  readonly y: number;
}

/** The nose's tip is so far before the eyes, in distances of the eyes: it moves to the side as the face turns. */
const NOSE_AHEAD = 0.75;
/** Sine of the furthest that a face turns: further, its landmarks are not found. */
const MOST_TURN = 0.75;
/** The top of the head above the line of the eyes, in distances from it to the chin. */
const CROWN_ABOVE = 0.84;

export function poseOf(marks: Landmarks): Pose {
  const [left, right] = [leftEye(marks), rightEye(marks)];
  const middle = { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 };
  const roll = Math.atan2(right.y - left.y, right.x - left.x);
  const seen = Math.max(1, distance(left, right));
  const own = (point: Point, unit: number): Point => {
    const [dx, dy] = [(point.x - middle.x) / unit, (point.y - middle.y) / unit];
    return { x: dx * Math.cos(roll) + dy * Math.sin(roll), y: dy * Math.cos(roll) - dx * Math.sin(roll) };
  };
  const tip = own(pointOf(marks, 30), seen).x / 2 + own(pointOf(marks, 33), seen).x / 2;
  const yaw = Math.asin(clamp(tip / NOSE_AHEAD, MOST_TURN));
  const unit = seen / Math.cos(yaw);
  const of = (point: Point) => own(point, unit);
  const chin = of(pointOf(marks, 8));
  const brows = of(middleOf(marks, 17, 26));
  const nose = of(pointOf(marks, 30));
  const upper = of(pointOf(marks, 51));
  const below = of(pointOf(marks, 33));
  const crown = { x: brows.x - chin.x * 0.4, y: -Math.abs(chin.y) * CROWN_ABOVE };
  const forehead = { x: (brows.x + crown.x) / 2, y: brows.y * 0.45 + crown.y * 0.55 };
  const lip = { x: (upper.x + below.x) / 2, y: (upper.y + below.y) / 2 };
  const mouth = of(middleOf(marks, 60, 67));
  const cheeks = { x: nose.x * 0.5, y: (below.y + nose.y) / 2 };
  const eyes = { x: 0, y: 0 };
  return { middle, unit, roll, yaw, at: { eyes, crown, forehead, nose, lip, mouth, chin, cheeks } };
}

/** Where a drawing at `anchor` goes: as large as the face, leaning with it, and narrower as it turns away. */
export function placeAt({ middle, unit, roll, yaw, at }: Pose, anchor: Anchor): Placement {
  const [cos, sin] = [Math.cos(roll) * unit, Math.sin(roll) * unit];
  const narrow = Math.cos(yaw);
  const { x, y } = at[anchor];
  return {
    a: cos * narrow,
    b: sin * narrow,
    c: -sin,
    d: cos,
    x: middle.x + x * cos - y * sin,
    y: middle.y + x * sin + y * cos,
  };
}

function clamp(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}

/** Where anchors are on a face that looks straight ahead, for drawings of it. */
export const FRONT: Readonly<Record<Anchor, Point>> = {
  eyes: { x: 0, y: 0 },
  crown: { x: 0, y: -1.43 },
  forehead: { x: 0, y: -1 },
  nose: { x: 0, y: 0.62 },
  lip: { x: 0, y: 0.85 },
  mouth: { x: 0, y: 1.1 },
  chin: { x: 0, y: 1.7 },
  cheeks: { x: 0, y: 0.65 },
};

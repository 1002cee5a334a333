import { MOST_BEAUTY } from '../model/look.ts';
import { poseOf } from './faces/placement.ts';
import { type Landmarks, type Point, pointOf } from './faces/points.ts';
import type { ShownFace } from './faces/tracker.ts';

type Context = OffscreenCanvasRenderingContext2D;

/** Width in px that the skin of one face is worked on at: it is smoothed anyhow. */
const WORK_WIDTH = 200;
/** Radius of the smoothing and of the soft edge, in distances of the eyes. */
const SMOOTH = 0.055;
const EDGE = 0.09;
const INWARDS = 0.9;
/** How much of the smoothed skin and of the light is seen at most. */
const MOST_SMOOTH = 0.75;
const MOST_LIGHT = 0.38;
/** What keeps its lines: landmarks around eyes, brows, mouth and nostrils, and how far around them, in distances of the eyes. */
const KEPT = [
  { marks: range(36, 41), around: 0.16 },
  { marks: range(42, 47), around: 0.16 },
  { marks: range(17, 21), around: 0.1 },
  { marks: range(22, 26), around: 0.1 },
  { marks: range(48, 59), around: 0.1 },
  { marks: range(31, 35), around: 0.1 },
] as const;

/** Smooths skin and brightens it a little, within faces only; eyes, brows, nostrils and lips stay as they are. */
export class Beauty {
  readonly #mask = newContext();
  readonly #skin = newContext();

  /** Changes `picture` itself. `strength`: from 0 to `MOST_BEAUTY`. */
  apply(picture: Context, faces: readonly ShownFace[], strength: number): void {
    for (const { marks, presence } of faces) this.#smooth(picture, marks, (presence * strength) / MOST_BEAUTY);
  }

  #smooth(picture: Context, marks: Landmarks, amount: number): void {
    const { unit, at, middle, roll } = poseOf(marks);
    const top = Math.hypot(at.crown.x, at.crown.y) * unit;
    const side = 2 * Math.max(top, Math.hypot(at.chin.x, at.chin.y) * unit) * 1.1;
    const [left, upper] = [middle.x - side / 2, middle.y - side / 2];
    const scale = Math.min(1, WORK_WIDTH / side);
    const size = Math.max(2, Math.round(side * scale));
    resize(this.#mask, size);
    resize(this.#skin, size);
    this.#drawMask(marks, { unit: unit * scale, scale, left, upper, roll });
    const skin = this.#skin;
    skin.globalCompositeOperation = 'copy';
    skin.filter = `blur(${Math.max(1, unit * scale * SMOOTH)}px)`;
    skin.drawImage(picture.canvas, left, upper, side, side, 0, 0, size, size);
    skin.filter = 'none';
    skin.globalCompositeOperation = 'destination-in';
    skin.drawImage(this.#mask.canvas, 0, 0);
    picture.save();
    picture.globalCompositeOperation = 'source-over';
    picture.globalAlpha = amount * MOST_SMOOTH;
    picture.drawImage(skin.canvas, left, upper, side, side);
    picture.globalCompositeOperation = 'soft-light';
    picture.globalAlpha = amount * MOST_LIGHT;
    picture.drawImage(this.#mask.canvas, left, upper, side, side);
    picture.restore();
  }

  /** White where there is skin, with soft edges. */
  #drawMask(marks: Landmarks, at: MaskPlace): void {
    const mask = this.#mask;
    const soft = `blur(${Math.max(1, at.unit * EDGE * 0.5)}px)`;
    mask.clearRect(0, 0, mask.canvas.width, mask.canvas.height);
    mask.globalCompositeOperation = 'source-over';
    mask.filter = soft;
    mask.fillStyle = '#fff';
    mask.fill(outline(marks, at));
    mask.globalCompositeOperation = 'destination-out';
    mask.lineJoin = 'round';
    for (const { marks: kept, around } of KEPT) {
      const path = along(marks, kept, at);
      mask.lineWidth = 2 * around * at.unit;
      mask.fill(path);
      mask.stroke(path);
    }
    mask.filter = 'none';
  }
}

interface MaskPlace {
  unit: number;
  scale: number;
  left: number;
  upper: number;
  roll: number;
}

/** The jaw, closed by an arch over the forehead as high as brows are above half of the nose. */
function outline(marks: Landmarks, place: MaskPlace): Path2D {
  const path = new Path2D();
  const centre = inMask(marks, 30, place);
  const on = (index: number) => inwards(inMask(marks, index, place), centre);
  for (const index of range(0, 16)) path.lineTo(on(index).x, on(index).y);
  const [first, last] = [on(0), on(16)];
  const rise = 1.15 * place.unit;
  const up = { x: Math.sin(place.roll) * rise, y: -Math.cos(place.roll) * rise };
  path.bezierCurveTo(last.x + up.x, last.y + up.y, first.x + up.x, first.y + up.y, first.x, first.y);
  path.closePath();
  return path;
}

/** The jaw's landmarks are on its edge: what is soft there stays on the skin. */
function inwards({ x, y }: Point, centre: Point): Point {
  return { x: centre.x + (x - centre.x) * INWARDS, y: centre.y + (y - centre.y) * INWARDS };
}

function along(marks: Landmarks, kept: readonly number[], place: MaskPlace): Path2D {
  const path = new Path2D();
  for (const index of kept) path.lineTo(inMask(marks, index, place).x, inMask(marks, index, place).y);
  path.closePath();
  return path;
}

function inMask(marks: Landmarks, index: number, { scale, left, upper }: MaskPlace): Point {
  const { x, y } = pointOf(marks, index);
  return { x: (x - left) * scale, y: (y - upper) * scale };
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function newContext(): Context {
  const context = new OffscreenCanvas(2, 2).getContext('2d');
  if (context === null) throw new Error('no canvas can be drawn on');
  return context;
}

function resize({ canvas }: Context, size: number): void {
  if (canvas.width !== size) canvas.width = canvas.height = size;
}

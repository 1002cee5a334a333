import type { GivenBackground } from '../model/background.ts';

export type Drawn = Exclude<GivenBackground, 'none' | 'blur'>;

interface Scene {
  /** Colours from top to bottom, with where each is reached (0 to 1). */
  sky: readonly (readonly [number, string])[];
  /** Soft lights: where (shares of width and height), how far, and the colour in the middle. */
  lights: readonly { x: number; y: number; reach: number; colour: string }[];
  /** Hills or boards: how high each begins (share of the height), how much it waves, and its colour. */
  layers: readonly { y: number; wave: number; turns: number; colour: string }[];
}

const SCENES: Record<Drawn, Scene> = {
  dawn: {
    sky: [
      [0, '#27436b'],
      [0.45, '#8d7fa6'],
      [0.7, '#f2b38d'],
      [1, '#fbe3c0'],
    ],
    lights: [{ x: 0.72, y: 0.6, reach: 0.5, colour: '#fff1cfcc' }],
    layers: [
      { y: 0.72, wave: 0.05, turns: 1.3, colour: '#6f6d92' },
      { y: 0.82, wave: 0.04, turns: 2.1, colour: '#43517a' },
      { y: 0.92, wave: 0.03, turns: 2.9, colour: '#22355a' },
    ],
  },
  hills: {
    sky: [
      [0, '#0f3a3a'],
      [0.6, '#2f6a57'],
      [1, '#a7c79a'],
    ],
    lights: [
      { x: 0.3, y: 0.2, reach: 0.45, colour: '#d9f0b488' },
      { x: 0.8, y: 0.45, reach: 0.35, colour: '#bfe3a066' },
    ],
    layers: [
      { y: 0.6, wave: 0.08, turns: 3.4, colour: '#2b6150' },
      { y: 0.74, wave: 0.07, turns: 4.6, colour: '#1c4a40' },
      { y: 0.88, wave: 0.05, turns: 5.7, colour: '#103531' },
    ],
  },
  study: {
    sky: [
      [0, '#efe6d8'],
      [0.78, '#d9c8b0'],
      [1, '#c4ae92'],
    ],
    lights: [
      { x: 0.18, y: 0.25, reach: 0.5, colour: '#fffaf0cc' },
      { x: 0.9, y: 0.1, reach: 0.3, colour: '#ffe9c399' },
    ],
    layers: [{ y: 0.86, wave: 0, turns: 1, colour: '#8a6b4f' }],
  },
};

type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** A scene of our own over the whole canvas. */
export function drawScene(context: Context, name: Drawn): void {
  const { width, height } = context.canvas;
  const { sky, lights, layers } = SCENES[name];
  const down = context.createLinearGradient(0, 0, 0, height);
  for (const [at, colour] of sky) down.addColorStop(at, colour);
  context.fillStyle = down;
  context.fillRect(0, 0, width, height);
  for (const { x, y, reach, colour } of lights) {
    const light = context.createRadialGradient(x * width, y * height, 0, x * width, y * height, reach * width);
    light.addColorStop(0, colour);
    light.addColorStop(1, `${colour.slice(0, 7)}00`);
    context.fillStyle = light;
    context.fillRect(0, 0, width, height);
  }
  for (const layer of layers) drawLayer(context, layer);
}

function drawLayer(context: Context, { y, wave, turns, colour }: Scene['layers'][number]): void {
  const { width, height } = context.canvas;
  const top = (x: number) => (y + wave * Math.sin((x / width) * turns * Math.PI * 2)) * height;
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(0, height);
  for (let x = 0; x <= width + 8; x += 8) context.lineTo(x, top(x));
  context.lineTo(width + 8, height);
  context.fill();
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { Denoiser, FRAME } from './rnnoise.ts';

const path = createRequire(import.meta.url).resolve('@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm');
const module = new WebAssembly.Module(readFileSync(path));

const BLOCK = 128;
const RATE = 48_000;

/** What comes out of `seconds` of a sound, in the blocks of a worklet. */
function run(seconds: number, sound: (at: number) => number): Float32Array {
  const denoiser = new Denoiser(module);
  const clean = new Float32Array(Math.floor((seconds * RATE) / BLOCK) * BLOCK);
  for (let at = 0; at < clean.length; at += BLOCK) {
    const noisy = Float32Array.from({ length: BLOCK }, (_, i) => sound(at + i));
    denoiser.run(noisy, clean.subarray(at, at + BLOCK));
  }
  return clean;
}

function power(samples: Float32Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
}

/** The same noise each time, from -0.1 to 0.1. */
function noise(): () => number {
  let seed = 7;
  return () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return (seed / 2 ** 31 - 0.5) / 5;
  };
}

test('noise is taken out: a hundredth of its power is left at most', () => {
  const clean = run(3, noise());
  const before = (0.1 * 0.1) / 3;
  expect(power(clean.subarray(2 * RATE))).toBeLessThan(before / 100);
});

test('silence stays silence, and the first frame is silent whatever comes', () => {
  expect(power(run(0.5, () => 0))).toBe(0);
  expect(power(run(0.1, noise()).subarray(0, FRAME))).toBe(0);
});

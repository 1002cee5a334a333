import type { Weights } from './layers.ts';

/** How the numbers of a model lie in its file: one byte each, one after the other. */
export interface ModelPart {
  readonly name: string;
  readonly shape: readonly number[];
  readonly quantization: { readonly scale: number; readonly min: number };
}

/** The numbers of a model from its file. @throws when the file is not the one that `parts` tell of */
export function readWeights(parts: readonly ModelPart[], file: Uint8Array): Weights {
  const weights = new Map<string, Float32Array>();
  let at = 0;
  for (const { name, shape, quantization } of parts) {
    const size = shape.reduce((product, length) => product * length, 1);
    const { scale, min } = quantization;
    weights.set(
      name,
      Float32Array.from(file.subarray(at, at + size), (byte) => byte * scale + min),
    );
    at += size;
  }
  if (at !== file.length) throw new Error('the file does not belong to the model');
  return weights;
}

/** @throws when the model has no such part */
export function weightsOf(weights: Weights, name: string): Float32Array {
  const found = weights.get(name);
  if (found === undefined) throw new Error(`the model has no ${name}`);
  return found;
}

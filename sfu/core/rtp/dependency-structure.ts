import type { BitReader } from './bits.ts';

/** How a frame matters to a decode target (AV1 RTP, appendix A.5). */
export const DTI = { notPresent: 0, discardable: 1, switch: 2, required: 3 } as const;

export interface FrameTemplate {
  readonly spatialId: number;
  readonly temporalId: number;
  /** By decode target: one of DTI. */
  readonly dtis: readonly number[];
  /** How many frames back the frames are that it is predicted from. */
  readonly fdiffs: readonly number[];
  /** By chain: how many frames back its frame before this one is; 0 = the chain begins here. */
  readonly chainDiffs: readonly number[];
}

/** What a stream's frames can be like: comes with a keyframe, holds until the next one that brings another. */
export interface DependencyStructure {
  readonly idOffset: number;
  readonly templates: readonly FrameTemplate[];
  /** The layers that each decode target needs. */
  readonly targets: readonly { readonly spatialId: number; readonly temporalId: number }[];
  readonly chains: number;
  /** By decode target: the chain of frames without which it cannot be decoded; empty without chains. */
  readonly protectedBy: readonly number[];
  readonly spatialLayers: number;
}

/** Template ids have six bits. */
const MAX_TEMPLATES = 64;

/** Reads a `template_dependency_structure()` (appendix A.8.3); undefined if it makes no sense. */
export function readStructure(bits: BitReader): DependencyStructure | undefined {
  const idOffset = bits.read(6);
  const targetCount = bits.read(5) + 1;
  const layers = readLayers(bits);
  if (!layers) return undefined;
  const dtis = layers.map(() => Array.from({ length: targetCount }, () => bits.read(2)));
  const fdiffs = layers.map(() => readDiffs(bits));
  const { chains, protectedBy, chainDiffs } = readChains(bits, targetCount, layers.length);
  const templates = layers.map((layer, i) => ({
    ...layer,
    dtis: dtis[i] ?? [],
    fdiffs: fdiffs[i] ?? [],
    chainDiffs: chainDiffs[i] ?? [],
  }));
  const spatialLayers = Math.max(...layers.map(({ spatialId }) => spatialId)) + 1;
  if (bits.read(1)) bits.position += spatialLayers * 32;
  if (bits.overrun) return undefined;
  return { idOffset, templates, targets: targetsOf(templates, targetCount), chains, protectedBy, spatialLayers };
}

function readLayers(bits: BitReader): { spatialId: number; temporalId: number }[] | undefined {
  const layers: { spatialId: number; temporalId: number }[] = [];
  let spatialId = 0;
  let temporalId = 0;
  for (;;) {
    if (layers.length === MAX_TEMPLATES || bits.overrun) return undefined;
    layers.push({ spatialId, temporalId });
    const next = bits.read(2);
    if (next === 1) temporalId++;
    else if (next === 2) {
      temporalId = 0;
      spatialId++;
    } else if (next === 3) return layers;
  }
}

function readDiffs(bits: BitReader): number[] {
  const diffs: number[] = [];
  while (bits.read(1) === 1) diffs.push(bits.read(4) + 1);
  return diffs;
}

/** `template_chains()`: `chainDiffs` by template. */
function readChains(
  bits: BitReader,
  targets: number,
  templates: number,
): { chains: number; protectedBy: number[]; chainDiffs: number[][] } {
  const chains = bits.readBelow(targets + 1);
  if (chains === 0) return { chains, protectedBy: [], chainDiffs: [] };
  const protectedBy = Array.from({ length: targets }, () => bits.readBelow(chains));
  const ofTemplate = () => Array.from({ length: chains }, () => bits.read(4));
  return { chains, protectedBy, chainDiffs: Array.from({ length: templates }, ofTemplate) };
}

function targetsOf(templates: readonly FrameTemplate[], count: number): { spatialId: number; temporalId: number }[] {
  return Array.from({ length: count }, (_, target) => {
    const needed = templates.filter(({ dtis }) => dtis[target] !== DTI.notPresent);
    return {
      spatialId: Math.max(0, ...needed.map(({ spatialId }) => spatialId)),
      temporalId: Math.max(0, ...needed.map(({ temporalId }) => temporalId)),
    };
  });
}

/** Whether all frames of decode target `inner` belong to `outer` as well: one can fall to it at any picture. */
export function isWithin({ templates }: DependencyStructure, inner: number, outer: number): boolean {
  return templates.every(({ dtis }) => dtis[inner] === DTI.notPresent || dtis[outer] !== DTI.notPresent);
}

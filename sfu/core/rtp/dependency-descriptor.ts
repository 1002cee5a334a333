import { BitReader, BitWriter } from './bits.ts';
import { type DependencyStructure, readStructure } from './dependency-structure.ts';
import { read16 } from './packet.ts';

/** Bits of the fields that every descriptor has, and of the flags which follow them. */
const MANDATORY_BITS = 24;
const FLAG_BITS = 5;
const STRUCTURE_FLAG = 16;
const ACTIVE_FLAG = 8;

/** One packet's dependency descriptor (AV1 RTP, appendix A). Reused: `parse` overwrites everything. */
export class DependencyDescriptor {
  /** False: nothing below counts. */
  valid = false;
  frameStart = false;
  frameEnd = false;
  frameNumber = 0;
  spatialId = 0;
  temporalId = 0;
  dtis: readonly number[] = [];
  fdiffs: readonly number[] = [];
  chainDiffs: readonly number[] = [];
  /** The structure that holds for this frame, and whether this packet brings it. */
  structure: DependencyStructure | undefined;
  bringsStructure = false;
  /** Which decode targets the sender produces, one bit each; −1 = not told here. */
  activeTargets = -1;
  #start = 0;
  #length = 0;
  #flags = 0;
  /** Where the field of active decode targets belongs, where what follows it begins, and where that ends. */
  #maskAt = 0;
  #restAt = 0;
  #endAt = 0;

  clear(): void {
    this.valid = false;
    this.structure = undefined;
    this.bringsStructure = false;
    this.activeTargets = -1;
  }

  /** Reads a descriptor, given the structure that was valid before. */
  parse(bytes: Uint8Array, start: number, length: number, known: DependencyStructure | undefined): void {
    this.clear();
    if (length < 3) return;
    const bits = new BitReader(bytes, start, length);
    this.#start = start;
    this.#length = length;
    this.frameStart = bits.read(1) === 1;
    this.frameEnd = bits.read(1) === 1;
    const templateId = bits.read(6);
    this.frameNumber = bits.read(16);
    this.#flags = length > 3 ? bits.read(FLAG_BITS) : 0;
    this.bringsStructure = (this.#flags & STRUCTURE_FLAG) !== 0;
    this.structure = this.bringsStructure ? readStructure(bits) : known;
    if (!this.structure) return;
    this.#maskAt = bits.position;
    if (this.#flags & ACTIVE_FLAG) this.activeTargets = bits.read(this.structure.targets.length);
    else if (this.bringsStructure) this.activeTargets = 2 ** this.structure.targets.length - 1;
    this.#restAt = bits.position;
    this.valid = this.#readFrame(bits, this.structure, templateId) && !bits.overrun;
    this.#endAt = bits.position;
  }

  /** `frame_dependency_definition()`: what the template says, where the packet does not say otherwise. */
  #readFrame(bits: BitReader, structure: DependencyStructure, templateId: number): boolean {
    const template = structure.templates[(templateId + 64 - structure.idOffset) % 64];
    if (!template) return false;
    this.spatialId = template.spatialId;
    this.temporalId = template.temporalId;
    this.dtis = this.#flags & 4 ? structure.targets.map(() => bits.read(2)) : template.dtis;
    this.fdiffs = this.#flags & 2 ? readFrameDiffs(bits) : template.fdiffs;
    this.chainDiffs =
      this.#flags & 1 ? Array.from({ length: structure.chains }, () => bits.read(8)) : template.chainDiffs;
    return true;
  }

  /**
   * Writes the descriptor with another set of active decode targets, so that receivers do not wait for layers which are
   * left out. Returns its length; 0 if that cannot be done. `into` is overwritten.
   */
  writeActive(bytes: Uint8Array, activeTargets: number, into: Uint8Array): number {
    if (!this.valid || !this.structure || this.#length + 6 > into.length) return 0;
    into.fill(0, 0, this.#length + 6);
    const out = new BitWriter(into);
    const source = new BitReader(bytes, this.#start, this.#length);
    out.write(source.read(MANDATORY_BITS), MANDATORY_BITS);
    out.write(this.#flags | ACTIVE_FLAG, FLAG_BITS);
    source.position += this.#length > 3 ? FLAG_BITS : 0;
    copyBits(source, out, this.#maskAt);
    out.write(activeTargets, this.structure.targets.length);
    source.position = this.#restAt;
    copyBits(source, out, this.#endAt);
    return Math.ceil(out.position / 8);
  }
}

function readFrameDiffs(bits: BitReader): number[] {
  const diffs: number[] = [];
  for (let size = bits.read(2); size > 0 && !bits.overrun; size = bits.read(2)) diffs.push(bits.read(4 * size) + 1);
  return diffs;
}

function copyBits(source: BitReader, out: BitWriter, until: number): void {
  while (source.position < until) {
    const count = Math.min(16, until - source.position);
    out.write(source.read(count), count);
  }
}

/** Whether a descriptor starts a frame that brings a new structure: a keyframe. */
export function opensStructure(bytes: Uint8Array, start: number, length: number): boolean {
  return length > 3 && ((bytes[start] ?? 0) & 0x80) !== 0 && ((bytes[start + 3] ?? 0) & 0x80) !== 0;
}

export function frameNumber(bytes: Uint8Array, start: number): number {
  return read16(bytes, start + 1);
}

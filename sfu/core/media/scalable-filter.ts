import type { DependencyDescriptor } from '../rtp/dependency-descriptor.ts';
import { type DependencyStructure, DTI, isWithin } from '../rtp/dependency-structure.ts';
import type { FrameInfo } from '../rtp/frame.ts';

/** Frames whose fate is remembered: late packets share it, and references to them are judged by it. */
const REMEMBERED = 256;
/** Pictures, found by their timestamps: a prime, since those are multiples of something. */
const REMEMBERED_PICTURES = 61;

/**
 * Leaves spatial and temporal layers out of one stream that carries several (SVC): by dependency descriptor (AV1, VP9), else
 * by VP9's payload descriptor. Only frames whose references were passed on are passed on.
 */
export class ScalableFilter {
  /** The highest layers wanted. */
  spatial = Number.POSITIVE_INFINITY;
  temporal = Number.POSITIVE_INFINITY;
  /** The decode target that is passed on, −1 before the first keyframe. */
  #target = -1;
  #activeTargets = -1;
  #structure: DependencyStructure | undefined;
  /** The layers that flow, without a descriptor. */
  #presentSpatial = Number.POSITIVE_INFINITY;
  #presentTemporal = Number.POSITIVE_INFINITY;
  #lastSpatial = 0;
  readonly #units = new Int32Array(REMEMBERED).fill(-1);
  readonly #passes = new Uint8Array(REMEMBERED);
  readonly #pictures = new Float64Array(REMEMBERED_PICTURES).fill(-1);
  readonly #tops = new Int16Array(REMEMBERED_PICTURES);
  readonly #targets = new Int16Array(REMEMBERED_PICTURES);
  readonly #needed = new Int32Array(REMEMBERED).fill(-1);
  /** The decode targets that receivers are to expect, one bit each; −1 = all that the sender tells of. */
  activeTargets = -1;
  /** More is wanted than can begin without a keyframe. */
  needsKeyframe = false;

  /** Whether a packet belongs to a stream with layers inside. */
  governs(frame: FrameInfo): boolean {
    return frame.spatialId >= 0;
  }

  /** A new stretch of the stream begins, with a keyframe. */
  start(): void {
    this.#target = -1;
    this.activeTargets = this.#activeTargets = -1;
    this.#structure = undefined;
    this.#units.fill(-1);
    this.#needed.fill(-1);
    this.needsKeyframe = false;
  }

  /** Whether the frame of this packet is passed on: decided by its first packet. What comes late changes nothing else. */
  passes(frame: FrameInfo, timestamp: number, inOrder: boolean): boolean {
    const unit = unitOf(frame);
    const slot = unit % REMEMBERED;
    if (this.#units[slot] === unit) return this.#passes[slot] === 1;
    if (inOrder) {
      if (frame.descriptor.valid) this.#followDescriptor(frame.descriptor);
      else this.#followPayload(frame);
      const picture = timestamp % REMEMBERED_PICTURES;
      if (this.#pictures[picture] !== timestamp) {
        this.#pictures[picture] = timestamp;
        this.#tops[picture] = this.#top(frame);
        this.#targets[picture] = this.#target;
      }
    }
    const { descriptor } = frame;
    const passes = descriptor.valid
      ? (!inOrder && this.#needed[slot] === unit) || this.#belongs(descriptor, inOrder ? -1 : timestamp)
      : this.#isPresent(frame, timestamp);
    if (passes && descriptor.valid) this.#noteNeeded(descriptor);
    this.#units[slot] = unit;
    this.#passes[slot] = passes ? 1 : 0;
    return passes;
  }

  /** Whether this packet is the last one of its picture that is passed on. */
  endsPicture(frame: FrameInfo, timestamp: number): boolean {
    return frame.frameEnd && frame.spatialId === this.#topAt(frame, timestamp);
  }

  /** The highest spatial layer that is passed on of one picture. */
  #topAt(frame: FrameInfo, timestamp: number): number {
    const picture = timestamp % REMEMBERED_PICTURES;
    return this.#pictures[picture] === timestamp ? (this.#tops[picture] ?? 0) : this.#top(frame);
  }

  /** The highest spatial layer that is passed on now, −1 = none of such a picture. */
  #top({ descriptor, temporalId }: FrameInfo): number {
    if (!descriptor.valid) return temporalId <= this.#presentTemporal ? Math.min(7, this.#presentSpatial) : -1;
    return this.#structure?.targets[this.#target]?.spatialId ?? 0;
  }

  #followDescriptor(descriptor: DependencyDescriptor): void {
    const { structure } = descriptor;
    if (!structure) return;
    if (descriptor.activeTargets >= 0) this.#activeTargets = descriptor.activeTargets;
    const wanted = bestTarget(structure, this.#activeTargets, this.spatial, this.temporal);
    if (descriptor.bringsStructure || this.#structure !== structure) {
      this.#structure = structure;
      this.activeTargets = -1;
      this.#aim(wanted, structure);
    } else if (wanted !== this.#target) this.#turnTo(wanted, structure, descriptor);
    this.#lastSpatial = descriptor.spatialId;
    const sameSize = spatialOf(structure, wanted) === spatialOf(structure, this.#target);
    this.needsKeyframe = !sameSize && !isWithin(structure, wanted, this.#target);
  }

  #aim(target: number, structure: DependencyStructure): void {
    this.#target = target;
    let mask = 0;
    for (const other of structure.targets.keys()) if (isWithin(structure, other, target)) mask += 2 ** other;
    // As long as nothing was left out since the structure came, the sender's own word stands.
    if (mask !== 2 ** structure.targets.length - 1 || this.activeTargets >= 0) this.activeTargets = mask;
  }

  /** `lateFor` is the timestamp of a frame that came late, else −1: it is judged as its picture was. */
  #belongs(descriptor: DependencyDescriptor, lateFor: number): boolean {
    const picture = lateFor % REMEMBERED_PICTURES;
    const known = lateFor >= 0 && this.#pictures[picture] === lateFor;
    const target = known ? (this.#targets[picture] ?? 0) : this.#target;
    if (descriptor.structure !== this.#structure || descriptor.dtis[target] === DTI.notPresent) return false;
    const whole = this.#hasReferences(descriptor);
    if (!whole) this.needsKeyframe = true;
    return whole;
  }

  /** Falls at the beginning of a picture; rises where the stream says that a receiver may. */
  #turnTo(wanted: number, structure: DependencyStructure, descriptor: DependencyDescriptor): void {
    const beginsPicture = descriptor.spatialId === 0 || descriptor.spatialId < this.#lastSpatial;
    const falls = beginsPicture && isWithin(structure, wanted, this.#target);
    const keepsTop = beginsPicture || spatialOf(structure, wanted) === spatialOf(structure, this.#target);
    const rises = keepsTop && descriptor.dtis[wanted] === DTI.switch && this.#hasReferences(descriptor);
    if (falls || rises) this.#aim(wanted, structure);
  }

  /** False if a frame that this one is predicted from was left out. What is merely missing may still come. */
  #hasReferences({ frameNumber, fdiffs }: DependencyDescriptor): boolean {
    return fdiffs.every((diff) => {
      const unit = (frameNumber - diff) & 0xffff;
      const slot = unit % REMEMBERED;
      return this.#units[slot] !== unit || this.#passes[slot] === 1;
    });
  }

  /** What a frame refers to and has not come yet has to be passed on when it comes. */
  #noteNeeded({ frameNumber, fdiffs }: DependencyDescriptor): void {
    for (const diff of fdiffs) {
      const unit = (frameNumber - diff) & 0xffff;
      if (this.#units[unit % REMEMBERED] !== unit) this.#needed[unit % REMEMBERED] = unit;
    }
  }

  #followPayload(frame: FrameInfo): void {
    const { spatialId, temporalId, keyframeStart } = frame;
    const temporal = Math.max(0, temporalId);
    if (keyframeStart) {
      this.#presentSpatial = this.spatial;
      this.#presentTemporal = this.temporal;
    } else if (spatialId === 0) {
      this.#presentSpatial = Math.min(this.#presentSpatial, this.spatial);
      this.#presentTemporal = Math.min(this.#presentTemporal, this.temporal);
      if (frame.temporalSwitch && temporal <= this.temporal) {
        this.#presentTemporal = Math.max(this.#presentTemporal, temporal);
      }
    }
    this.needsKeyframe = this.#presentSpatial < this.spatial;
  }

  #isPresent(frame: FrameInfo, timestamp: number): boolean {
    return frame.spatialId <= this.#topAt(frame, timestamp);
  }
}

/** Frame numbers tell layers apart, VP9's picture ids do not. */
function unitOf({ descriptor, pictureId, spatialId }: FrameInfo): number {
  return descriptor.valid ? descriptor.frameNumber : ((Math.max(0, pictureId) & 0x7fff) * 8 + spatialId) & 0x7fffffff;
}

function spatialOf(structure: DependencyStructure, target: number): number {
  return structure.targets[target]?.spatialId ?? 0;
}

/** The highest target within limits that the sender produces, else the lowest one. */
function bestTarget(structure: DependencyStructure, active: number, spatial: number, temporal: number): number {
  let best = 0;
  for (const [target, layers] of structure.targets.entries()) {
    const isActive = active < 0 || Math.floor(active / 2 ** target) % 2 === 1;
    if (!isActive || layers.spatialId > spatial || layers.temporalId > temporal) continue;
    const than = structure.targets[best];
    const higher =
      layers.spatialId > (than?.spatialId ?? 0) ||
      (layers.spatialId === than?.spatialId && layers.temporalId > than.temporalId);
    if (higher) best = target;
  }
  return best;
}

import type { DependencyDescriptor } from '../rtp/dependency-descriptor.ts';
import { type DependencyStructure, DTI, isWithin } from '../rtp/dependency-structure.ts';
import type { FrameInfo } from '../rtp/frame.ts';
import { FrameFates } from './frame-fates.ts';
import { type Turn, Turns } from './turns.ts';

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
  /** Timestamp of the picture that came last. */
  #picture = -1;
  readonly #fates = new FrameFates();
  readonly #turns = new Turns();
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
    this.#fates.clear();
    this.#turns.clear();
    this.#picture = -1;
    this.needsKeyframe = false;
  }

  /** Whether the frame of this packet is passed on: decided by its first packet. What comes late changes nothing else. */
  passes(frame: FrameInfo, timestamp: number, inOrder: boolean, nowMs: number): boolean {
    const unit = unitOf(frame);
    const known = this.#fates.passed(unit);
    if (known !== undefined) return known;
    if (inOrder) {
      this.#fates.expire(unit, nowMs);
      if (frame.descriptor.valid) this.#followDescriptor(frame.descriptor, timestamp);
      else this.#followPayload(frame, timestamp);
      this.#picture = timestamp;
    }
    const turn = this.#turns.at(timestamp);
    const passes = turn !== undefined && this.#belongs(frame, turn);
    this.#fates.note(unit, passes, frame.descriptor.valid ? frame.descriptor.fdiffs : undefined, nowMs);
    return passes;
  }

  /** Whether this packet is the last one of its picture that is passed on. */
  endsPicture(frame: FrameInfo, timestamp: number): boolean {
    return frame.frameEnd && frame.spatialId === this.#turns.at(timestamp)?.spatial;
  }

  #followDescriptor(descriptor: DependencyDescriptor, timestamp: number): void {
    const { structure } = descriptor;
    if (!structure) return;
    if (descriptor.activeTargets >= 0) this.#activeTargets = descriptor.activeTargets;
    const wanted = bestTarget(structure, this.#activeTargets, this.spatial, this.temporal);
    if (descriptor.bringsStructure || this.#structure !== structure) {
      this.#structure = structure;
      this.activeTargets = -1;
      this.#aim(wanted, structure, timestamp);
    } else {
      if (timestamp !== this.#picture) this.#fallToWhole(descriptor, structure, timestamp);
      if (wanted !== this.#target) this.#turnTo(wanted, structure, descriptor, timestamp);
    }
    const sameSize = spatialOf(structure, wanted) === spatialOf(structure, this.#target);
    this.needsKeyframe = !sameSize && !isWithin(structure, wanted, this.#target);
  }

  #aim(target: number, structure: DependencyStructure, timestamp: number): void {
    this.#target = target;
    const layers = structure.targets[target];
    this.#turns.note(timestamp, layers?.spatialId ?? 0, layers?.temporalId ?? 0, target, structure);
    let mask = 0;
    for (const other of structure.targets.keys()) if (isWithin(structure, other, target)) mask += 2 ** other;
    // As long as nothing was left out since the structure came, the sender's own word stands.
    if (mask !== 2 ** structure.targets.length - 1 || this.activeTargets >= 0) this.activeTargets = mask;
  }

  #belongs({ descriptor, spatialId, temporalId }: FrameInfo, turn: Turn): boolean {
    if (!descriptor.valid) return temporalId <= turn.temporal && spatialId <= turn.spatial;
    if (descriptor.structure !== turn.structure || descriptor.dtis[turn.target] === DTI.notPresent) return false;
    if (this.#fates.hasReferences(descriptor.frameNumber, descriptor.fdiffs, false)) return true;
    this.needsKeyframe = true;
    return false;
  }

  /** Falls at the beginning of a picture; rises where the stream says that a receiver may. */
  #turnTo(wanted: number, structure: DependencyStructure, descriptor: DependencyDescriptor, timestamp: number): void {
    const beginsPicture = timestamp !== this.#picture;
    const falls = beginsPicture && isWithin(structure, wanted, this.#target);
    const keepsTop = beginsPicture || spatialOf(structure, wanted) === spatialOf(structure, this.#target);
    const rises = keepsTop && descriptor.dtis[wanted] === DTI.switch && this.#canDecode(descriptor);
    if (falls || rises) this.#aim(wanted, structure, timestamp);
  }

  /** Where another decode target begins nothing may be missing: what comes late would not belong to the one before. */
  #canDecode({ frameNumber, fdiffs }: DependencyDescriptor): boolean {
    return this.#fates.hasReferences(frameNumber, fdiffs, true);
  }

  /**
   * Whether a decode target's chain is whole: a frame of it that was left out, or will not come any more, breaks it. A
   * sender without chains (appendix A.4 lets it) is believed until references fail.
   */
  #isWhole({ chainDiffs, frameNumber }: DependencyDescriptor, structure: DependencyStructure, target: number): boolean {
    const diff = chainDiffs[structure.protectedBy[target] ?? -1] ?? 0;
    return diff === 0 || this.#fates.passed((frameNumber - diff) & 0xffff) !== false;
  }

  /** If the present target's chain is broken: the best target within it whose own is whole, if there is one. */
  #fallToWhole(descriptor: DependencyDescriptor, structure: DependencyStructure, timestamp: number): void {
    if (this.#isWhole(descriptor, structure, this.#target)) return;
    const usable = (target: number) =>
      isWithin(structure, target, this.#target) && this.#isWhole(descriptor, structure, target);
    const best = bestTarget(structure, this.#activeTargets, this.spatial, this.temporal, usable);
    if (usable(best)) this.#aim(best, structure, timestamp);
  }

  #followPayload(frame: FrameInfo, timestamp: number): void {
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
    this.#notePayload(timestamp);
  }

  #notePayload(timestamp: number): void {
    const now = this.#turns.at(timestamp);
    const spatial = Math.min(7, this.#presentSpatial);
    if (now?.spatial === spatial && now.temporal === this.#presentTemporal) return;
    this.#turns.note(timestamp, spatial, this.#presentTemporal, -1);
  }
}

/** Frame numbers tell layers apart, VP9's picture ids do not. */
function unitOf({ descriptor, pictureId, spatialId }: FrameInfo): number {
  return descriptor.valid ? descriptor.frameNumber : ((Math.max(0, pictureId) & 0x7fff) * 8 + spatialId) & 0x7fffffff;
}

function spatialOf(structure: DependencyStructure, target: number): number {
  return structure.targets[target]?.spatialId ?? 0;
}

/** The highest target within limits that the sender produces and that is usable, else the lowest one. */
function bestTarget(
  structure: DependencyStructure,
  active: number,
  spatial: number,
  temporal: number,
  usable: (target: number) => boolean = () => true,
): number {
  let best = -1;
  for (const [target, layers] of structure.targets.entries()) {
    const isActive = active < 0 || Math.floor(active / 2 ** target) % 2 === 1;
    if (!isActive || layers.spatialId > spatial || layers.temporalId > temporal || !usable(target)) continue;
    const than = structure.targets[best];
    const higher =
      !than ||
      layers.spatialId > than.spatialId ||
      (layers.spatialId === than.spatialId && layers.temporalId > than.temporalId);
    if (higher) best = target;
  }
  return Math.max(0, best);
}

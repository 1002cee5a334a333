import { DependencyDescriptor } from './dependency-descriptor.ts';

/**
 * What the packet path needs to know about the frame a packet belongs to, whatever the codec. Reused between packets.
 * Offsets count from the start of the RTP payload; −1 = the field is absent.
 */
export class FrameInfo {
  /** This packet opens a frame from which a decoder can start. */
  keyframeStart = false;
  /** This packet is the first of its frame (told for VP8, VP9 and AV1). */
  frameStart = false;
  /** This packet is the last of its frame, of one spatial layer (told for VP9 and AV1). */
  frameEnd = false;
  /** 0 = base; −1 = unknown. */
  temporalId = -1;
  /** The same for layers of resolution inside one stream (SVC). */
  spatialId = -1;
  /** How many of them there are from this frame on; 0 = not told. */
  spatialLayers = 0;
  /** From this frame on, a receiver may begin to get this temporal layer. */
  temporalSwitch = false;
  pictureId = -1;
  /** 7 or 15; 16 for the frame number of a dependency descriptor, which is not in the payload. */
  pictureIdBits = 0;
  pictureIdAt = -1;
  tl0PicIdx = -1;
  tl0PicIdxAt = -1;
  keyIdx = -1;
  keyIdxAt = -1;

  /** Its descriptor belongs to a structure that has not come yet. */
  isUnreadable = false;
  /** The dependency descriptor, if there is one. */
  readonly descriptor = new DependencyDescriptor();

  clear(): void {
    this.keyframeStart = false;
    this.frameStart = false;
    this.frameEnd = false;
    this.isUnreadable = false;
    this.descriptor.clear();
    this.temporalId = -1;
    this.spatialId = -1;
    this.spatialLayers = 0;
    this.temporalSwitch = false;
    this.pictureId = -1;
    this.pictureIdBits = 0;
    this.pictureIdAt = -1;
    this.tl0PicIdx = -1;
    this.tl0PicIdxAt = -1;
    this.keyIdx = -1;
    this.keyIdxAt = -1;
  }
}

import type { FrameInfo } from '../rtp/frame.ts';

/** Pictures left out that are remembered, so that their late packets stay out too. */
const REMEMBERED = 64;

/** Leaves temporal layers out: falls at any picture, rises where the stream says that a receiver may (RFC 7741, Y bit). */
export class TemporalFilter {
  /** The highest temporal layer wanted. */
  limit = Number.POSITIVE_INFINITY;
  #present = Number.POSITIVE_INFINITY;
  #picture = -1;
  #pictureIsOut = false;
  #out = new Int32Array(REMEMBERED).fill(-1);
  #outCount = 0;
  /** Those of the stretch before. */
  #outBefore = new Int32Array(REMEMBERED).fill(-1);

  /** A new stretch of the stream begins, with a keyframe. */
  start(): void {
    this.#present = this.limit;
    this.#picture = -1;
    this.#pictureIsOut = false;
  }

  /** This stretch of the stream is over, but packets that it missed may still come. */
  end(): void {
    [this.#out, this.#outBefore] = [this.#outBefore.fill(-1), this.#out];
    this.#outCount = 0;
  }

  /**
   * Whether a packet that came in order is to be left out. A picture is judged by its first packet; if something just
   * before it is missing, that may be its own beginning, so it stays whole.
   */
  leavesOut(frame: FrameInfo, contiguous: boolean): boolean {
    if (frame.temporalId < 0 || frame.pictureId < 0) return false;
    if (frame.pictureId === this.#picture) return this.#pictureIsOut;
    this.#picture = frame.pictureId;
    this.#follow(frame);
    this.#pictureIsOut = contiguous && frame.temporalId > this.#present;
    if (this.#pictureIsOut) this.#out[this.#outCount++ % REMEMBERED] = frame.pictureId;
    return this.#pictureIsOut;
  }

  /**
   * Whether everything missing just before this packet, if anything, belongs to pictures left out: it is of the picture
   * being left out, or begins the one that follows it.
   */
  ownsGapBefore(frame: FrameInfo): boolean {
    if (!this.#pictureIsOut || frame.pictureId < 0) return false;
    const cycle = 2 ** frame.pictureIdBits;
    return frame.pictureId === this.#picture || (frame.frameStart && frame.pictureId === (this.#picture + 1) % cycle);
  }

  /** Whether a late packet belongs to a picture that was left out. */
  wasLeftOut(pictureId: number): boolean {
    return this.#outCount > 0 && pictureId >= 0 && this.#out.includes(pictureId);
  }

  /** The same of the stretch of the stream before this one. */
  wasLeftOutBefore(pictureId: number): boolean {
    return pictureId >= 0 && this.#outBefore.includes(pictureId);
  }

  #follow(frame: FrameInfo): void {
    if (this.limit < this.#present) this.#present = this.limit;
    else if (frame.temporalSwitch && frame.temporalId <= this.limit) {
      this.#present = Math.max(this.#present, frame.temporalId);
    }
  }
}

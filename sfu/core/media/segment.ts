import { OffsetMap } from './offset-map.ts';
import type { UpLayer } from './up-layer.ts';

/** A stretch of the outgoing stream that comes from one layer without interruption, and how its packets are mapped. */
export class Segment {
  readonly offsets = new OffsetMap();
  layer: UpLayer | undefined;
  epoch = -1;
  /** Incoming sequence numbers (extended): the first, and the highest so far. */
  start = 0;
  highest = -1;
  timestampOffset = 0;
  tl0Shift = 0;
  keyIdxShift = 0;

  /** Whether a packet of the layer falls into this segment, which may still grow or, if `ended`, only fill its holes. */
  holds(layer: UpLayer, extended: number, ended: boolean): boolean {
    if (this.layer !== layer || this.epoch !== layer.epoch || extended < this.start) return false;
    return !ended || extended <= this.highest;
  }
}

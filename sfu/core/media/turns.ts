import type { DependencyStructure } from '../rtp/dependency-structure.ts';
import { timestampDelta } from '../rtp/sequence.ts';

/** As many changes as can happen while a late packet is still asked for. */
const REMEMBERED = 32;

/** What is passed on of a stream with layers inside, from one picture on. */
export interface Turn {
  /** RTP timestamp of the first picture. */
  from: number;
  spatial: number;
  temporal: number;
  /** The decode target and the structure that it belongs to, with descriptors; else −1. */
  target: number;
  structure: DependencyStructure | undefined;
}

/** Which layers were passed on when: what comes late is judged as its own picture was, or would have been. */
export class Turns {
  readonly #turns: Turn[] = Array.from({ length: REMEMBERED }, () => ({
    from: 0,
    spatial: 0,
    temporal: 0,
    target: -1,
    structure: undefined,
  }));
  #count = 0;

  clear(): void {
    this.#count = 0;
  }

  /** From the picture with this timestamp on; what was noted for the same picture before is overruled. */
  note(from: number, spatial: number, temporal: number, target: number, structure?: DependencyStructure): void {
    const replaces = this.#count > 0 && this.#slot(this.#count - 1)?.from === from;
    const turn = this.#slot(replaces ? this.#count - 1 : this.#count++);
    if (turn) Object.assign(turn, { from, spatial, temporal, target, structure });
  }

  /** What holds for a picture; undefined if it is from before all that is remembered. */
  at(timestamp: number): Turn | undefined {
    for (let i = this.#count - 1; i >= Math.max(0, this.#count - REMEMBERED); i--) {
      const turn = this.#slot(i);
      if (turn && timestampDelta(timestamp, turn.from) >= 0) return turn;
    }
    return undefined;
  }

  #slot(index: number): Turn | undefined {
    return this.#turns[index % REMEMBERED];
  }
}

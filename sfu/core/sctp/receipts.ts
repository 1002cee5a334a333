import { tsnDistance, tsnPlus } from './serial.ts';
import { CHUNK, chunkOf } from './wire.ts';

interface Range {
  from: number;
  to: number;
}

/** TSNs further ahead than this are not taken. */
const MAX_AHEAD = 16_384;
const MAX_RANGES = 512;
/** What of the ranges and duplicates fits into a SACK beside other chunks. */
const MAX_TOLD_RANGES = 200;
const MAX_TOLD_DUPLICATES = 16;

/** Which TSNs have come: all up to {@link cumulative}, and ranges beyond gaps (RFC 9260 §6.2). */
export class Receipts {
  cumulative: number;
  /** Ascending, never touching each other nor the cumulative TSN. */
  readonly #ranges: Range[] = [];
  #duplicates: number[] = [];

  constructor(firstTsn: number) {
    this.cumulative = tsnPlus(firstTsn, -1);
  }

  get hasGaps(): boolean {
    return this.#ranges.length > 0;
  }

  /** What a TSN would be, without taking it. */
  judge(tsn: number): 'next' | 'new' | 'duplicate' | 'far' {
    const ahead = tsnDistance(tsn, this.cumulative);
    if (ahead <= 0) return 'duplicate';
    if (ahead > MAX_AHEAD) return 'far';
    if (ahead === 1) return 'next';
    const before = this.#ranges[this.#indexBefore(tsn)];
    if (before && tsnDistance(tsn, before.to) <= 0) return 'duplicate';
    return this.#ranges.length >= MAX_RANGES ? 'far' : 'new';
  }

  noteDuplicate(tsn: number): void {
    if (this.#duplicates.length < MAX_TOLD_DUPLICATES) this.#duplicates.push(tsn);
  }

  /** Takes a TSN judged `next` or `new`. */
  take(tsn: number): void {
    if (tsnDistance(tsn, this.cumulative) === 1) {
      this.forward(tsn);
      return;
    }
    const index = this.#indexBefore(tsn);
    const before = this.#ranges[index];
    const after = this.#ranges[index + 1];
    const joinsBefore = before !== undefined && tsnDistance(tsn, before.to) === 1;
    const joinsAfter = after !== undefined && tsnDistance(after.from, tsn) === 1;
    if (joinsBefore && joinsAfter) {
      before.to = after.to;
      this.#ranges.splice(index + 1, 1);
    } else if (joinsBefore) before.to = tsn;
    else if (joinsAfter) after.from = tsn;
    else this.#ranges.splice(index + 1, 0, { from: tsn, to: tsn });
  }

  /** Counts everything up to `tsn` as come (FORWARD-TSN, RFC 3758 §3.6). */
  forward(tsn: number): void {
    if (tsnDistance(tsn, this.cumulative) <= 0) return;
    this.cumulative = tsn;
    while (this.#ranges[0] && tsnDistance(this.#ranges[0].to, tsn) <= 0) this.#ranges.shift();
    const first = this.#ranges[0];
    if (!first || tsnDistance(first.from, tsn) > 1) return;
    this.cumulative = first.to;
    this.#ranges.shift();
  }

  /** A SACK chunk, RFC 9260 §3.3.4. Duplicates are told once. */
  sack(window: number): Uint8Array {
    const ranges = this.#ranges.slice(0, MAX_TOLD_RANGES);
    const duplicates = this.#duplicates;
    this.#duplicates = [];
    const [bytes, value] = chunkOf(CHUNK.sack, 0, 12 + ranges.length * 4 + duplicates.length * 4);
    value.setUint32(0, this.cumulative);
    value.setUint32(4, window);
    value.setUint16(8, ranges.length);
    value.setUint16(10, duplicates.length);
    let at = 12;
    for (const { from, to } of ranges) {
      value.setUint16(at, tsnDistance(from, this.cumulative));
      value.setUint16(at + 2, tsnDistance(to, this.cumulative));
      at += 4;
    }
    for (const tsn of duplicates) {
      value.setUint32(at, tsn);
      at += 4;
    }
    return bytes;
  }

  /** The last range that begins at or before `tsn`, or −1. Most packets belong at the end. */
  #indexBefore(tsn: number): number {
    return this.#ranges.findLastIndex((range) => tsnDistance(tsn, range.from) >= 0);
  }
}

/** Serial numbers that wrap (RFC 1982): TSNs and requests of 32 bits, stream sequence numbers of 16. */

/** How far `a` is ahead of `b`; negative when it is behind. */
export function tsnDistance(a: number, b: number): number {
  return (a - b) | 0;
}

export function tsnPlus(tsn: number, steps: number): number {
  return (tsn + steps) >>> 0;
}

/** How far the stream sequence number `a` is ahead of `b`; negative when it is behind. */
export function ssnDistance(a: number, b: number): number {
  return ((a - b) << 16) >> 16;
}

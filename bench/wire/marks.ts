const HASH = '#'.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);

/** A text of `length` characters that carries a number past servers which know nothing of it. */
export function markedText(index: number, length: number): string {
  return `#${index}#`.padEnd(length, 'x');
}

/** The number in a frame or stanza that carries a marked text; -1 when it carries none. */
export function markIn(payload: Buffer): number {
  const start = payload.indexOf(HASH);
  if (start < 0) return -1;
  let index = 0;
  for (let at = start + 1; at < payload.length; at += 1) {
    const digit = (payload[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return payload[at] === HASH && at > start + 1 ? index : -1;
    index = index * 10 + digit;
  }
  return -1;
}

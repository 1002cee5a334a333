import type { ByteRange } from '#kernel/ports/blobs.ts';

/**
 * One range of RFC 9110, 14.2: undefined where the whole is to be sent (no range, several, another unit, not one at all),
 * 'none' where nothing of it is there.
 */
export function readRange(header: string | undefined, size: number): ByteRange | 'none' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,16})-(\d{0,16})$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const bytes = Math.min(Number(last), size);
    return bytes === 0 ? 'none' : { start: size - bytes, end: size - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= size) return 'none';
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}

/** Whether one of the tags in If-None-Match is this one: compared weakly, as RFC 9110, 13.1.2 wants. */
export function hasTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === tag);
}

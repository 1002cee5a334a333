/**
 * A draft in S3. Parts of a multipart upload can't be shorter than 5 MiB, nor be read or cut before it is complete. So what is
 * not yet a part is an object of its own (the tail), and all of it is told by one small object, which is written last:
 * an attempt that breaks off leaves the draft as it was.
 */
export interface S3Draft {
  /** The multipart upload; absent while there are only tails. */
  upload?: string;
  parts: { tag: string; size: number }[];
  /** How it stood after the last writes, the newest last: writing may begin again at any of them. */
  points: S3Point[];
}

export interface S3Point {
  /** So many parts, and then the tail. */
  parts: number;
  tail?: { name: string; size: number };
}

/** A part is begun anew after so many bytes; larger ones where there are many, for at most 10,000 are allowed. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_OF_A_SIZE = 1000;
/** The shortest part that S3 takes before the last one. */
export const LEAST_PART_BYTES = 5 * 1024 * 1024;
/** With a checksum writing begins again at most 64 MiB back, in pieces of 16. */
const MOST_POINTS = 8;

export const NEW_DRAFT: S3Draft = { parts: [], points: [] };

export function partBytes(parts: number): number {
  return PART_BYTES * (1 + Math.floor(parts / PARTS_OF_A_SIZE));
}

function bytesOf({ parts }: S3Draft, count: number): number {
  return parts.slice(0, count).reduce((sum, { size }) => sum + size, 0);
}

export function lengthOf(draft: S3Draft): number {
  const last = draft.points.at(-1);
  return last === undefined ? 0 : bytesOf(draft, last.parts) + (last.tail?.size ?? 0);
}

/**
 * The draft as it was when it had `offset` bytes at least, and how many of its tail's bytes still count. Undefined: there is
 * no way back to there.
 */
export function backTo(draft: S3Draft, offset: number): { draft: S3Draft; tailBytes: number } | undefined {
  const index = draft.points.findLastIndex((point) => {
    const from = bytesOf(draft, point.parts);
    return from <= offset && offset <= from + (point.tail?.size ?? 0);
  });
  const point = draft.points[index];
  if (point === undefined) return undefined;
  const parts = draft.parts.slice(0, point.parts);
  const before = { ...draft, parts, points: draft.points.slice(0, index + 1) };
  return { draft: before, tailBytes: offset - bytesOf(draft, point.parts) };
}

/** With one more point, and without those that are long ago. */
export function pointed(draft: S3Draft, tail: S3Point['tail']): S3Draft {
  const point = { parts: draft.parts.length, ...(tail === undefined ? {} : { tail }) };
  return { ...draft, points: [...draft.points, point].slice(-MOST_POINTS) };
}

export function tailNames({ points }: S3Draft): string[] {
  return points.flatMap(({ tail }) => (tail === undefined ? [] : [tail.name]));
}

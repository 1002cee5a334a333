/** The tag of a room (`CreateRoom`, or `roomConfig` in a token) that says of how many others everybody gets the cameras. */
const LAST_N = 'yiqi.lastN';

/** Undefined if nothing that makes sense is said. */
export function readLastN(tags: Readonly<Record<string, string>>): number | undefined {
  const value = tags[LAST_N] ?? '';
  return /^\d{1,4}$/.test(value) ? Number(value) : undefined;
}

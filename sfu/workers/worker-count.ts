import { availableParallelism } from 'node:os';

/** Beyond that, one HTTP front and one machine's network are the narrow place. */
const MOST = 16;
/** Each needs 80 MB and an open port: more only if somebody says so. */
const MOST_UNASKED = 8;

/**
 * How many workers there are to be. Nothing wanted (0): one on one or two cores, else one fewer than there are, so that
 * chat has a core of its own, and up to eight.
 */
export function workerCount(wanted: number, cores = availableParallelism()): number {
  const count = wanted > 0 ? wanted : cores <= 2 ? 1 : Math.min(cores - 1, MOST_UNASKED);
  return Math.min(count, MOST);
}

import { availableParallelism } from 'node:os';

/** Beyond that, one HTTP front and one machine's network are the narrow place. */
const MOST = 16;

/**
 * How many workers there are to be. Nothing wanted (0): one on one or two cores, else one fewer than there are, so that
 * chat has a core of its own.
 */
export function workerCount(wanted: number, cores = availableParallelism()): number {
  const count = wanted > 0 ? wanted : cores <= 2 ? 1 : cores - 1;
  return Math.min(count, MOST);
}

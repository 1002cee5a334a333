import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the project's root folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** @param {...string} parts @returns {string} an absolute path below the project's root */
export function fromRoot(...parts) {
  return path.join(root, ...parts);
}

/** A failure told to the person at the terminal in one line; everything else is a bug and shows its stack. */
export class Told extends Error {}

/** What the system refuses is told too, in words. @type {Record<string, string>} */
const refusals = {
  ENOSPC: 'the disk is full',
  EACCES: 'no right to write',
  EPERM: 'no right to write',
  EROFS: 'this disk cannot be written to',
};

/**
 * Runs a tool's main function and turns a {@link Told}, and what the system refused, into one line on stderr and exit
 * code 1.
 * @param {() => Promise<number>} main resolves to the exit code
 */
export async function runTool(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    const line = lineOf(error);
    if (line === undefined) throw error;
    process.stderr.write(`yiqi: ${line}\n`);
    process.exitCode = 1;
  }
}

/** @param {unknown} error @returns {string | undefined} nothing for a bug */
export function lineOf(error) {
  if (error instanceof Told) return error.message;
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const refusal = refusals[String(error.code)];
  return refusal === undefined ? undefined : `${refusal}: ${'path' in error ? error.path : root}`;
}

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

/**
 * Runs a tool's main function and turns a {@link Told} into one line on stderr and exit code 1.
 * @param {() => Promise<number>} main resolves to the exit code
 */
export async function runTool(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof Told)) throw error;
    process.stderr.write(`yiqi: ${error.message}\n`);
    process.exitCode = 1;
  }
}

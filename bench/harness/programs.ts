import { spawnSync } from 'node:child_process';

const LIMIT_MS = 5 * 60_000;

/** Runs a program of the system quietly, and tells whether it is there and ended well. */
export function succeeds(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  limitMs = LIMIT_MS,
): boolean {
  return spawnSync(program, args, { stdio: 'ignore', env, timeout: limitMs }).status === 0;
}

/** What a program of the system prints; undefined when it isn't there or did not end well. */
export function outputOf(program: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: LIMIT_MS });
  return status === 0 ? stdout : undefined;
}

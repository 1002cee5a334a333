import { execFile, spawnSync } from 'node:child_process';

/** Where distributions put what is for administrators. */
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin`;

export const ENVIRONMENT = { ...process.env, PATH };

/** Why a test of a program cannot run here; false where it can. Said in the test's report. */
export function missing(program: string, ...args: string[]): string | false {
  const { error } = spawnSync(program, args, { env: ENVIRONMENT, stdio: 'ignore', timeout: 30_000 });
  return error === undefined ? false : `${program} is not installed here`;
}

export interface Ended {
  code: number;
  /** What it wrote, to both. */
  output: string;
}

/** Runs a program to its end. */
export function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { env: { ...ENVIRONMENT, ...env }, timeout: 60_000 }, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`;
      if (error === null) resolve({ code: 0, output });
      else if (typeof error.code === 'number') resolve({ code: error.code, output });
      else reject(error);
    });
  });
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Child } from '../harness/child.ts';
import type { Cores } from '../harness/machine.ts';
import { newFolder } from '../harness/new-folder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface YiqiServer {
  readonly port: number;
  readonly child: Child;
  end(): Promise<void>;
}

/**
 * The whole server as `npm start` runs it, all settings at their defaults unless `more` says otherwise, on an empty folder
 * unless told another.
 */
export async function startYiqi(
  cores: Cores | undefined,
  folder = newFolder(),
  more: readonly string[] = [],
): Promise<YiqiServer> {
  const args = ['--port', '0', '--media-port', '0', '--data', path.join(folder, 'data'), ...more];
  const child = nodeChild('server/main.ts', args, cores);
  const end = () => child.end();
  try {
    const [, port] = await child.printed(/http:\/\/127\.0\.0\.1:(\d+)/);
    return { port: Number(port), child, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** A program of this tree on the runtime that runs this. `program`: its path from the root. */
export function nodeChild(
  program: string,
  args: readonly string[],
  cores: Cores | undefined,
  env: Readonly<Record<string, string>> = {},
): Child {
  const flags = ['--disable-warning=ExperimentalWarning', path.join(ROOT, program)];
  const profile = process.env['BENCH_SERVER_FLAGS']?.split(' ') ?? [];
  return new Child({ command: process.execPath, args: [...profile, ...flags, ...args], cores, env, cwd: ROOT });
}

/** Version of this tree, or of a package it has installed. */
export function versionOf(name?: string): string {
  const folder = name === undefined ? ROOT : path.join(ROOT, 'node_modules', name);
  const manifest: unknown = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return String((manifest as { version?: unknown }).version);
}

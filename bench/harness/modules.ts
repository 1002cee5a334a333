import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Peer } from './debian.ts';
import { succeeds } from './programs.ts';

/** Git ignores it: what was installed once is used again. */
const FOLDER = fileURLToPath(new URL('../.cache/modules/', import.meta.url));

/** Where packages of npm's are that only benches need: `BENCH_MODULES`, a folder with `node_modules`, or one of our own. */
export function modulesFolder(): string {
  return path.resolve(process.env['BENCH_MODULES'] ?? FOLDER);
}

/**
 * Whether packages of npm's that are no part of this tree are there; installs them beside it when they are missing, and says
 * so. `wanted`: names with exact versions; the first is the peer.
 */
export function ensureModules(wanted: Readonly<Record<string, string>>, say: (line: string) => void): Peer {
  const folder = modulesFolder();
  const there = () => Object.entries(wanted).every(([name, version]) => versionIn(folder, name) === version);
  const list = Object.entries(wanted).map(([name, version]) => `${name}@${version}`);
  if (!there()) {
    say(`installing ${list.join(' and ')} into ${path.relative(process.cwd(), folder)} with npm`);
    mkdirSync(folder, { recursive: true });
    const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--omit=optional', '--no-save'];
    succeeds('npm', ['install', '--prefix', folder, ...quiet, ...list]);
  }
  if (there()) return { there: true, version: Object.values(wanted)[0] ?? '' };
  const why = `${list[0]} was left out: npm could not install it; set BENCH_MODULES to a folder that has it`;
  say(why);
  return { there: false, why };
}

function versionIn(folder: string, name: string): string | undefined {
  const manifest = path.join(folder, 'node_modules', name, 'package.json');
  if (!existsSync(manifest)) return undefined;
  return String((createRequire(import.meta.url)(manifest) as { version?: unknown }).version);
}

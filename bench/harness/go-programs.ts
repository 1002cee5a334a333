import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Peer } from './debian.ts';
import { newFolder } from './new-folder.ts';
import { outputOf, succeeds } from './programs.ts';

/** Git ignores it: what was built once is used again. */
const FOLDER = fileURLToPath(new URL('../.cache/go/', import.meta.url));
const GO = ['go', '/usr/local/go/bin/go'];

export interface GoModule {
  readonly module: string;
  /** As the module proxy names it: `v1.2.3`. */
  readonly version: string;
  /** What `go build -tags` is given. */
  readonly tags: string;
  /** Names of programs, and the folders of the module they are made of. */
  readonly programs: Readonly<Record<string, string>>;
}

/** `files`: the programs by their names. */
type GoPeer = Extract<Peer, { there: false }> | { there: true; version: string; files: Record<string, string> };

/**
 * Programs written in Go that are in no package: from the folder that `variable` names, or built from their source, which Go's
 * module proxy has, where there is a Go toolchain. Says what it does, and why a peer is left out.
 */
export function ensureGoPrograms(variable: string, wanted: GoModule, say: (line: string) => void): GoPeer {
  const told = process.env[variable];
  const folder = told ?? path.join(FOLDER, `${path.basename(wanted.module)}-${wanted.version}`);
  const files = Object.fromEntries(Object.keys(wanted.programs).map((name) => [name, path.join(folder, name)]));
  const there = () => Object.values(files).every((file) => existsSync(file));
  const [first = ''] = Object.keys(wanted.programs);
  const missing = (why: string): GoPeer => {
    const whole = `${first} was left out: ${why}.`;
    say(whole);
    return { there: false, why: whole };
  };
  if (!there() && told !== undefined)
    return missing(`${variable} names no folder with ${Object.keys(files).join(' and ')}`);
  if (!there()) {
    const go = GO.find((program) => outputOf(program, ['version']) !== undefined);
    if (go === undefined) return missing(`it is built with Go, which isn't here; or ${variable} names its folder`);
    say(`building ${first} from ${wanted.module}@${wanted.version} with Go, which takes some minutes`);
    build(go, wanted, files);
    if (!there()) return missing(`Go could not build it; ${variable} may name a folder that has it`);
  }
  return { there: true, version: told === undefined ? wanted.version.slice(1) : '', files };
}

/** Within the module's own folder, so that the versions of its own lock file are those that are used. */
function build(go: string, { module, version, tags, programs }: GoModule, files: Record<string, string>): void {
  const told = outputOf(go, ['mod', 'download', '-json', `${module}@${version}`]);
  const source = (JSON.parse(told ?? '{}') as { Dir?: string }).Dir;
  if (source === undefined) return;
  const folder = newFolder();
  cpSync(source, folder, { recursive: true });
  succeeds('chmod', ['-R', 'u+w', folder]);
  for (const [name, part] of Object.entries(programs)) {
    mkdirSync(path.dirname(files[name] ?? ''), { recursive: true });
    const args = ['-C', folder, 'build', '-buildvcs=false', '-tags', tags, '-o', files[name] ?? '', `./${part}`];
    succeeds(go, args, { ...process.env, CGO_ENABLED: '0' }, 20 * 60_000);
  }
  rmSync(folder, { recursive: true, force: true });
}

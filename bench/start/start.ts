import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { ensureWebBuilt } from '../../tools/web-build.mjs';
import { type Bench, type Entrant, inTurns, type Run } from '../harness/bench.ts';
import { ensurePackages } from '../harness/debian.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import type { Cores } from '../harness/machine.ts';
import { newFolder } from '../harness/new-folder.ts';
import { pause } from '../harness/pacer.ts';
import { startEjabberd } from '../xmpp/ejabberd.ts';
import { nodeChild, versionOf } from '../yiqi/server.ts';

const FIGURES: readonly Figure[] = [
  { name: 'start to ready', unit: 'ms', better: 'lower' },
  { name: 'memory when ready', unit: 'MiB', better: 'lower' },
  { name: 'first page, compressed', unit: 'KiB', better: 'lower' },
  { name: 'whole web client, compressed', unit: 'KiB', better: 'lower' },
];

const WEB = fileURLToPath(new URL('../../dist/web/', import.meta.url));

/** What the browser loads for the first page: the page and all that it names itself. */
function webSizes(): Measured {
  const page = readFileSync(path.join(WEB, 'index.html'), 'utf8');
  const named = [...page.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, name = '']) => name);
  const first = ['index.html', ...named.filter((name) => /\.(js|css)$/.test(name))];
  const all = readdirSync(WEB, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(js|css|html)$/.test(name));
  return { 'first page, compressed': compressedKiB(first), 'whole web client, compressed': compressedKiB(all) };
}

function compressedKiB(names: readonly string[]): number {
  const bytes = names.map((name) => gzipSync(readFileSync(path.join(WEB, name)), { level: 9 }).length);
  return bytes.reduce((sum, size) => sum + size, 0) / 1024;
}

/** A start on data that is there already, until the server says itself that everything works, media included. */
async function startYiqi(cores: Cores | undefined, data: string): Promise<Measured> {
  const began = performance.now();
  const child = nodeChild('server/main.ts', ['--port', '0', '--media-port', '0', '--data', data], cores);
  const [, port] = await child.printed(/http:\/\/127\.0\.0\.1:(\d+)/);
  while (!(await fetch(`http://127.0.0.1:${port}/readyz`)).ok) await pause(10);
  const tookMs = performance.now() - began;
  const { rssMiB } = child.usage();
  await child.end();
  return { 'start to ready': tookMs, 'memory when ready': rssMiB };
}

async function run({ quick, cores, say }: Run): Promise<Result> {
  await ensureWebBuilt();
  const data = path.join(newFolder(), 'data');
  await startYiqi(cores, data);
  const entrants: Entrant<Measured>[] = [
    {
      name: 'yiqi',
      version: versionOf(),
      about: 'until /readyz is 200, with database and media server, on existing data',
      measure: async () => ({ ...(await startYiqi(cores, data)), ...webSizes() }),
      end: async () => {},
    },
  ];
  const notes: string[] = [];
  const peer = ensurePackages(['ejabberd'], say);
  if (peer.there) entrants.push(ejabberdEntrant(peer.version, cores));
  else notes.push(peer.why);
  const contenders = await inTurns(entrants, quick ? 2 : 7, say);
  return {
    bench: 'start',
    title: 'Start, and what a browser loads',
    quick,
    parameters: {},
    figures: FIGURES,
    contenders,
    notes,
  };
}

function ejabberdEntrant(version: string, cores: Cores | undefined): Entrant<Measured> {
  return {
    name: 'ejabberd',
    version,
    about: 'until its port is open, on an empty database (without Debian’s control script)',
    async measure() {
      const began = performance.now();
      const { child, end } = await startEjabberd(cores);
      const tookMs = performance.now() - began;
      const { rssMiB } = child.usage();
      await end();
      return { 'start to ready': tookMs, 'memory when ready': rssMiB };
    },
    end: async () => {},
  };
}

export const start: Bench = {
  name: 'start',
  about: 'time and memory until everything works, size of the web client; beside ejabberd',
  run,
};

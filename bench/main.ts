import { parseArgs } from 'node:util';
import { channel } from './channel/channel.ts';
import { effects } from './effects/effects.ts';
import { fanOut } from './fan-out/fan-out.ts';
import { files } from './files/files.ts';
import { forwarding } from './forwarding/forwarding.ts';
import type { Bench } from './harness/bench.ts';
import { type Cores, describeMachine, pinGenerator } from './harness/machine.ts';
import { saveResult, tableOf } from './harness/result.ts';
import { idleConnections } from './idle/idle.ts';
import { join } from './join/join.ts';
import { link } from './link/link.ts';
import { oneToOne } from './one-to-one/one-to-one.ts';
import { presence } from './presence/presence.ts';
import { push } from './push/push.ts';
import { reconnectStorm } from './reconnect-storm/reconnect-storm.ts';
import { scroll } from './scroll/scroll.ts';
import { sctp } from './sctp/sctp.ts';
import { search } from './search/search.ts';
import { soaking } from './soak/soak.ts';
import { start } from './start/start.ts';
import { switching } from './switch/switch.ts';
import { thumbnails } from './thumbnails/thumbnails.ts';
import { tiles } from './tiles/tiles.ts';

// npm run bench -- <name> [--quick]: see README.md.

const benches: readonly Bench[] = [
  oneToOne,
  fanOut,
  channel,
  forwarding,
  link,
  idleConnections,
  reconnectStorm,
  search,
  start,
  presence,
  scroll,
  switching,
  effects,
  join,
  tiles,
  soaking,
  sctp,
  files,
  thumbnails,
  push,
];

function list(): string {
  const lines = benches.map(({ name, about }) => `  ${name.padEnd(18)} ${about}`);
  return `npm run bench -- <name> [--quick]\n\n${lines.join('\n')}\n  ${'all'.padEnd(18)} one after the other\n`;
}

async function runOne(bench: Bench, quick: boolean, cores: Cores | undefined): Promise<void> {
  const say = (line: string) => void process.stdout.write(`  ${line}\n`);
  process.stdout.write(`${bench.name}: ${bench.about}\n`);
  const machine = describeMachine(cores);
  if (cores === undefined) say('not pinned: two cores and taskset are needed to hold server and generator apart');
  for (const result of [await bench.run({ quick, cores, say })].flat()) {
    saveResult(result, machine, new Date().toISOString().slice(0, 10));
    process.stdout.write(`\n${result.title}\n${tableOf(result)}\n`);
    for (const note of result.notes) process.stdout.write(`  ${note}\n`);
  }
  if (quick) process.stdout.write('  A quick run: its figures are worth nothing.\n');
  process.stdout.write('\n');
}

/** Undefined when there are options that don't exist. */
function wishesOf(args: string[]) {
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({ args, options: { quick: flag, help: { ...flag, short: 'h' } }, allowPositionals: true });
  } catch {
    return undefined;
  }
}

async function main(): Promise<number> {
  const wishes = wishesOf(process.argv.slice(2));
  if (wishes === undefined) {
    process.stderr.write(list());
    return 1;
  }
  const { values, positionals } = wishes;
  const [name] = positionals;
  if (name === undefined || values.help) {
    process.stdout.write(list());
    return 0;
  }
  const chosen = name === 'all' ? benches : benches.filter((bench) => bench.name === name);
  if (chosen.length === 0 || positionals.length > 1) {
    process.stderr.write(`bench: there is no “${positionals.join(' ')}”\n\n${list()}`);
    return 1;
  }
  const cores = pinGenerator();
  for (const bench of chosen) await runOne(bench, values.quick, cores);
  return 0;
}

process.exitCode = await main();
process.exit();

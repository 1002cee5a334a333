import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { ensureWebBuilt } from '../../tools/web-build.mjs';
import { openMediaBrowser } from '../support/media-browser.ts';
import { furnish } from './furnish.ts';
import { sheetOf, stitch } from './sheets.ts';
import { calls } from './stages/calls.ts';
import { composer, conversation, details } from './stages/conversation.ts';
import { entry } from './stages/entry.ts';
import { list } from './stages/list.ts';
import { meetings } from './stages/meetings.ts';
import { people } from './stages/people.ts';
import { boards, room } from './stages/room.ts';
import { search } from './stages/search.ts';
import { settings } from './stages/settings.ts';
import { troubles } from './stages/troubles.ts';
import { type Look, SIZES, type Size, Tour } from './tour.ts';

const STAGES = {
  entry,
  list,
  conversation,
  composer,
  details,
  people,
  search,
  settings,
  meetings,
  room,
  boards,
  calls,
  troubles,
};
type Stage = keyof typeof STAGES;
const LOOKS: readonly Look[] = ['light-en', 'dark-en', 'light-zh', 'dark-zh'];
const USAGE = `npm run screenshots -- --out <folder> [--server <origin of npm run demo>]
  [--only ${Object.keys(STAGES).join(',')}] [--size ${Object.keys(SIZES).join(',')}] [--look ${LOOKS.join(',')}]`;

interface Wishes {
  out: string;
  server: string | undefined;
  stages: Stage[];
  sizes: Size[];
  looks: Look[];
}

function wishesOf(args: string[]): Wishes | undefined {
  const option = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: { out: option, server: option, only: option, size: option, look: option },
  });
  const some = <Name extends string>(text: string | undefined, all: readonly Name[]): Name[] =>
    text === undefined ? [...all] : all.filter((name) => text.split(',').includes(name));
  if (values.out === undefined) return undefined;
  return {
    out: resolve(values.out),
    server: values.server,
    stages: some(values.only, Object.keys(STAGES) as Stage[]),
    sizes: some(values.size, Object.keys(SIZES) as Size[]),
    looks: some(values.look, LOOKS),
  };
}

/** Pictures of every screen, taken in the workspace of `npm run demo`. */
async function main(): Promise<number> {
  const wishes = wishesOf(process.argv.slice(2));
  if (wishes === undefined) {
    process.stderr.write(`${USAGE}\n`);
    return 1;
  }
  mkdirSync(join(wishes.out, 'sheets'), { recursive: true });
  const demo = wishes.server === undefined ? await startDemo() : { origin: wishes.server, child: undefined };
  const browser = await openMediaBrowser();
  try {
    await furnish(demo.origin);
    const problems: string[] = [];
    for (const size of wishes.sizes) problems.push(...(await walk(browser, demo.origin, size, wishes)));
    writeFileSync(join(wishes.out, 'problems.txt'), problems.map((problem) => `${problem}\n`).join(''));
    process.stdout.write(`${problems.map((problem) => `${problem}\n`).join('')}${problems.length} problems\n`);
    return problems.length === 0 ? 0 : 1;
  } finally {
    await browser.close();
    if (demo.child !== undefined) await stop(demo.child);
  }
}

async function walk(browser: Browser, origin: string, size: Size, { out, stages, looks }: Wishes): Promise<string[]> {
  const tour = new Tour({ browser, origin, folder: out, size, looks });
  for (const name of stages) {
    const began = Date.now();
    try {
      await STAGES[name](tour);
    } catch (error) {
      tour.problems.push(`${name} at ${size} was broken off: ${String(error).split('\n')[0]}`);
      const [page] = browser.contexts().at(-1)?.pages() ?? [];
      await page?.screenshot({ path: join(out, `broken-${name}-${size}.png`) }).catch(() => undefined);
    }
    process.stdout.write(`${name} at ${size}: ${((Date.now() - began) / 1000).toFixed(0)} s\n`);
    await Promise.all(browser.contexts().map((context) => context.close()));
  }
  const height = SIZES[size].viewport.height;
  for (const [screen, taken] of tour.taken)
    await stitch(
      taken.map(({ path }) => path),
      sheetOf(out, screen, size),
      height,
    );
  return tour.problems;
}

/** A demo of one's own on a free port. */
async function startDemo(): Promise<{ origin: string; child: ChildProcess }> {
  await ensureWebBuilt();
  const args = [...process.execArgv, 'demo/main.ts', '--port', '0', '--media-port', '0', '--host', '127.0.0.1'];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, LANG: 'C' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.stdout) {
    text += chunk;
    const origin = /https?:\/\/[^\s/]+(?=\s)/.exec(text)?.[0];
    if (origin !== undefined && /Sign in as/.test(text)) return { origin, child };
  }
  throw new Error(`the demo ended before it was ready: ${text}`);
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

process.exitCode = await main();

import { setTimeout as pause } from 'node:timers/promises';
import type { Child } from '../harness/child.ts';
import type { Measured } from '../harness/figures.ts';
import { type Answered, ask } from './raw-http.ts';

const MIB = 2 ** 20;
const PARALLEL = 4;
const LOOK_MS = 50;
const TUS = { 'tus-resumable': '1.0.0' };

/** What is moved: one large file, and many. Sizes differ a little each time, as those of people's files do. */
export interface Load {
  readonly large: number;
  readonly many: number;
  readonly each: number;
}

export const loadOf = (quick: boolean): Load =>
  quick ? { large: 64 * MIB, many: 10, each: 2 * MIB } : { large: 1024 * MIB, many: 100, each: 10 * MIB };

let turn = 0;

/** Sizes of files: the first is large, all others are alike. */
export function sizesOf({ large, many, each }: Load): number[] {
  turn += 1;
  return [large + turn, ...Array.from({ length: many }, (_, n) => each + turn * many + n)];
}

/** Ends without an answer of 2xx throw. */
export async function done(asked: Parameters<typeof ask>[0]): Promise<Answered> {
  const answer = await ask(asked);
  if (answer.status < 200 || answer.status > 299)
    throw new Error(`${asked.method} ${asked.path.slice(0, 60)}: ${answer.status} ${answer.text.slice(0, 200)}`);
  return answer;
}

/** Uploads by tus, all of a file in one part. @returns where it is */
export async function uploadTus(port: number, path: string, size: number, more: Record<string, string> = {}) {
  const metadata = `filename ${Buffer.from(`${size}.bin`).toString('base64')}`;
  const begun = await done({
    ...{ port, path, method: 'POST' },
    headers: { ...TUS, ...more, 'upload-length': size, 'upload-metadata': metadata },
  });
  const location = new URL(begun.headers.get('location') ?? '', `http://127.0.0.1:${port}`).pathname;
  const headers = { ...TUS, ...more, 'content-type': 'application/offset+octet-stream', 'upload-offset': 0 };
  const body = { bytes: size, mark: Buffer.from(String(size)) };
  await done({ port, path: location, method: 'PATCH', headers, body });
  return location;
}

/** The large one alone, then the others some at a time. @returns speeds, the most memory, and CPU for each GiB */
export async function timed<Item>(
  way: 'up' | 'down',
  items: readonly Item[],
  { large, many, each }: Load,
  child: Child,
  move: (item: Item) => Promise<void>,
): Promise<Measured> {
  const before = child.usage().cpuMs;
  const looking = new AbortController();
  const peak = peakOf(child, looking.signal);
  const [first, ...rest] = items;
  const largeS = await seconds(async () => {
    if (first !== undefined) await move(first);
  });
  const manyS = await seconds(async () => {
    const queue = [...rest];
    const worker = async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await move(next);
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
  });
  looking.abort();
  const gib = (large + many * each) / 2 ** 30;
  return {
    [`${way}, one large file`]: large / MIB / largeS,
    [`${way}, many files`]: (many * each) / MIB / manyS,
    [`${way}, CPU`]: (child.usage().cpuMs - before) / 1000 / gib,
    [`${way}, memory at most`]: await peak,
  };
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

async function peakOf(child: Child, signal: AbortSignal): Promise<number> {
  let most = 0;
  while (!signal.aborted) {
    most = Math.max(most, child.usage().rssMiB);
    await pause(LOOK_MS);
  }
  return most;
}

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { FILES_PATH } from '#protocol/file-path.ts';
import { type Bench, type Entrant, inTurns, type Run } from '../harness/bench.ts';
import type { Child } from '../harness/child.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import { newFolder } from '../harness/new-folder.ts';
import { makePeople, type Person, renewAll } from '../yiqi/person.ts';
import { nodeChild, startYiqi, versionOf } from '../yiqi/server.ts';

const FIGURES: readonly Figure[] = [
  { name: 'pictures', unit: '1/s', better: 'higher' },
  { name: 'CPU a picture', unit: 'ms', better: 'lower' },
  { name: 'memory at most', unit: 'MiB', better: 'lower' },
];

/** 12 million pixels, as phones take them. */
const [WIDTH, HEIGHT] = [4000, 3000];
const AT_ONCE = 4;

async function run({ quick, cores, say }: Run): Promise<Result> {
  const count = quick ? 4 : 30;
  const photo = await photograph();
  const file = path.join(newFolder(), 'photo.jpg');
  writeFileSync(file, photo);
  const entrants: Entrant<Measured>[] = [await yiqi(photo, count, cores), bare(file, count, cores)];
  return {
    bench: 'thumbnails',
    title: 'Small pictures of photographs of 12 million pixels',
    quick,
    parameters: { pictures: count, 'a picture, KiB': Math.round(photo.length / 1024) },
    figures: FIGURES,
    contenders: await inTurns(entrants, quick ? 1 : 3, say),
    notes: [],
  };
}

/** Shapes with some noise, and what a camera says of where it was. */
async function photograph(): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 120, sigma: 18 } as const;
  const background = { r: 90, g: 120, b: 160 };
  return sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background, noise } })
    .withExif({ IFD0: { Make: 'Camera' } })
    .jpeg({ quality: 85 })
    .toBuffer();
}

async function yiqi(photo: Buffer, count: number, cores: Run['cores']): Promise<Entrant<Measured>> {
  const server = await startYiqi(cores);
  const [person] = (await makePeople(server.port, 1)) as [Person];
  return {
    name: 'yiqi',
    version: versionOf(),
    about:
      'from the first byte sent until the picture can be used: upload, 640 and 1,600 px, ThumbHash, upright and without place (written anew only when it lies on its side)',
    async measure() {
      await renewAll([person]);
      return timed(server.child, count, () => sendOne(server.port, person.token, photo));
    },
    end: () => server.end(),
  };
}

/** Some at a time. */
async function timed(child: Child, count: number, one: () => Promise<void>): Promise<Measured> {
  const [before, began] = [child.usage().cpuMs, performance.now()];
  let [left, most] = [count, 0];
  const worker = async () => {
    while (left-- > 0) {
      await one();
      most = Math.max(most, child.usage().rssMiB);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const seconds = (performance.now() - began) / 1000;
  const cpu = (child.usage().cpuMs - before) / count;
  return { pictures: count / seconds, 'CPU a picture': cpu, 'memory at most': most };
}

async function sendOne(port: number, token: string, photo: Buffer): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' };
  const metadata = `filename ${Buffer.from('a.jpg').toString('base64')},picture`;
  const about = { 'upload-length': String(photo.length), 'upload-metadata': metadata };
  const begun = await fetch(`http://127.0.0.1:${port}${FILES_PATH}`, {
    method: 'POST',
    headers: { ...headers, ...about },
  });
  const address = `http://127.0.0.1:${port}${begun.headers.get('location')}`;
  const part = { ...headers, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' };
  await fetch(address, { method: 'PATCH', headers: part, body: new Uint8Array(photo) });
  const { file } = (await (await fetch(address, { headers })).json()) as { file?: object };
  if (file === undefined) throw new Error('the picture was not taken');
}

/** The library that we use, in a loop: what making them costs by itself. */
function bare(file: string, count: number, cores: Run['cores']): Entrant<Measured> {
  return {
    name: 'bare sharp',
    version: versionOf('sharp'),
    about: 'the same sizes in a loop, two pictures at a time, from memory to memory',
    async measure() {
      const child = nodeChild('bench/peers/sharp/main.ts', [file, String(count)], cores);
      const [, text = '{}'] = await child.printed(/measured (\{.*\})/, 300_000);
      await child.end();
      return JSON.parse(text) as Measured;
    },
    end: async () => {},
  };
}

export const thumbnails: Bench = {
  name: 'thumbnails',
  about: 'small pictures of photographs in a second, beside sharp alone',
  run,
};

import { readFileSync } from 'node:fs';
import sharp from 'sharp';

// What small pictures cost by themselves. Arguments: a photograph, and how many times.

const [file = '', count = '0'] = process.argv.slice(2);
const photo = readFileSync(file);
sharp.concurrency(1);
sharp.cache(false);

async function one(): Promise<void> {
  for (const px of [640, 1600]) {
    await sharp(photo).autoOrient().resize({ width: px, height: px, fit: 'inside' }).webp({ quality: 80 }).toBuffer();
  }
  await sharp(photo).autoOrient().keepIccProfile().jpeg({ quality: 90 }).toBuffer();
}

const began = performance.now();
let left = Number(count);
const worker = async () => {
  while (left-- > 0) await one();
};
await Promise.all([worker(), worker()]);
const { user, system } = process.cpuUsage();
const measured = {
  pictures: Number(count) / ((performance.now() - began) / 1000),
  'CPU a picture': (user + system) / 1000 / Number(count),
  'memory at most': process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(`measured ${JSON.stringify(measured)}\n`);

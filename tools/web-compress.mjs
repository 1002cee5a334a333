import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

/** What is text, or like it; pictures and sound are compressed already. */
const SHRINKS = /\.(js|mjs|css|html|svg|json|wasm|webmanifest|map)$/;
const LEAST_BYTES = 1024;
/** Of 11: the last two take ten times as long for some per cent. */
const BROTLI = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 9 } };

/**
 * Puts a compressed file beside each that shrinks by it: `.br`, which browsers take over HTTPS, and `.gz`. The server gives them
 * out as they are.
 * @param {string} folder absolute
 */
export async function compressBelow(folder) {
  const names = /** @type {string[]} */ (readdirSync(folder, { recursive: true })).filter((name) => SHRINKS.test(name));
  for (const name of names) {
    const file = path.join(folder, name);
    const bytes = readFileSync(file);
    if (bytes.length < LEAST_BYTES) continue;
    const [gzip, brotli] = await Promise.all([
      promisify(zlib.gzip)(bytes, { level: 9 }),
      promisify(zlib.brotliCompress)(bytes, BROTLI),
    ]);
    if (gzip.length < bytes.length) writeFileSync(`${file}.gz`, gzip);
    if (brotli.length < bytes.length) writeFileSync(`${file}.br`, brotli);
  }
}

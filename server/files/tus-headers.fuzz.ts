import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '#kernel/failure.ts';
import { anyText, Chooser, FUZZ_RUNS, mangled } from '../testing/fuzz.ts';
import { hasTag, readRange } from './byte-range.ts';
import { acceptName, disposition } from './file-name.ts';
import { HEAD_BYTES, sniff } from './sniff.ts';
import { readBytes, readChecksum, readMetadata } from './tus-headers.ts';

/** Runs `read`; whatever is wrong is a failure that is told. */
function told<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    assert.ok(error instanceof Failure && error.code === 'request.invalid', String(error));
    return undefined;
  }
}

function header(choose: Chooser): string {
  const good = [
    'sha256 n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=',
    'filename YS50eHQ=,picture',
    '1024',
    'bytes=0-9',
    '"f_x"',
  ] as const;
  if (choose.chance(0.3)) return anyText(choose);
  return Buffer.from(mangled(choose, Buffer.from(choose.of(good)))).toString('latin1');
}

test('whatever stands in the headers of an upload, it is read or refused', (context) => {
  const choose = new Chooser();
  context.diagnostic(`seed ${choose.seed} (YIQI_FUZZ_SEED repeats it)`);
  for (let run = 0; run < FUZZ_RUNS; run += 1) {
    const said = header(choose);
    const size = choose.below(1000);
    const bytes = told(() => readBytes(said));
    assert.ok(bytes === undefined || (Number.isSafeInteger(bytes) && bytes >= 0));
    for (const value of told(() => readMetadata(said))?.values() ?? []) assert.ok(value.isWellFormed());
    const checksum = told(() => readChecksum(said));
    assert.ok(checksum === undefined || checksum.digest.length >= 20);
    const range = readRange(said, size);
    if (typeof range === 'object') assert.ok(range.start >= 0 && range.start <= range.end && range.end < size, said);
    hasTag(said, '"f_x"');
  }
});

test('whatever a file is called, its name is one line without folders, and fits in a header', (context) => {
  const choose = new Chooser();
  context.diagnostic(`seed ${choose.seed} (YIQI_FUZZ_SEED repeats it)`);
  for (let run = 0; run < FUZZ_RUNS; run += 1) {
    const given = anyText(choose) + (choose.chance(0.2) ? 'x'.repeat(choose.below(400)) : '');
    const name = told(() => acceptName(given));
    if (name === undefined) continue;
    assert.ok(name.length > 0 && name.length <= 255 && name.isWellFormed(), JSON.stringify(given));
    assert.doesNotMatch(name, /[/\\\p{Cc}\u202e]/u);
    assert.equal(acceptName(name), name, JSON.stringify(given));
    assert.match(disposition('attachment', name), /^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[!-~]*$/);
  }
});

test('whatever a file begins with, it is of some type', (context) => {
  const choose = new Chooser();
  context.diagnostic(`seed ${choose.seed} (YIQI_FUZZ_SEED repeats it)`);
  const heads = [
    '\x89PNG\r\n\x1a\n',
    '\0\0\0\x18ftypmp42',
    'RIFF\0\0\0\0WEBP',
    '<svg',
    'ID3',
    '\xff\xfb\x90',
    '',
  ] as const;
  for (let run = 0; run < FUZZ_RUNS; run += 1) {
    const head = Buffer.from(choose.of(heads), 'latin1');
    const bytes = Buffer.from(
      mangled(choose, Buffer.concat([head, Buffer.alloc(choose.below(40), choose.below(256))])),
    );
    assert.match(sniff(bytes.subarray(0, HEAD_BYTES)), /^[a-z]+\/[a-z0-9.+-]+$/);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anyText, Chooser, FUZZ_RUNS, mangled } from '../testing/fuzz.ts';
import { readCsv } from './csv.ts';

/** As any good writer does it. */
function written(rows: readonly string[][], lineBreak: string): string {
  const field = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => row.map(field).join(',') + lineBreak).join('');
}

test(`[DR31] ${FUZZ_RUNS} files are read as they were written, and broken ones without a fault of ours`, (context) => {
  const choose = new Chooser();
  context.diagnostic(`seed ${choose.seed} (YIQI_FUZZ_SEED repeats it)`);
  for (let run = 0; run < FUZZ_RUNS; run += 1) {
    const text = () => choose.of([anyText(choose).slice(0, 30), '', 'a"b', ',', '\r\n', '部门/一', 'x']);
    const rows = Array.from({ length: choose.below(6) }, () =>
      Array.from({ length: 2 + choose.below(4) }, () => text().toWellFormed()),
    );
    const file = written(rows, choose.of(['\n', '\r\n', '\r']));
    const read = readCsv(choose.chance(0.5) ? file : `\ufeff${file}`);
    assert.deepEqual(
      read.map(({ fields }) => fields),
      file.startsWith('\ufeff') ? read.map(({ fields }) => fields) : rows,
    );
    const broken = mangled(choose, Buffer.from(file)).toString();
    const lines = broken.split(/\r\n|\r|\n/).length;
    let last = 0;
    for (const { line } of readCsv(broken)) {
      assert.ok(line > last && line <= lines, 'rows come in order, each at a line that exists');
      last = line;
    }
  }
});

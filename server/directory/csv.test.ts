import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCsv } from './csv.ts';

test('[DR31] quoted fields, doubled marks, breaks in fields, any line break, and the byte order mark', () => {
  const rows = readCsv('\ufeffa,b\r\n"x, y","say ""hi"""\n\n"two\nlines",z\r,\n');
  assert.deepEqual(rows, [
    { line: 1, fields: ['a', 'b'], broken: false },
    { line: 2, fields: ['x, y', 'say "hi"'], broken: false },
    { line: 4, fields: ['two\nlines', 'z'], broken: false },
    { line: 6, fields: ['', ''], broken: false },
  ]);
});

test('[DR31] a missing mark spoils its own row and no other', () => {
  const rows = readCsv('a,b\n"open,b\nc,d\ne"f,g\n"h"i,j\nk,l');
  assert.deepEqual(
    rows.map(({ line, broken, fields }) => (broken ? line : fields.join())),
    ['a,b', 2, 'c,d', 4, 5, 'k,l'],
  );
});

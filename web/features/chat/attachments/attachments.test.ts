import { expect, test } from 'vitest';
import { columnsOf, pictureBox } from './grid.ts';
import { linksIn } from './link-list.tsx';
import { isHeic } from './picked.ts';
import { endingOf, sizeWords, stemOf, timeLeft } from './sizes.ts';
import { attachmentWords } from './words.ts';
import { FITTING, panned, zoomAt } from './zoom.ts';

test('sizes and times are told in a few digits', () => {
  expect([0, 999, 1000, 1536, 10 * 1024 ** 2, 99.6 * 1024 ** 2, 3 * 1024 ** 3].map(sizeWords)).toEqual([
    ...['0 B', '999 B', '1 KB', '1.5 KB', '10 MB', '100 MB', '3 GB'],
  ]);
  const { en } = attachmentWords;
  expect([timeLeft(10, 0, en), timeLeft(0, 5, en), timeLeft(10, 5, en)]).toEqual([undefined, undefined, '2 s']);
  expect([timeLeft(600, 1, en), timeLeft(7200, 1, en)]).toEqual(['10 min', '2 h']);
});

test('pictures that browsers do not show are known by their type, or by their ending where the system has no type', () => {
  const told = [
    { name: 'a.bin', type: 'image/heic' },
    { name: 'IMG_1.HEIC', type: '' },
    { name: 'b.heif', type: '' },
    { name: 'c.jpg', type: 'image/jpeg' },
    { name: 'heic.pdf', type: 'application/pdf' },
  ];
  expect(told.map(isHeic)).toEqual([true, true, true, false, false]);
});

test('a name keeps its ending in view', () => {
  expect(['a.pdf', '报告.docx', 'none', '.x', 'a.tar.gz', 'a.toolongone'].map(endingOf)).toEqual([
    'PDF',
    'DOCX',
    '',
    'X',
    'GZ',
    '',
  ]);
  const [stem, rest] = stemOf('a very long name of a file.pdf');
  expect([stem + rest, rest.endsWith('.pdf')]).toEqual(['a very long name of a file.pdf', true]);
  expect(stemOf('none')).toEqual(['none', '']);
});

test('the box of a picture is known before it has come', () => {
  expect(pictureBox({ width: 4000, height: 3000 })).toEqual({ width: 360, height: 270 });
  expect(pictureBox({ width: 3000, height: 4000 })).toEqual({ width: 315, height: 420 });
  expect(pictureBox({ width: 10, height: 10_000 })).toEqual({ width: 120, height: 420 });
  expect(pictureBox({ width: 10_000, height: 10 })).toEqual({ width: 360, height: 60 });
  expect([2, 3, 4, 5].map(columnsOf)).toEqual([2, 3, 2, 3]);
});

test('what is under the pointer stays there, and a picture stays in sight', () => {
  const zoom = zoomAt(FITTING, 2, { x: 100, y: 0 });
  expect(zoom).toEqual({ scale: 2, x: -100, y: 0 });
  expect(zoomAt(zoom, 0.1, { x: 5, y: 5 })).toEqual(FITTING);
  expect(zoomAt(FITTING, 100, { x: 0, y: 0 }).scale).toBe(8);
  expect(panned(zoom, { x: 9999, y: -9999 }, { width: 400, height: 300 })).toEqual({ scale: 2, x: 200, y: -150 });
});

test('each address of a text is listed once', () => {
  expect(linksIn('see https://a.example/x, https://a.example/x and http://b.example。')).toEqual([
    ...['https://a.example/x', 'http://b.example/'],
  ]);
  expect(linksIn('none, javascript:alert(1)')).toEqual([]);
});

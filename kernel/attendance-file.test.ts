import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attendanceFile } from './attendance-file.ts';

const texts = {
  columns: ['Name', 'Kind', 'Joined', 'Left', 'Minutes'],
  member: 'Member',
  guest: 'Guest',
  now: 'still in',
} as const;
const at = Date.UTC(2026, 10, 20, 11, 5, 9);
const visit = { identity: 'u_1', guest: false, from: at, to: at + 90_000 };

function lines(names: readonly string[]): string[] {
  const visits = names.map((name) => ({ ...visit, name }));
  return attendanceFile(visits, texts, { zone: 'Asia/Shanghai', now: at }).split('\r\n');
}

test('[ME40] a row for each visit, in local time, with a byte order mark', () => {
  assert.deepEqual(lines(['林 "雨" 桐']), [
    '\ufeffName,Kind,Joined,Left,Minutes',
    '"林 ""雨"" 桐",Member,2026-11-20 19:05:09,2026-11-20 19:06:39,1.5',
    '',
  ]);
  const still = [{ identity: 'g_1', name: 'Mei', guest: true, from: at }];
  const [, row] = attendanceFile(still, texts, { zone: 'UTC', now: at + 600_000 }).split('\r\n');
  assert.equal(row, 'Mei,Guest,2026-11-20 11:05:09,still in,10');
});

test('[ME40] no name is a formula', () => {
  const names = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\uff1d1', '=HYPERLINK("http://x","a"),b'];
  for (const row of lines(names).slice(1, -1)) assert.match(row, /^"?'/, row);
  assert.ok(lines(['a-b'])[1]?.startsWith('a-b,'));
});

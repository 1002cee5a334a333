import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anyText, Chooser, FUZZ_RUNS } from '../../testing/fuzz.ts';
import { calendarFile } from './calendar-file.ts';

const RUNS = Math.ceil(FUZZ_RUNS / 10);
const EVENT = {
  uid: 'pl_x@yiqi',
  table: { start: '2027-03-01T09:00', zone: 'Asia/Shanghai', minutes: 45, repeat: undefined, exceptions: [] },
  link: 'https://yiqi.example/m/123456789',
  note: '',
  sequence: 0,
  changedAt: 0,
  cancelled: false,
};

/** What `textValue` did, undone: RFC 5545 §3.3.11. */
function readText(value: string): string {
  return value.replace(/\\([\\;,n])/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
}

test(`[PL51] ${RUNS} times what is typed is one value again, in a file whose lines are lines`, (context) => {
  const choose = new Chooser();
  context.diagnostic(`seed ${choose.seed} (YIQI_FUZZ_SEED repeats it)`);
  const text = () => choose.of([anyText(choose).slice(0, 200), '', '\r\nEND:VEVENT', '";:,\\', '一起'.repeat(40)]);
  for (let run = 0; run < RUNS; run += 1) {
    const [title, agenda, name] = [text(), text(), text()];
    const file = calendarFile([{ ...EVENT, title, agenda, organiser: { id: 'u_a', name } }], 'PUBLISH');
    assert.ok(file.isWellFormed());
    assert.ok(file.split('\r\n').every((line) => Buffer.byteLength(line) <= 75 && !/[\r\n]/.test(line)));
    const lines = file.replace(/\r\n /g, '').slice(0, -2).split('\r\n');
    assert.equal(lines.length, 19);
    assert.ok(lines.every((line) => /^[A-Z-]+[:;]/.test(line)));
    const summary = lines.find((line) => line.startsWith('SUMMARY:'))?.slice(8) ?? '';
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are taken out
    const kept = title.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');
    assert.equal(readText(summary), kept.replace(/\r\n|\r/g, '\n'));
  }
});

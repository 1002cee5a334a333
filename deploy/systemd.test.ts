import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { endSeconds, fromRoot, textOf } from './testing/files.ts';
import { missing, run } from './testing/programs.ts';

const UNITS = ['yiqi.service', 'yiqi@.service'];
const INSTALLED = '/opt/yiqi/';

/** Every value that a unit gives to a key. */
function valuesOf(unit: string, key: string): string[] {
  const lines = textOf(`deploy/systemd/${unit}`).split('\n');
  return lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
}

for (const unit of UNITS) {
  test(`${unit}: it starts what is there, is shut in, and has time to end`, () => {
    const [start = ''] = valuesOf(unit, 'ExecStart');
    assert.ok(start.startsWith(INSTALLED) && existsSync(fromRoot(start.slice(INSTALLED.length))), start);
    for (const [key, value] of Object.entries({ User: 'yiqi', NoNewPrivileges: 'yes', ProtectSystem: 'strict' })) {
      assert.deepEqual(valuesOf(unit, key), [value], key);
    }
    assert.ok(Number(valuesOf(unit, 'LimitNOFILE')[0]) >= 100_000);
    assert.ok(Number.parseInt(valuesOf(unit, 'TimeoutStopSec')[0] ?? '0', 10) >= endSeconds() + 10);
    assert.deepEqual(valuesOf(unit, 'MemoryDenyWriteExecute'), [], 'V8 could not compile');
    const families = valuesOf(unit, 'RestrictAddressFamilies')[0]?.split(' ');
    assert.ok(families?.includes('AF_NETLINK'), 'the addresses of the machine are read that way');
  });
}

const none = missing('systemd-analyze', '--version');

for (const unit of UNITS) {
  test(`${unit}: systemd understands all of it`, { skip: none }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'yiqi-unit-'));
    t.after(() => rmSync(folder, { recursive: true }));
    // Verifying looks for the program and the manual, which are not installed here.
    const text = textOf(`deploy/systemd/${unit}`).replaceAll(INSTALLED, fromRoot(''));
    const file = join(folder, unit.replace('@.', '@web-1.'));
    writeFileSync(join(folder, unit), text);
    writeFileSync(file, text);
    const { code, output } = await run('systemd-analyze', ['verify', file]);
    const about = output.split('\n').filter((line) => line.includes(folder));
    assert.deepEqual({ code, about }, { code: 0, about: [] });
  });
}

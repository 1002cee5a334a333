import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { run } from './process.mjs';
import { fromRoot } from './root.mjs';

const node = process.execPath;

test('a run tells the exit code and what was printed', async () => {
  const done = await run(node, ['-e', 'console.log("out"); console.error("err"); process.exit(3)'], { capture: true });
  assert.equal(done.code, 3);
  assert.deepEqual(done.output.trim().split('\n').sort(), ['err', 'out']);
});

test('at the time limit the command and all it started are killed', async () => {
  const inner = 'setInterval(() => {}, 1000)';
  const outer = `require('node:child_process').spawnSync(process.execPath, ['-e', '${inner}'], { stdio: 'inherit' })`;
  // The inner process holds the pipe of the output, so this resolves only once it has ended too.
  const done = await run(node, ['-e', outer], { capture: true, limitMs: 1000 });
  assert.equal(done.timedOut, true);
});

test('a stop signal is passed on once and the exit code comes back', async () => {
  const server = `
    let told = 0;
    process.on('SIGTERM', () => { told += 1; setTimeout(() => process.exit(10 + told), 100); });
    setInterval(() => {}, 1000);
    console.log('ready');`;
  const launcher = `
    import { runForeground } from ${JSON.stringify(fromRoot('tools', 'process.mjs'))};
    process.exitCode = await runForeground(process.execPath, ['-e', ${JSON.stringify(server)}]);`;
  const child = spawn(node, ['--input-type=module', '-e', launcher], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  assert.equal(code, 11);
});

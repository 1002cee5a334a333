import assert from 'node:assert/strict';
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { ChildAnswer, SfuConfig } from './config.ts';
import { readFlags } from './flags.ts';
import { startTestSfu } from './testing/test-sfu.ts';

const config: SfuConfig = {
  host: '127.0.0.1',
  port: 0,
  udpPort: 0,
  bindMedia: '127.0.0.1',
  announced: [],
  transport: 'native',
  workers: 1,
  turn: { urls: [], secret: '' },
  keys: { key: 'secret' },
  autoCreate: false,
  webhooks: [],
  metricsToken: '',
  captureFolder: '',
  emptyTimeoutSeconds: 300,
  departureTimeoutSeconds: 20,
  lastN: 0,
  logLevel: 'silent',
};

function forkChild(): ChildProcess {
  return fork(new URL('child.ts', import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

async function answerTo(child: ChildProcess, request: object): Promise<ChildAnswer> {
  const answer = once(child, 'message');
  child.send(request);
  const [message] = (await answer) as [ChildAnswer];
  return message;
}

test('--dev gives the development defaults of LiveKit', () => {
  const flags = readFlags(['--dev']);
  assert.ok(flags.ok);
  const { host, port, udpPort, keys } = flags.config;
  assert.deepEqual([host, port, udpPort, keys], ['127.0.0.1', 7880, 7882, { devkey: 'secret' }]);
});

test('flags set address, ports, keys and announced addresses', () => {
  const flags = readFlags([
    '--bind',
    '0.0.0.0',
    '--port',
    '9000',
    '--udp-port',
    '9001',
    '--keys',
    'a: b',
    '--announce',
    '203.0.113.1',
  ]);
  assert.ok(flags.ok);
  const { host, bindMedia, port, udpPort, keys, announced } = flags.config;
  assert.deepEqual(
    [host, bindMedia, port, udpPort, keys, announced],
    ['0.0.0.0', '0.0.0.0', 9000, 9001, { a: 'b' }, ['203.0.113.1']],
  );
});

test('TURN servers come with a secret from a file', () => {
  const flags = readFlags(['--dev', '--turn', 'turn:a', '--turn', 'turns:b:443', '--turn-secret-file', 'package.json']);
  assert.ok(flags.ok);
  assert.deepEqual(flags.config.turn.urls, ['turn:a', 'turns:b:443']);
  assert.ok(flags.config.turn.secret.endsWith('}'));
});

test('every wrong flag is told in one line', () => {
  const wrong = [
    [],
    ['--keys', 'nothing'],
    ['--dev', '--port', 'x'],
    ['--dev', '--port', '70000'],
    ['--dev', '--bind', 'here'],
    ['--dev', '--announce', 'me'],
    ['--dev', '--log-level', 'loud'],
    ['--dev', '--transport', 'pigeon'],
    ['--dev', '--turn', 'turn:a'],
    ['--dev', '--turn', 'stun:a', '--turn-secret-file', 'package.json'],
    ['--dev', '--turn', 'turn:a', '--turn-secret-file', 'none'],
    ['--unknown'],
    ['--dev', 'extra'],
  ];
  for (const args of wrong) {
    const flags = readFlags(args);
    assert.equal(flags.ok, false, args.join(' '));
    assert.match(flags.ok ? '' : flags.message, /^[^\n]{5,200}$/);
  }
});

test('the program starts, says where, and ends on SIGTERM', async () => {
  const program = spawn(
    process.execPath,
    ['sfu/main.ts', '--dev', '--port', '0', '--udp-port', '0', '--workers', '1', '--log-level', 'silent'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(program.stdout, 'data')) as [Buffer];
  assert.match(String(line), /media server on http:\/\/127\.0\.0\.1:\d+, media on port \d+/);
  const exited = once(program, 'exit');
  program.kill('SIGTERM');
  assert.deepEqual(await exited, [0, null]);
});

test('with several workers it names all their ports, and SIGTERM ends them all', async () => {
  const program = spawn(
    process.execPath,
    ['sfu/main.ts', '--dev', '--port', '0', '--udp-port', '0', '--workers', '2', '--log-level', 'silent'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(program.stdout, 'data')) as [Buffer];
  assert.match(String(line), /media server on http:\/\/127\.0\.0\.1:\d+, media on ports \d+, \d+ \(UDP and TCP\)/);
  const exited = once(program, 'exit');
  program.kill('SIGTERM');
  assert.deepEqual(await exited, [0, null]);
});

test('a used port and bad flags end the program with one clear line', async () => {
  const running = await startTestSfu();
  try {
    const run = async (...args: string[]): Promise<[number, string]> => {
      const program = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'sfu/main.ts', ...args], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const [error, [code]] = await Promise.all([text(program.stderr), once(program, 'exit')]);
      return [Number(code), error];
    };
    const ports = ['--port', String(running.port), '--udp-port', '0', '--workers', '1'];
    assert.deepEqual(await run('--dev', ...ports), [
      1,
      `sfu: a port is already in use (HTTP port ${running.port}, media port 0)\n`,
    ]);
    const [code, error] = await run('--dev', '--port', '0', '--workers', '1', '--udp-port', String(running.udpPort));
    assert.equal(code, 1);
    assert.match(error, /^sfu: a port is already in use .*\n$/);
    assert.equal((await run('--nonsense'))[0], 2);
  } finally {
    await running.close();
  }
});

test('the child reports its ports and ends when told to', async () => {
  const child = forkChild();
  const answer = await answerTo(child, { start: config });
  assert.ok('ready' in answer && answer.ready.port > 0 && answer.ready.udpPort > 0);
  assert.equal((await fetch(`http://127.0.0.1:${answer.ready.port}/`)).status, 200);
  const exited = once(child, 'exit');
  child.send({ stop: true });
  assert.deepEqual(await exited, [0, null]);
});

test('the child ends when its parent goes', async () => {
  const child = forkChild();
  await answerTo(child, { start: config });
  const exited = once(child, 'exit');
  child.disconnect();
  assert.deepEqual(await exited, [0, null]);
});

test('the child says why it cannot start', async () => {
  const running = await startTestSfu();
  try {
    const child = forkChild();
    const exited = once(child, 'exit');
    const answer = await answerTo(child, { start: { ...config, udpPort: running.udpPort } });
    assert.match('failed' in answer ? answer.failed : '', /already in use/);
    assert.deepEqual(await exited, [1, null]);
  } finally {
    await running.close();
  }
});

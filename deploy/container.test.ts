import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DEFAULT_SETTINGS } from '#server/config/settings.ts';
import { filesIn, fromRoot, isPinned, OWN_PATHS, textOf } from './testing/files.ts';
import { run } from './testing/programs.ts';

interface Instruction {
  name: string;
  words: string[];
  text: string;
}

/** The instructions of each stage, comments left out and continued lines put together. */
function stagesOf(path: string): Instruction[][] {
  const lines = textOf(path)
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: Instruction[][] = [];
  for (const line of lines) {
    const [name = '', ...words] = line.trim().split(/\s+/);
    if (name === 'FROM') stages.push([]);
    stages.at(-1)?.push({ name, words, text: words.join(' ') });
  }
  return stages;
}

const stages = stagesOf('deploy/container/Containerfile');
const last = stages.at(-1) ?? [];
const textsOf = (stage: readonly Instruction[], name: string) =>
  stage.filter((one) => one.name === name).map(({ text }) => text);

test('it is built in stages from images of a fixed kind, and the last one has no npm', () => {
  assert.equal(stages.length, 3);
  for (const stage of stages) assert.ok(isPinned(stage[0]?.words[0] ?? ''), `${stage[0]?.text} is pinned`);
  assert.match(stages.at(-1)?.[0]?.text ?? '', /^docker\.io\/library\/debian:/);
});

test('what is copied is there, and is not ignored', () => {
  const ignored = textOf('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const copies = stages.flat().filter(({ name, words }) => name === 'COPY' && !words[0]?.startsWith('--from'));
  const sources = copies.flatMap(({ words }) => words.slice(0, -1)).filter((source) => source !== '.');
  assert.ok(sources.length >= 8);
  for (const source of sources) {
    assert.ok(existsSync(fromRoot(source)), `${source} exists`);
    assert.ok(!ignored.includes(source.split('/')[0] ?? ''), `${source} is not ignored`);
  }
  for (const needed of ['web', 'client', 'tools']) assert.ok(!ignored.includes(needed), `the build needs ${needed}`);
});

test('the program needs no other folder than those in the image', () => {
  const copied = last.filter(({ name }) => name === 'COPY').flatMap(({ words }) => words.slice(0, -1));
  const program = ['protocol', 'kernel', 'server', 'sfu'].flatMap(filesIn);
  const files = program.filter(
    (file) => /\.ts$/.test(file) && !/\.(test|fuzz)\.ts$|testing\/|contract|conformance/.test(file),
  );
  const imported = files.flatMap((file) =>
    [...textOf(file).matchAll(/from '#(\w+)\//g)].map(([, folder = '']) => folder),
  );
  assert.ok(imported.length > 500);
  assert.deepEqual(
    [...new Set(imported)].filter((folder) => !copied.includes(folder)),
    [],
  );
});

test('it runs as nobody in particular, listens on the ports it says, and is asked for its health', () => {
  const [user = ''] = textsOf(last, 'USER');
  assert.match(user, /^[1-9]\d{3,}:[1-9]\d{3,}$/, 'a number, so that runAsNonRoot can see it');
  assert.equal(last.findLastIndex(({ name }) => name === 'RUN') < last.findIndex(({ name }) => name === 'USER'), true);
  const { port, media_port: media } = DEFAULT_SETTINGS;
  assert.deepEqual(textsOf(last, 'EXPOSE'), [`${port}/tcp ${media}/tcp ${media}/udp`]);
  assert.match(
    textsOf(last, 'ENV').join(' '),
    new RegExp(`YIQI_HOST=0\\.0\\.0\\.0 .*YIQI_PORT=${port} .*YIQI_DATA=/data`),
  );
  assert.deepEqual(textsOf(last, 'VOLUME'), ['/data']);
  const path = /"health", "([^"]+)"/.exec(textsOf(last, 'HEALTHCHECK')[0] ?? '')?.[1] ?? '';
  assert.ok(OWN_PATHS.has(path));
});

const LAUNCHER = fromRoot('deploy/yiqi');
const ON_LINUX = { skip: process.platform === 'linux' ? false : 'the launcher is for Linux' };

test('the launcher starts the server and its tools', ON_LINUX, async () => {
  const server = await run(LAUNCHER, ['--no-such-setting', '1']);
  assert.equal(server.code, 1);
  assert.match(server.output, /^yiqi: Unknown setting "no_such_setting"/);
  assert.match((await run(LAUNCHER, ['move'])).output, /usage: npm run/);
});

test('the launcher works by a link from elsewhere', ON_LINUX, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-launcher-'));
  t.after(() => rmSync(folder, { recursive: true }));
  symlinkSync(LAUNCHER, join(folder, 'yiqi'));
  const { code, output } = await run(join(folder, 'yiqi'), ['health'], { YIQI_PORT: '1' });
  assert.deepEqual([code, output], [1, 'yiqi health: connect ECONNREFUSED 127.0.0.1:1\n']);
});

test('health is what the server says', ON_LINUX, async (t) => {
  let status = 200;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(status).end();
  });
  t.after(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const settings = { YIQI_HOST: '0.0.0.0', YIQI_PORT: String(port) };
  assert.equal((await run(LAUNCHER, ['health'], settings)).code, 0);
  status = 503;
  assert.equal((await run(LAUNCHER, ['health', '/readyz'], settings)).code, 1);
  assert.deepEqual(asked, ['/healthz', '/readyz']);
  await new Promise((resolve) => server.close(resolve));
  assert.equal((await run(LAUNCHER, ['health'], settings)).code, 1, 'nobody answers');
});

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Client } from '#client/api.ts';
import { createClient } from '#client/client.ts';
import { memoryStore } from '#client/store/memory-store.ts';
import { DEMO_PASSWORD, PEOPLE_OF_DEMO, YOU } from './people.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

/** The demo as `npm run demo` runs it, in a folder for temporary files of its own. */
async function startDemo(temporary: string) {
  const env = { PATH: process.env['PATH'], LANG: 'C', TMPDIR: temporary };
  const args = ['--disable-warning=ExperimentalWarning', MAIN, '--port', '0', '--media-port', '0'];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  for await (const text of child.stdout.setEncoding('utf8')) {
    printed += text;
    const [origin] = /http:\/\/[^\s/]+(?=\s)/.exec(printed) ?? [];
    if (origin !== undefined && printed.includes(DEMO_PASSWORD)) return { child, origin };
  }
  throw new Error(`the demo ended: ${printed}`);
}

/** Resolves once `look` finds something in what the client shows. */
function seen<Found>(client: Client, look: () => Found | undefined): Promise<Found> {
  return new Promise((resolve) => {
    const check = () => {
      const found = look();
      if (found === undefined) return;
      stop();
      resolve(found);
    };
    const stop = client.subscribe(check);
    check();
  });
}

test('the demo has people, talks and somebody who answers, and leaves nothing behind', {
  timeout: 180_000,
}, async () => {
  const temporary = mkdtempSync(join(tmpdir(), 'yiqi-demo-test-'));
  const { child, origin } = await startDemo(temporary);
  const ended = once(child, 'exit');
  const client = createClient({ baseUrl: origin, store: memoryStore(), keep: 'body', deviceName: 'Test' });
  try {
    assert.equal(PEOPLE_OF_DEMO.length, 30);
    await client.start();
    const me = await client.login({ login: YOU, password: DEMO_PASSWORD });
    assert.equal(me.role, 'owner');
    const chats = await seen(client, () => (client.conversations().length >= 12 ? client.conversations() : undefined));
    assert.ok(
      chats.some(({ unread }) => unread > 0) && chats.some(({ summary }) => (summary.mentions ?? []).length > 0),
    );
    const nickname = PEOPLE_OF_DEMO.find(({ alive }) => alive)?.nickname ?? '';
    const { people } = await client.searchPeople(nickname);
    const [bot] = people;
    assert.ok(bot);
    const conversation = await client.direct(bot.id);
    const close = client.open(conversation);
    const before = Date.now() - 1000;
    const answer = seen(client, () =>
      client
        .conversation(conversation)
        .lines.find((line) => line.state === 'sent' && line.event.by === bot.id && line.event.at > before),
    );
    client.send(conversation, '在吗？');
    assert.ok(await answer);
    close();
  } finally {
    await client.close();
    child.kill('SIGTERM');
    await ended;
  }
  const left = existsSync(temporary) ? readdirSync(temporary) : [];
  rmSync(temporary, { recursive: true, force: true });
  assert.deepEqual(left, []);
});

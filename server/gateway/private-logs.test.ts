import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId, randomText } from '#kernel/ids.ts';
import type { Log } from '#kernel/ports/log.ts';
import { startLiveServer } from './testing/live-server.ts';
import { PASSWORD } from './testing/people.ts';
import { enter, RawPeer, summaryOf } from './testing/raw-peer.ts';

test('no token, text, name, login or address of anybody is in the logs, even of what goes wrong', async (context) => {
  const lines: string[] = [];
  const write = (fields: object, message: string) => void lines.push(describe(fields) + message);
  const log: Log = { debug: write, info: write, warn: write, error: write, child: () => log };
  const fail = async () => {
    throw new TypeError('a bug');
  };
  const server = await startLiveServer({ log, commands: { 'people.get': fail } });
  context.after(() => server.stop());
  const [login, secret] = [`u${randomText(10)}`, `secret ${randomText(10)}`];
  const [ann, bob] = [await enter(server.origin, login), await enter(server.origin, `u${randomText(10)}`)];
  const conversation = summaryOf(await ann.peer.ask('conversation.direct', { user: bob.user })).id;
  await ann.peer.ask('message.send', { clientId: newId('t'), conversation, text: secret });
  await ann.peer.ask('conversation.rename', { clientId: newId('t'), conversation, title: secret });
  await ann.peer.ask('people.search', { query: secret });
  await ann.peer.ask('people.get', { ids: [ann.user] });
  const wrong = await RawPeer.open(server.origin);
  await wrong.hello(`${ann.session.accessToken}x`);
  wrong.send(`{"nonsense": "${secret}"`);
  wrong.send(Buffer.alloc(10, secret));
  wrong.ws.close();
  ann.peer.ws.terminate();
  await Promise.all([wrong.closed, ann.peer.closed]);
  bob.peer.send(secret.repeat(100_000));
  await bob.peer.closed;
  assert.ok(lines.some((line) => line.includes('command failed')));
  const { accessToken, refreshToken } = ann.session;
  for (const hidden of [login, secret, PASSWORD, '127.0.0.1', '::1', accessToken, refreshToken ?? '']) {
    assert.deepEqual(
      lines.filter((line) => line.includes(hidden)),
      [],
    );
  }
});

function describe(fields: object): string {
  return JSON.stringify(fields, (_, value) =>
    value instanceof Error ? { ...value, message: value.message, stack: value.stack } : value,
  );
}

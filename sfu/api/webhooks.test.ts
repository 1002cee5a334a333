import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Room } from '@livekit/protocol';
import { type WebhookEvent, WebhookReceiver } from 'livekit-server-sdk';
import { Webhooks } from './webhooks.ts';

const KEY = { key: 'key', secret: 'a secret that is long enough for HS256' };
const room = new Room({ sid: 'RM_1', name: 'one' });

interface Receiver {
  url: string;
  events: WebhookEvent[];
  /** Resolves once that many events have come in. */
  count(wanted: number): Promise<void>;
  close(): Promise<void>;
}

/** A server that checks what it gets with LiveKit's own SDK, and answers with the next of `statuses`, then 200. */
async function receive(statuses: number[] = []): Promise<Receiver> {
  const checker = new WebhookReceiver(KEY.key, KEY.secret);
  const events: WebhookEvent[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', async () => {
      events.push(await checker.receive(body, request.headers.authorization));
      response.writeHead(statuses.shift() ?? 200).end();
      server.emit('received');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=private`,
    events,
    async count(wanted) {
      while (events.length < wanted) await once(server, 'received');
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function open(urls: string[], warnings: object[] = []): Webhooks {
  const log = { warn: (context: object) => void warnings.push(context) };
  return new Webhooks({ urls, ...KEY, log, retryAfterMs: [1, 1] });
}

test('every receiver gets signed events in their order', async () => {
  const receivers = [await receive(), await receive()];
  const webhooks = open(receivers.map(({ url }) => url));
  try {
    for (const event of ['room_started', 'participant_joined', 'room_finished']) webhooks.send({ event, room });
    for (const { count, events } of receivers) {
      await count(3);
      assert.deepEqual(
        events.map(({ event }) => event),
        ['room_started', 'participant_joined', 'room_finished'],
      );
      assert.equal(events[0]?.room?.name, 'one');
      assert.equal(new Set(events.map(({ id }) => id)).size, 3);
    }
  } finally {
    await webhooks.close();
    for (const receiver of receivers) await receiver.close();
  }
});

test('what is refused is tried again with the same id, and holds back what comes after', async () => {
  const receiver = await receive([500, 503]);
  const webhooks = open([receiver.url]);
  try {
    webhooks.send({ event: 'room_started', room });
    webhooks.send({ event: 'room_finished', room });
    await receiver.count(4);
    const names = receiver.events.map(({ event }) => event);
    assert.deepEqual(names, ['room_started', 'room_started', 'room_started', 'room_finished']);
    assert.equal(new Set(receiver.events.map(({ id }) => id)).size, 2);
  } finally {
    await webhooks.close();
    await receiver.close();
  }
});

test('a receiver that is not there is given up, and the log does not tell its path', async () => {
  const receiver = await receive();
  await receiver.close();
  const warnings: object[] = [];
  const webhooks = open([receiver.url], warnings);
  webhooks.send({ event: 'room_started', room });
  await webhooks.close();
  assert.deepEqual(warnings, [{ receiver: new URL(receiver.url).origin }]);
});

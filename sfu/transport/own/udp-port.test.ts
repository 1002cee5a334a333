import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { openLibrary } from './ffi/library.ts';
import type { MediaPath } from './path.ts';
import { UdpPort } from './udp-port.ts';

const missing = typeof openLibrary() === 'string' && 'the symbols are not there';
const hasSix = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));
const withCalls = { skip: missing };
const withSix = { skip: missing || (!hasSix && 'no IPv6 here') };

interface Stage {
  port: UdpPort;
  client: Socket;
  /** The next datagram that comes to the port. */
  next: () => Promise<{ bytes: Buffer; path: MediaPath }>;
}

async function staged(host: string, family: 'udp4' | 'udp6', work: (stage: Stage) => Promise<void>): Promise<void> {
  let heard: (datagram: { bytes: Buffer; path: MediaPath }) => void = () => {};
  const port = await UdpPort.open(host, 0, (bytes, path) => heard({ bytes: Buffer.from(bytes), path }));
  const client = createSocket({ type: family, recvBufferSize: 1 << 20 });
  client.bind(0, family === 'udp6' ? '::1' : '127.0.0.1');
  await once(client, 'listening');
  const next = () =>
    new Promise<{ bytes: Buffer; path: MediaPath }>((resolve) => {
      heard = resolve;
    });
  try {
    await work({ port, client, next });
  } finally {
    client.close();
    port.close();
  }
}

/** There and back, and the same path for the same client once somebody owns it. */
async function echo({ port, client, next }: Stage, to: string, addressBytes: number): Promise<void> {
  const first = next();
  client.send('there', port.port, to);
  const { bytes, path } = await first;
  assert.equal(String(bytes), 'there');
  assert.equal(path.address.length, addressBytes);
  assert.equal(path.port, client.address().port);
  path.own({ receive: () => {}, lost: () => {}, yieldsTo: () => true });
  const answer = once(client, 'message');
  path.send(Buffer.from('back'));
  assert.equal(String((await answer)[0]), 'back');
  const second = next();
  client.send('again', port.port, to);
  assert.equal((await second).path, path);
  path.own(null);
  const third = next();
  client.send('and again', port.port, to);
  assert.notEqual((await third).path, path);
}

test('a datagram goes back where it came from', withCalls, () =>
  staged('127.0.0.1', 'udp4', (stage) => echo(stage, '127.0.0.1', 4)),
);

test('so it does with IPv6', withSix, () => staged('::1', 'udp6', (stage) => echo(stage, '::1', 16)));

test('a port on all addresses of both families serves both', withSix, async () => {
  await staged('::', 'udp6', (stage) => echo(stage, '::1', 16));
  await staged('::', 'udp4', (stage) => echo(stage, '127.0.0.1', 4));
});

test(
  'more packets than one batch holds all arrive, in order, and one that cannot be sent holds up none',
  withCalls,
  () =>
    staged('127.0.0.1', 'udp4', async ({ port, client, next }) => {
      const first = next();
      client.send('there', port.port, '127.0.0.1');
      const { path } = await first;
      const count = 270;
      const arrived: number[] = [];
      const done = new Promise<void>((resolve) => {
        client.on('message', (bytes) => {
          arrived.push(bytes.readUInt16BE(0));
          if (arrived.length === count) resolve();
        });
      });
      for (let sent = 0; sent < count; sent++) {
        const packet = Buffer.alloc(sent % 9 === 8 ? 60 : sent % 31 === 30 ? 120 : 100);
        packet.writeUInt16BE(sent);
        path.send(packet);
        path.send(Buffer.alloc(2000));
      }
      await done;
      assert.deepEqual(
        arrived,
        Array.from({ length: count }, (_, index) => index),
      );
    }),
);

import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { library, openLibrary } from './library.ts';
import { native } from './memory.ts';
import { type Destination, type SendMessages, SLOTS, sendMessagesOf } from './send-block.ts';
import { UdpBatch } from './udp-batch.ts';
import { openUdpSocket, socketAddress } from './udp-socket.ts';

const found = openLibrary();
const withSockets = { skip: (typeof found === 'string' || !found.sockets) && 'no calls for sockets' };
const HOST = Uint8Array.of(127, 0, 0, 1);

interface Stage {
  send: SendMessages;
  /** A receiver, and where it is. */
  receiver: Socket;
  to: Destination;
  /** The numbers that arrived. */
  arrived: number[];
  until(count: number): Promise<void>;
}

async function staged(work: (stage: Stage) => Promise<void>): Promise<void> {
  const socket = openUdpSocket(HOST, 0);
  const receiver = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  receiver.bind(0, '127.0.0.1');
  await once(receiver, 'listening');
  const arrived: number[] = [];
  receiver.on('message', (bytes) => arrived.push(bytes.readUInt16BE(0)));
  const to = { socketAddress: socketAddress(HOST, receiver.address().port), filling: 0, last: 0 };
  const until = async (count: number): Promise<void> => {
    while (arrived.length < count) await once(receiver, 'message');
  };
  try {
    await work({ send: sendMessagesOf(socket), receiver, to, arrived, until });
  } finally {
    receiver.close();
    library().sockets?.close(native(socket));
  }
}

function put(batch: UdpBatch, to: Destination, number: number, bytes = 100): boolean {
  const packet = Buffer.alloc(bytes);
  packet.writeUInt16BE(number);
  const placed = batch.place(packet);
  if (placed) batch.commit(placed.length, to);
  return placed !== null;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, number) => number);
}

test('what the kernel has no room for goes a moment later, and before what came meanwhile', withSockets, () =>
  staged(async ({ send, to, arrived, until }) => {
    let full = 4;
    const sendSome: SendMessages = (first, count) =>
      full-- > 0 ? { sent: -1, error: 'EAGAIN' } : send(first, Math.min(count, 3));
    // A clock that stands: nothing waits too long, however slow the machine is.
    const batch = new UdpBatch(sendSome, false, () => 0);
    for (let number = 0; number < SLOTS + 100; number++) assert.equal(put(batch, to, number), true);
    await until(SLOTS + 100);
    assert.deepEqual(arrived, numbers(SLOTS + 100));
    batch.close();
  }),
);

test(
  'a kernel that never has room costs neither memory nor life, and what waits too long is given up',
  withSockets,
  () =>
    staged(async ({ send, to, arrived, until }) => {
      let [full, now] = [true, 0];
      const sendOrNot: SendMessages = (first, count) => (full ? { sent: -1, error: 'ENOBUFS' } : send(first, count));
      const batch = new UdpBatch(sendOrNot, true, () => now);
      let taken = 0;
      while (put(batch, to, taken)) taken++;
      assert.equal(taken, 2 * SLOTS, 'as much as there is room for, and no more');
      now = 21;
      while (!put(batch, to, 0)) await new Promise((resolve) => setTimeout(resolve, 1));
      full = false;
      put(batch, to, 9999);
      while (!arrived.includes(9999)) await until(arrived.length + 1);
      assert.ok(arrived.length <= SLOTS + 2);
      batch.close();
      assert.equal(put(batch, to, 1), false);
    }),
);

test(
  'packets of one size go as one message until that is refused, and then all arrive by themselves',
  withSockets,
  () =>
    staged(async ({ send, to, arrived, until }) => {
      const messages: number[] = [];
      const batch = new UdpBatch((first, count) => {
        messages.push(count);
        return messages.length === 1 ? { sent: -1, error: 'EIO' } : send(first, count);
      }, true);
      for (let number = 0; number < 10; number++) put(batch, to, number);
      batch.flush();
      await until(10);
      for (let number = 10; number < 20; number++) put(batch, to, number);
      batch.flush();
      await until(20);
      assert.deepEqual(arrived, numbers(20));
      assert.deepEqual(messages, [1, 10, 10]);
      batch.close();
    }),
);

test('packets for many arrive where they belong, in order', withSockets, () =>
  staged(async ({ send, to, arrived, until }) => {
    const second = createSocket('udp4');
    second.bind(0, '127.0.0.1');
    await once(second, 'listening');
    const elsewhere = { socketAddress: socketAddress(HOST, second.address().port), filling: 0, last: 0 };
    let there = 0;
    const all = new Promise<void>((resolve) => {
      second.on('message', (bytes) => {
        assert.equal(bytes.readUInt16BE(0) % 2, 1);
        if (++there === 50) resolve();
      });
    });
    const batch = new UdpBatch(send, true);
    for (let number = 0; number < 100; number++)
      put(batch, number % 2 === 0 ? to : elsewhere, number, 200 - (number % 7));
    batch.flush();
    await until(50);
    await all;
    assert.deepEqual(
      arrived,
      numbers(50).map((number) => 2 * number),
    );
    batch.close();
    second.close();
  }),
);

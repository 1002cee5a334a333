import assert from 'node:assert/strict';
import { test } from 'node:test';
import { library, openLibrary } from './ffi/library.ts';
import { native } from './ffi/memory.ts';
import { RECEIVED_AT_ONCE } from './ffi/receive-block.ts';
import { sendMessagesOf } from './ffi/send-block.ts';
import { UdpBatch } from './ffi/udp-batch.ts';
import { openUdpSocket, socketAddress, socketName } from './ffi/udp-socket.ts';
import type { MediaPath } from './path.ts';
import { addressText, unmappedBytes } from './stun/mapped-address.ts';
import { UdpIntake } from './udp-intake.ts';
import { UdpPort } from './udp-port.ts';

const opened = openLibrary();
const missing = (typeof opened === 'string' || !opened.sockets) && 'the calls are not there';
const LOOPBACK = Uint8Array.of(127, 0, 0, 1);

/** Sends all at once, so that they wait together at the other end. */
function burst(to: Uint8Array, packets: readonly Buffer[]): void {
  const socket = openUdpSocket(LOOPBACK, 0);
  const batch = new UdpBatch(sendMessagesOf(socket), false);
  const destination = { socketAddress: to, filling: 0, last: 0 };
  for (const packet of packets) {
    const placed = batch.place(packet);
    if (placed) batch.commit(placed.length, destination);
  }
  batch.close();
  library().sockets?.close(native(socket));
}

function numbered(count: number): Buffer[] {
  return Array.from({ length: count }, (_, i) => {
    const packet = Buffer.alloc(100 + (i % 7));
    packet.writeUInt16BE(i);
    return packet;
  });
}

test('a burst arrives whole, in order and by one path, however each datagram was read', { skip: missing }, async () => {
  const count = 3 * RECEIVED_AT_ONCE;
  const arrived: number[] = [];
  const paths = new Set<MediaPath>();
  let done = (): void => {};
  const all = new Promise<void>((resolve) => {
    done = resolve;
  });
  const port = await UdpPort.open('127.0.0.1', 0, (bytes, path) => {
    path.own({ receive: () => {}, lost: () => {}, yieldsTo: () => true });
    paths.add(path);
    assert.equal(bytes.length, 100 + (bytes.readUInt16BE(0) % 7));
    arrived.push(bytes.readUInt16BE(0));
    if (arrived.length === count) done();
  });
  try {
    burst(socketAddress(LOOPBACK, port.port), numbered(count));
    await all;
    assert.deepEqual(
      arrived,
      Array.from({ length: count }, (_, i) => i),
    );
    assert.equal(paths.size, 1);
  } finally {
    port.close();
  }
});

test('who closes the port meanwhile gets nothing more', { skip: missing }, async () => {
  let arrived = 0;
  let closed = (): void => {};
  const ended = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const port = await UdpPort.open('127.0.0.1', 0, () => {
    arrived++;
    if (arrived !== 5) return;
    port.close();
    closed();
  });
  burst(socketAddress(LOOPBACK, port.port), numbered(60));
  await ended;
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(arrived, 5);
});

test('where nothing ever waits, it soon looks now and then only', { skip: missing }, () => {
  let looks = 0;
  const intake = new UdpIntake(() => {
    looks++;
    return -1;
  });
  for (let datagram = 0; datagram < 1000; datagram++) intake.takeMore(() => assert.fail('nothing has come'));
  assert.ok(looks < 50, `${looks} looks`);
});

test('a count that the system cannot mean is held to what fits', { skip: missing }, () => {
  const told: number[] = [];
  const intake = new UdpIntake(() => {
    told.push(1);
    return told.length === 1 ? 5000 : -7;
  });
  // Nothing was written: there is no datagram in any slot.
  intake.takeMore(() => assert.fail('nothing has come'));
  assert.equal(told.length, 2);
});

test('names of sockets are read as they are written', { skip: missing }, () => {
  const six = Uint8Array.of(0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2);
  for (const address of [LOOPBACK, six]) {
    const name = socketName(Buffer.from(socketAddress(address, 4321)));
    assert.deepEqual([...(name?.address ?? [])], [...address]);
    assert.equal(name?.port, 4321);
  }
  assert.equal(socketName(Buffer.alloc(32)), null);
  const mapped = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1);
  assert.deepEqual([...unmappedBytes(mapped)], [...LOOPBACK]);
  assert.equal(addressText(mapped, true), '::ffff:127.0.0.1');
  assert.equal(addressText(LOOPBACK, false), '127.0.0.1');
  assert.equal(addressText(six, true), 'fd00::2');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Transport } from '../core/transport.ts';
import { NativeClient } from '../testing/native-client.ts';
import { UdpTunnel } from '../testing/udp-tunnel.ts';
import { readLocalCredentials } from './local-description.ts';
import { MediaPort } from './media-port.ts';

const onLinux = { skip: process.platform !== 'linux' && 'the filter is of Linux' };
const RTP = Buffer.from([0x80, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 42, 1, 2, 3]);

/** A DTLS 1.2 record (RFC 6347 §4.1) that nobody encrypted. */
function record(type: number, epoch: number, body: Buffer): Buffer {
  const head = Buffer.from([type, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 0, 99, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([head, body]);
}

const [CHANGE_CIPHER, ALERT, HANDSHAKE, DATA] = [20, 21, 22, 23];
const FATAL = Buffer.from([2, 40]);
const CLOSE_NOTIFY = Buffer.from([1, 0]);

/** What somebody could send who knows both addresses and nothing else. */
const FORGED: Buffer[] = [
  record(ALERT, 0, FATAL),
  record(ALERT, 0, CLOSE_NOTIFY),
  record(CHANGE_CIPHER, 0, Buffer.from([1])),
  record(HANDSHAKE, 0, Buffer.alloc(12, 1)),
  record(HANDSHAKE, 0, Buffer.alloc(300)),
  ...[CHANGE_CIPHER, ALERT, HANDSHAKE, DATA].flatMap((type) =>
    Array.from({ length: 40 }, (_, length) => record(type, 1, Buffer.alloc(length, length))),
  ),
  record(DATA, 1, Buffer.alloc(1200, 7)),
  record(DATA, 2, Buffer.alloc(50, 7)),
  record(DATA, 1, Buffer.alloc(10)).subarray(0, 12),
  record(25, 1, Buffer.alloc(24)),
  Buffer.alloc(1),
  Buffer.alloc(1500, 21),
];

async function opened(): Promise<{ port: MediaPort; client: NativeClient; tunnel: UdpTunnel; transport: Transport }> {
  const port = await MediaPort.open({ host: '127.0.0.1', port: 0, announced: null, onBug: () => {} });
  const client = new NativeClient();
  const tunnel = await UdpTunnel.open(port.port);
  const transport = port.accept(readLocalCredentials(client.peer.localDescription()?.sdp ?? ''));
  const connected = new Promise<void>((resolve) => {
    transport.events.on('state', (state) => state === 'connected' && resolve());
  });
  client.accept(transport, [tunnel.candidate]);
  await Promise.all([connected, client.opened]);
  return { port, client, tunnel, transport };
}

test('records forged in the client’s name neither end nor disturb its session', onLinux, async () => {
  const { port, client, tunnel, transport } = await opened();
  try {
    for (const packet of FORGED) tunnel.inject(packet);
    const channel = await new Promise<{ label: string }>((resolve) => {
      transport.events.once('rtp', () => resolve({ label: 'rtp' }));
      client.track.sendMessageBinary(RTP);
    });
    assert.equal(channel.label, 'rtp');
    const received = new Promise<Buffer>((resolve) => client.track.onMessage(resolve));
    assert.equal(transport.send(RTP), true);
    assert.deepEqual(await received, RTP);
    assert.equal(transport.state, 'connected');
  } finally {
    client.close();
    tunnel.close();
    port.close();
  }
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { Transport, TransportChannel } from '../core/transport.ts';
import { NativeClient } from '../testing/native-client.ts';
import { TcpTunnel } from '../testing/tcp-tunnel.ts';
import { readLocalCredentials } from './local-description.ts';
import { MediaPort } from './media-port.ts';

const RTP = Buffer.from([0x80, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 42, 1, 2, 3]);
const RECEIVER_REPORT = Buffer.from([0x80, 201, 0, 1, 0, 0, 0, 42]);

async function open(bugs: unknown[] = []): Promise<MediaPort> {
  return await MediaPort.open({ host: '127.0.0.1', port: 0, announced: null, onBug: (error) => bugs.push(error) });
}

function reached(transport: Transport, wanted: Transport['state']): Promise<void> {
  return new Promise((resolve) => {
    if (transport.state === wanted) resolve();
    transport.events.on('state', (state) => {
      if (state === wanted) resolve();
    });
  });
}

async function exchange(tcp: boolean): Promise<void> {
  const bugs: unknown[] = [];
  const port = await open(bugs);
  const client = new NativeClient();
  const tunnel = tcp ? await TcpTunnel.open(port.port) : null;
  try {
    const transport = port.accept(readLocalCredentials(client.peer.localDescription()?.sdp ?? ''));
    const channels: Promise<TransportChannel> = new Promise((resolve) => transport.events.once('channel', resolve));
    const rtp: Promise<Uint8Array> = new Promise((resolve) => transport.events.once('rtp', resolve));
    const rtcp: Promise<Uint8Array> = new Promise((resolve) => transport.events.once('rtcp', resolve));
    const received: Promise<Buffer> = new Promise((resolve) => client.track.onMessage(resolve));
    client.accept(transport, tunnel ? [tunnel.candidate] : transport.local.candidates);
    await Promise.all([reached(transport, 'connected'), client.opened]);

    client.track.sendMessageBinary(RTP);
    assert.deepEqual(Buffer.from(await rtp), RTP);
    client.track.sendMessageBinary(RECEIVER_REPORT);
    assert.equal(((await rtcp)[1] ?? 0) & 0x7f, 201 & 0x7f);
    assert.equal(transport.send(RTP), true);
    assert.deepEqual(await received, RTP);

    const channel = await channels;
    assert.equal(channel.label, '_reliable');
    const message: Promise<Uint8Array> = new Promise((resolve) => channel.events.once('message', resolve));
    client.channel.sendMessageBinary(Buffer.from('up'));
    assert.equal(Buffer.from(await message).toString(), 'up');
    const answer: Promise<string | Buffer | ArrayBuffer> = new Promise((resolve) => client.channel.onMessage(resolve));
    assert.equal(channel.send(Buffer.from('down')), true);
    assert.equal(String(await answer), 'down');

    transport.close();
    transport.close();
    assert.equal(transport.send(RTP), false);
    assert.equal(channel.send(RTP), false);
    assert.equal(port.size, 0);
  } finally {
    client.close();
    tunnel?.close();
    port.close();
  }
  assert.deepEqual(bugs, []);
}

test('a client exchanges RTP, RTCP and data over UDP', () => exchange(false));

test('a client that reaches only TCP exchanges the same through the relay', () => exchange(true));

test('two transports share one UDP port', async () => {
  const port = await open();
  const clients = [new NativeClient(), new NativeClient()];
  try {
    for (const client of clients) {
      const transport = port.accept(readLocalCredentials(client.peer.localDescription()?.sdp ?? ''));
      client.accept(transport);
      await reached(transport, 'connected');
    }
    assert.equal(port.size, 2);
  } finally {
    for (const client of clients) client.close();
    port.close();
  }
});

test('a transport closes when its client does', async () => {
  const port = await open();
  const client = new NativeClient();
  try {
    const transport = port.accept(readLocalCredentials(client.peer.localDescription()?.sdp ?? ''));
    client.accept(transport);
    await reached(transport, 'connected');
    client.close();
    await reached(transport, 'closed');
    assert.equal(port.size, 0);
  } finally {
    client.close();
    port.close();
  }
});

test('a used port is refused with the reason of the system', async () => {
  const port = await open();
  try {
    const second = MediaPort.open({ host: '127.0.0.1', port: port.port, announced: null, onBug: () => {} });
    await assert.rejects(second, { code: 'EADDRINUSE' });
  } finally {
    port.close();
  }
});

test('announced addresses replace the own ones, UDP first', async () => {
  const port = await MediaPort.open({ host: '0.0.0.0', port: 0, announced: ['203.0.113.7'], onBug: () => {} });
  try {
    const { candidates } = port.offer([]).local;
    assert.deepEqual(
      candidates.map((candidate) =>
        candidate
          .split(' ')
          .slice(2, 5)
          .filter((_, index) => index !== 1)
          .join(' '),
      ),
      ['udp 203.0.113.7', 'tcp 203.0.113.7'],
    );
  } finally {
    port.close();
  }
});

test('a TCP connection that does not begin with a STUN request is closed', async () => {
  const port = await open();
  try {
    const socket = connect(port.port, '127.0.0.1');
    socket.write(Buffer.concat([Buffer.from([0, 5]), Buffer.from('hello')]));
    socket.on('error', () => {});
    await once(socket, 'close');
  } finally {
    port.close();
  }
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { RemoteTransport, Transport, TransportChannel } from '../core/transport.ts';
import { readLocalCredentials } from '../transport/local-description.ts';
import type { MediaPort, MediaPortOptions } from '../transport/port.ts';
import { forgedRecords } from './forged-records.ts';
import { NativeClient } from './native-client.ts';
import { TcpTunnel } from './tcp-tunnel.ts';
import { UdpTunnel } from './udp-tunnel.ts';

const RTP = Buffer.from([0x80, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 42, 1, 2, 3]);
const RECEIVER_REPORT = Buffer.from([0x80, 201, 0, 1, 0, 0, 0, 42]);
const HOST = '127.0.0.1';

type Open = (options: MediaPortOptions) => Promise<MediaPort>;

function reached(transport: Transport, wanted: Transport['state']): Promise<void> {
  return new Promise((resolve) => {
    if (transport.state === wanted) resolve();
    transport.events.on('state', (state) => {
      if (state === wanted) resolve();
    });
  });
}

function credentialsOf(client: NativeClient): RemoteTransport {
  return readLocalCredentials(client.peer.localDescription()?.sdp ?? '');
}

/** The bytes of an event are valid during the call only. */
function nextPacket(transport: Transport, kind: 'rtp' | 'rtcp'): Promise<Buffer> {
  return new Promise((resolve) => transport.events.once(kind, (packet) => resolve(Buffer.from(packet))));
}

function nextMessage(channel: TransportChannel): Promise<Buffer> {
  return new Promise((resolve) => channel.events.once('message', (bytes) => resolve(Buffer.from(bytes))));
}

/** RTP, RTCP and a message, there and back. */
async function exchange(client: NativeClient, transport: Transport, channel: TransportChannel): Promise<void> {
  const [rtp, rtcp] = [nextPacket(transport, 'rtp'), nextPacket(transport, 'rtcp')];
  const received: Promise<Buffer> = new Promise((resolve) => client.track.onMessage(resolve));
  client.track.sendMessageBinary(RTP);
  assert.deepEqual(await rtp, RTP);
  client.track.sendMessageBinary(RECEIVER_REPORT);
  assert.equal(((await rtcp)[1] ?? 0) & 0x7f, 201 & 0x7f);
  assert.equal(transport.send(RTP), true);
  assert.deepEqual(await received, RTP);
  assert.equal(channel.label, '_reliable');
  const message = nextMessage(channel);
  client.channel.sendMessageBinary(Buffer.from('up'));
  assert.equal(String(await message), 'up');
  const answer: Promise<string | Buffer | ArrayBuffer> = new Promise((resolve) => client.channel.onMessage(resolve));
  assert.equal(channel.send(Buffer.from('down')), true);
  assert.equal(String(await answer), 'down');
}

interface Stage {
  port: MediaPort;
  /** Made when asked for: native peers that never connect can end the process. */
  readonly client: NativeClient;
}

/** A port and a client, both of which end with the test, in which no listener threw. */
async function staged(open: Open, work: (stage: Stage) => Promise<void>): Promise<void> {
  const bugs: unknown[] = [];
  const port = await open({ host: HOST, port: 0, announced: null, onBug: (error) => bugs.push(error) });
  const made: NativeClient[] = [];
  const stage: Stage = {
    port,
    get client() {
      const client = made[0] ?? new NativeClient();
      made[0] = client;
      return client;
    },
  };
  try {
    await work(stage);
  } finally {
    for (const client of made) client.close();
    port.close();
  }
  assert.deepEqual(bugs, []);
}

/** What every transport does for whoever uses it, told with libdatachannel as the client. */
export function transportContract(name: string, open: Open): void {
  const staging = (what: string, work: (stage: Stage) => Promise<void>): void => {
    test(`${name}: ${what}`, () => staged(open, work));
  };
  connections(staging);
  endings(staging);
  ports(name, open, staging);
}

type Staging = (what: string, work: (stage: Stage) => Promise<void>) => void;

function connections(staging: Staging): void {
  staging('a client exchanges RTP, RTCP and data over UDP, until the transport is closed', async ({ port, client }) => {
    const transport = port.accept(credentialsOf(client));
    const channels: Promise<TransportChannel> = new Promise((resolve) => transport.events.once('channel', resolve));
    client.accept(transport);
    await Promise.all([reached(transport, 'connected'), client.opened]);
    const channel = await channels;
    await exchange(client, transport, channel);
    transport.close();
    transport.close();
    assert.equal(transport.state, 'closed');
    assert.equal(transport.send(RTP), false);
    assert.equal(channel.send(RTP), false);
    assert.equal(port.size, 0);
  });

  staging('a client that reaches only TCP exchanges the same', async ({ port, client }) => {
    const tunnel = await TcpTunnel.open(port.port);
    try {
      const transport = port.accept(credentialsOf(client));
      const channels: Promise<TransportChannel> = new Promise((resolve) => transport.events.once('channel', resolve));
      client.accept(transport, [tunnel.candidate]);
      await Promise.all([reached(transport, 'connected'), client.opened]);
      await exchange(client, transport, await channels);
    } finally {
      tunnel.close();
    }
  });

  staging('a client to which the transport offered exchanges the same', async ({ port, client }) => {
    const transport = port.offer([]);
    const channels: Promise<TransportChannel> = new Promise((resolve) => transport.events.once('channel', resolve));
    transport.setRemote(credentialsOf(client));
    client.accept(transport);
    await Promise.all([reached(transport, 'connected'), client.opened]);
    await exchange(client, transport, await channels);
  });

  staging('channels of our own open, and a large message arrives whole', async (stage) => {
    const { port, client } = stage;
    const transport = port.offer([{ label: 'ours', ordered: true }]);
    const ours: Promise<TransportChannel> = new Promise((resolve) => {
      transport.events.on('channel', (channel) => channel.label === 'ours' && resolve(channel));
    });
    const large = Buffer.alloc(60_000, 'large');
    const echoed = new Promise<Buffer>((resolve) => {
      client.peer.onDataChannel((channel) => {
        held.add(channel);
        channel.onMessage((message) => channel.sendMessageBinary(Buffer.from(message as Buffer)));
      });
      void ours.then((channel) => channel.events.on('message', (bytes) => resolve(Buffer.from(bytes))));
    });
    transport.setRemote(credentialsOf(client));
    client.accept(transport);
    const channel = await ours;
    if (!channel.isOpen) await new Promise<void>((resolve) => channel.events.once('open', resolve));
    assert.equal(channel.send(large), true);
    assert.deepEqual(await echoed, large);
    for (const one of held) one.close();
    held.clear();
  });

  staging('two transports share one UDP port', async ({ port, client }) => {
    const second = new NativeClient();
    try {
      for (const one of [client, second]) {
        const transport = port.accept(credentialsOf(one));
        one.accept(transport);
        await Promise.all([reached(transport, 'connected'), one.opened]);
      }
      assert.equal(port.size, 2);
    } finally {
      second.close();
    }
  });
}

/** What nothing points to is collected, and silent. */
const held = new Set<{ close(): void }>();

function endings(staging: Staging): void {
  staging('a transport closes when its client does', async ({ port, client }) => {
    const transport = port.accept(credentialsOf(client));
    client.accept(transport);
    await Promise.all([reached(transport, 'connected'), client.opened]);
    client.close();
    await reached(transport, 'closed');
    assert.equal(port.size, 0);
  });

  const forging = process.platform === 'linux' ? staging : () => {};
  forging('records forged in the client’s name neither end nor disturb its session', async ({ port, client }) => {
    const tunnel = await UdpTunnel.open(port.port);
    try {
      const transport = port.accept(credentialsOf(client));
      const channels: Promise<TransportChannel> = new Promise((resolve) => transport.events.once('channel', resolve));
      client.accept(transport, [tunnel.candidate]);
      await Promise.all([reached(transport, 'connected'), client.opened]);
      for (const packet of forgedRecords) tunnel.inject(packet);
      await exchange(client, transport, await channels);
      assert.equal(transport.state, 'connected');
    } finally {
      tunnel.close();
    }
  });
}

function ports(name: string, open: Open, staging: Staging): void {
  staging('a used port is refused with the reason of the system', async ({ port }) => {
    const second = open({ host: HOST, port: port.port, announced: null, onBug: () => {} });
    await assert.rejects(second, { code: 'EADDRINUSE' });
  });

  staging('a TCP connection that does not begin with a STUN request is closed', async ({ port }) => {
    const socket = connect(port.port, HOST);
    socket.write(Buffer.concat([Buffer.from([0, 5]), Buffer.from('hello')]));
    socket.on('error', () => {});
    await once(socket, 'close');
  });

  staging('each new transport for one client shows another fingerprint', async ({ port }) => {
    const offered = port.offer([]);
    assert.notEqual(port.offer([], offered).local.fingerprint, offered.local.fingerprint);
  });

  test(`${name}: announced addresses replace the own ones, UDP first`, async () => {
    const port = await open({ host: '0.0.0.0', port: 0, announced: ['203.0.113.7'], onBug: () => {} });
    try {
      const { candidates } = port.offer([]).local;
      const told = candidates.map((candidate) => candidate.split(' '));
      assert.deepEqual(
        told.map((words) => `${words[2]} ${words[4]}`),
        ['udp 203.0.113.7', 'tcp 203.0.113.7'],
      );
    } finally {
      port.close();
    }
  });
}

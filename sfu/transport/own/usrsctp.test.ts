import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { crc32c } from '../../core/sctp/crc32c.ts';
import type { TransportChannel } from '../../core/transport.ts';
import { NativeClient } from '../../testing/native-client.ts';
import { UdpTunnel } from '../../testing/udp-tunnel.ts';
import { readLocalCredentials } from '../local-description.ts';
import { openMediaPort } from '../open-media-port.ts';

type NativeChannel = NativeClient['channel'];

interface Stage {
  client: NativeClient;
  tunnel: UdpTunnel;
  ours: TransportChannel;
  /** The next channel that the client opens, as we have it. */
  nextChannel: () => Promise<TransportChannel>;
}

after(() => NativeClient.releaseAll());

/** usrsctp, inside libdatachannel, on the other side of our SCTP, and a hop between that can lose packets. */
function interop(what: string, work: (stage: Stage) => Promise<void>): void {
  test(`usrsctp: ${what}`, { timeout: 60_000 }, async () => {
    const bugs: unknown[] = [];
    const options = { host: '127.0.0.1', port: 0, announced: null, onBug: (error: unknown) => bugs.push(error) };
    const { port } = await openMediaPort('own', options);
    const tunnel = await UdpTunnel.open(port.port);
    const client = new NativeClient();
    try {
      const transport = port.accept(readLocalCredentials(client.peer.localDescription()?.sdp ?? ''));
      const nextChannel = (): Promise<TransportChannel> =>
        new Promise((resolve) => transport.events.once('channel', resolve));
      const first = nextChannel();
      client.accept(transport, [tunnel.candidate]);
      const [ours] = await Promise.all([first, client.opened]);
      await work({ client, tunnel, ours, nextChannel });
    } finally {
      client.close();
      port.close();
      tunnel.close();
    }
    assert.deepEqual(bugs, []);
  });
}

function message(number: number): Buffer {
  const sizes = [1, 100, 1100, 1200, 5000, 60_000];
  return Buffer.alloc(sizes[number % sizes.length] ?? 1, `${number} `);
}

/** The checksums of the next `count` messages. */
function arrivals(count: number, listen: (listener: (bytes: Uint8Array) => void) => void): Promise<number[]> {
  const got: number[] = [];
  return new Promise((resolve) =>
    listen((bytes) => {
      if (got.push(crc32c(bytes)) === count) resolve(got);
    }),
  );
}

function listenNative(channel: NativeChannel): (listener: (bytes: Uint8Array) => void) => void {
  return (listener) => channel.onMessage((bytes) => listener(Buffer.from(bytes as Buffer)));
}

for (const every of [0, 25]) {
  interop(
    `messages of all sizes arrive in order both ways, ${every > 0 ? `one packet in ${every}` : 'none'} lost`,
    async (stage) => {
      const { client, tunnel, ours } = stage;
      const sent = Array.from({ length: 120 }, (_, number) => message(number));
      const up = arrivals(sent.length, (listener) => ours.events.on('message', listener));
      const down = arrivals(sent.length, listenNative(client.channel));
      if (every > 0) tunnel.loses = (packet) => packet % every === 0;
      for (const bytes of sent) {
        client.channel.sendMessageBinary(bytes);
        assert.ok(ours.send(bytes));
      }
      const wanted = sent.map((bytes) => crc32c(bytes));
      assert.deepEqual(await up, wanted);
      assert.deepEqual(await down, wanted);
    },
  );
}

interop('what an unreliable channel loses holds nothing up, in either direction', async (stage) => {
  const { client, tunnel, nextChannel } = stage;
  const next = nextChannel();
  const native = client.openChannel('lossy', { unordered: true, maxRetransmits: 0 });
  const ours = await next;
  const opened = new Promise<void>((resolve) => native.onOpen(resolve));
  if (!native.isOpen()) await opened;
  const last = Buffer.from('the last one');
  const hears = (listen: (listener: (bytes: Uint8Array) => void) => void): Promise<void> =>
    new Promise((resolve) => listen((bytes) => last.equals(bytes) && resolve()));
  const [up, down] = [hears((listener) => ours.events.on('message', listener)), hears(listenNative(native))];
  tunnel.loses = (packet) => packet % 5 === 0;
  for (let number = 0; number < 100; number++) {
    native.sendMessageBinary(message(number % 5));
    ours.send(message(number % 5));
  }
  const again = setInterval(() => {
    native.sendMessageBinary(last);
    ours.send(last);
  }, 50);
  await Promise.all([up, down]);
  clearInterval(again);
  native.close();
});

interop('channels close from the client’s side, and their numbers serve again', async ({ client, nextChannel }) => {
  const ids: number[] = [];
  for (let round = 0; round < 5; round++) {
    const next = nextChannel();
    const native = client.openChannel(`round ${round}`);
    const ours = await next;
    ids.push(ours.id);
    const got = arrivals(1, (listener) => ours.events.on('message', listener));
    if (!native.isOpen()) await new Promise<void>((resolve) => native.onOpen(resolve));
    native.sendMessageBinary(Buffer.from('hello'));
    assert.deepEqual(await got, [crc32c(Buffer.from('hello'))]);
    const closed = new Promise<void>((resolve) => ours.events.once('closed', resolve));
    native.close();
    await closed;
  }
  assert.ok(new Set(ids).size < ids.length, `${ids}`);
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { dispose, type Room, RoomEvent } from '@livekit/rtc-node';
import { signUp, startTestServer } from '#server/testing/http-server.ts';
import { LiveKitCluster } from '#server/testing/livekit.ts';
import { MEDIA_KEY, MEDIA_SECRET, ON_LIVEKIT } from '#server/testing/media-engine.ts';
import { World } from './testing/media-world.ts';

after(() => dispose());

/** What stands before the nodes of a cluster: one address, behind which any of those is that live. */
class Front {
  readonly #server = createServer((socket) => this.#pass(socket));
  readonly #cluster: LiveKitCluster;

  private constructor(cluster: LiveKitCluster) {
    this.#cluster = cluster;
  }

  static async open(cluster: LiveKitCluster): Promise<Front> {
    const front = new Front(cluster);
    front.#server.listen(0, '127.0.0.1');
    await once(front.#server, 'listening');
    return front;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server.close();
    await once(this.#server, 'close');
  }

  #pass(socket: Socket): void {
    const [port = 0] = this.#cluster.ports;
    const node = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [socket, node],
      [node, socket],
    ] as const) {
      from.pipe(to);
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
    }
  }
}

/** Resolves when the room's client is back in. */
function back(room: Room): Promise<void> {
  return new Promise((resolve) => room.once(RoomEvent.Reconnected, () => resolve()));
}

const skip = ON_LIVEKIT ? false : 'YIQI_TEST_LIVEKIT names no livekit-server';

test('[ME52] when the node dies on which a meeting is, its people come back by themselves, on another', {
  skip,
}, async () => {
  const program = process.env['YIQI_TEST_LIVEKIT'] ?? '';
  const cluster = await LiveKitCluster.start({ program, key: MEDIA_KEY, secret: MEDIA_SECRET }, 1);
  const front = await Front.open(cluster);
  const apiUrl = () => `http://127.0.0.1:${front.port}`;
  const server = await startTestServer({ media: { apiUrl, publicUrl: '/', key: MEDIA_KEY, secret: MEDIA_SECRET } });
  const engine = { port: () => front.port, clientPort: () => front.port, stop: () => cluster.stop() };
  const world = new World(server, { now: engine });
  try {
    const [wei, lin] = [await signUp(server, 'wei', '伟'), await signUp(server, 'lin', '林')];
    const number = await world.create(wei, '周会');
    const rooms = [
      await world.enter((await world.join(number, wei)).token),
      await world.enter((await world.join(number, lin)).token),
    ];
    // Until now there was no other.
    await cluster.add();
    const returned = Promise.all(rooms.map(back));
    await cluster.killOldest();
    await returned;
    await world.server.meetings.keepOut();
    assert.deepEqual((await world.people()).map(({ name }) => name).sort(), ['伟', '林'].sort());
    assert.deepEqual(await world.names(number), ['伟', '林'].sort());
  } finally {
    await world.close();
    await front.close();
    await cluster.stop();
  }
});

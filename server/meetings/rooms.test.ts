import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { after, test } from 'node:test';
import { dispose } from '@livekit/rtc-node';
import { silentLog } from '#kernel/ports/log.ts';
import { signUp } from '#server/testing/http-server.ts';
import { MEDIA_KEY, MEDIA_SECRET } from '#server/testing/media-engine.ts';
import { MediaEngine } from './media-engine.ts';
import { Rooms } from './rooms.ts';
import { using, type World } from './testing/media-world.ts';

after(() => dispose());

/** One address for whichever engine there is, as a cluster has; while there is none, nobody answers. */
async function relayTo(world: World): Promise<Server> {
  const relay = createServer((inward) => {
    const port = world.engine.port();
    if (port === undefined) return void inward.destroy();
    const outward = connect(port, '127.0.0.1');
    inward.pipe(outward).pipe(inward);
    for (const [one, other] of [
      [inward, outward],
      [outward, inward],
    ] as const) {
      one.on('error', () => {}).once('close', () => other.destroy());
    }
  });
  await once(relay.listen(0, '127.0.0.1'), 'listening');
  return relay;
}

/** Resolves once the engine itself has as many rooms. */
async function hasRooms(world: World, count: number): Promise<void> {
  while ((await world.api.listRooms()).length !== count);
}

test('[ME50] an engine that starts anew at the same address gets the rooms of running meetings again', () =>
  using(async (world) => {
    const wei = await signUp(world.server, 'wei');
    const [running, ended] = [await world.create(wei), await world.create(wei)];
    const { token } = await world.join(running, wei);
    await world.join(ended, wei, { switch: true });
    await world.ask('POST', `/${ended}/end`, wei);
    for (const { name } of await world.api.listRooms()) await world.api.deleteRoom(name);
    const relay = await relayTo(world);
    const { port } = relay.address() as AddressInfo;
    const media = { publicUrl: '/', key: MEDIA_KEY, secret: MEDIA_SECRET };
    const engine = new MediaEngine({ ...media, apiUrl: () => `http://127.0.0.1:${port}` }, silentLog);
    const { database, clock } = world.server;
    const rooms = new Rooms({ database, engine, clock, log: silentLog, watchEveryMs: 1 });
    try {
      await hasRooms(world, 1);
      const first = engine.incarnation;
      await world.engine.stop();
      await assert.rejects(engine.openAmong(['x']));
      assert.equal(engine.incarnation, first);
      await world.replaceEngine();
      await engine.openAmong(['x']);
      assert.notEqual(engine.incarnation, first);
      await hasRooms(world, 1);
      await world.enter(token);
      assert.deepEqual(await world.names(running), ['wei']);
    } finally {
      await rooms.close();
      relay.close();
    }
  }));

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { dispose, Room, RoomEvent } from '@livekit/rtc-node';
import { RoomServiceClient } from 'livekit-server-sdk';
import { mintToken, testKey, testSecret } from '../testing/test-sfu.ts';
import { ServerLines, startWorkers } from '../testing/worker-server.ts';

after(() => dispose());

async function enter(url: string, name: string, identity: string): Promise<Room> {
  const room = new Room();
  const token = await mintToken({ identity, video: { roomJoin: true, room: name } });
  await room.connect(url.replace('http', 'ws'), token, { autoSubscribe: true, dynacast: false });
  return room;
}

function heard(room: Room, text: string): Promise<void> {
  return new Promise((resolve) => {
    room.on(RoomEvent.DataReceived, (payload) => {
      if (Buffer.from(payload).toString() === text) resolve();
    });
  });
}

test('clients of a worker that dies come back by themselves and go on; those of another notice nothing', async () => {
  const lines = new ServerLines();
  const server = await startWorkers(lines.log);
  const rooms: Room[] = [];
  let repeat: NodeJS.Timeout | undefined;
  try {
    const service = new RoomServiceClient(server.url, testKey, testSecret, { failover: false });
    await service.createRoom({ name: 'a', metadata: 'kept' });
    await service.createRoom({ name: 'b' });
    const [ann, bob, cid] = await Promise.all([
      enter(server.url, 'a', 'ann'),
      enter(server.url, 'a', 'bob'),
      enter(server.url, 'b', 'cid'),
    ]);
    rooms.push(ann, bob, cid);
    let disturbed = false;
    cid.on(RoomEvent.Reconnecting, () => {
      disturbed = true;
    });
    const back = [ann, bob].map((room) => new Promise<void>((resolve) => void room.on(RoomEvent.Reconnected, resolve)));
    process.kill(lines.pidOf(0), 'SIGKILL');
    await Promise.all(back);
    const message = heard(bob, 'still here');
    // Until bob's channel is open again nothing reaches him: it is said until he hears it.
    repeat = setInterval(() => {
      void ann.localParticipant?.publishData(Buffer.from('still here'), { reliable: true }).catch(() => {});
    }, 200);
    await message;
    assert.deepEqual((await service.listParticipants('a')).map((one) => one.identity).sort(), ['ann', 'bob']);
    assert.equal(ann.metadata, 'kept');
    assert.equal(disturbed, false);
  } finally {
    clearInterval(repeat);
    for (const room of rooms) await room.disconnect();
    await server.close();
  }
});

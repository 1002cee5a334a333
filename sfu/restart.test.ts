import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { dispose, Room, RoomEvent } from '@livekit/rtc-node';
import type { ChildAnswer } from './config.ts';
import { mintToken, testKey, testSecret } from './testing/test-sfu.ts';

after(() => dispose());

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly udpPort: number;
}

/** The media server in a process of its own; the one after a crash takes the ports of the one before. */
async function start(ports: { port: number; udpPort: number } = { port: 0, udpPort: 0 }): Promise<Running> {
  const child = fork(new URL('child.ts', import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const media = { host: '127.0.0.1', bindMedia: '127.0.0.1', announced: [], keys: { [testKey]: testSecret } };
  child.send({ start: { ...media, ...ports, autoCreate: true, logLevel: 'silent' } });
  const [answer] = (await once(child, 'message')) as [ChildAnswer];
  assert.ok('ready' in answer, JSON.stringify(answer));
  return { child, ...answer.ready };
}

test('the media server is killed and started again: its clients come back by themselves and hear each other', async () => {
  const first = await start();
  const rooms: Room[] = [];
  const children = [first.child];
  let repeat: NodeJS.Timeout | undefined;
  try {
    for (const identity of ['ann', 'bob']) {
      const room = new Room();
      rooms.push(room);
      const token = await mintToken({ identity, video: { roomJoin: true, room: 'room' } });
      await room.connect(`ws://127.0.0.1:${first.port}`, token, { autoSubscribe: true, dynacast: false });
    }
    const [ann, bob] = rooms;
    assert.ok(ann && bob);
    const back = rooms.map((room) => new Promise<void>((resolve) => void room.on(RoomEvent.Reconnected, resolve)));
    const killed = once(first.child, 'exit');
    first.child.kill('SIGKILL');
    await killed;
    children.push((await start(first)).child);
    await Promise.all(back);
    const heard = new Promise<void>((resolve) => {
      bob.on(RoomEvent.DataReceived, (payload) => {
        if (Buffer.from(payload).toString() === 'still here') resolve();
      });
    });
    // Until bob's channel is open again nothing reaches him: it is said until he hears it.
    repeat = setInterval(() => {
      void ann.localParticipant?.publishData(Buffer.from('still here'), { reliable: true }).catch(() => {});
    }, 200);
    await heard;
  } finally {
    clearInterval(repeat);
    for (const room of rooms) await room.disconnect();
    const last = children.at(-1);
    const ended = last && last.exitCode === null && last.signalCode === null ? once(last, 'exit') : null;
    if (ended) last?.send({ stop: true });
    await ended;
  }
});

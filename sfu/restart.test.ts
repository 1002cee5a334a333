import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { after, test } from 'node:test';
import { dispose, Room, RoomEvent } from '@livekit/rtc-node';
import type { ChildAnswer } from './config.ts';
import { mintToken, testKey, testSecret } from './testing/test-sfu.ts';

after(() => dispose());

/** One address that clients know, before whichever media server is there. */
class Front {
  target = 0;
  readonly #server = createServer((socket) => {
    const onward = connect(this.target, '127.0.0.1');
    socket.on('error', () => onward.destroy()).on('close', () => onward.destroy());
    onward.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  });

  async open(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
  }
}

/** The media server in a process of its own. */
async function start(): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(new URL('child.ts', import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const media = { bindMedia: '127.0.0.1', announced: [], keys: { [testKey]: testSecret } };
  child.send({ start: { ...media, host: '127.0.0.1', port: 0, udpPort: 0, autoCreate: true, logLevel: 'silent' } });
  const [answer] = (await once(child, 'message')) as [ChildAnswer];
  assert.ok('ready' in answer, JSON.stringify(answer));
  return { child, port: answer.ready.port };
}

test('the media server is killed and started again: its clients come back by themselves and hear each other', async () => {
  const first = await start();
  const front = new Front();
  const port = await front.open();
  front.target = first.port;
  const rooms: Room[] = [];
  const children = [first.child];
  let repeat: NodeJS.Timeout | undefined;
  try {
    for (const identity of ['ann', 'bob']) {
      const room = new Room();
      rooms.push(room);
      const token = await mintToken({ identity, video: { roomJoin: true, room: 'room' } });
      await room.connect(`ws://127.0.0.1:${port}`, token, { autoSubscribe: true, dynacast: false });
    }
    const [ann, bob] = rooms;
    assert.ok(ann && bob);
    const back = rooms.map((room) => new Promise<void>((resolve) => void room.on(RoomEvent.Reconnected, resolve)));
    const killed = once(first.child, 'exit');
    first.child.kill('SIGKILL');
    await killed;
    const second = await start();
    children.push(second.child);
    front.target = second.port;
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
    front.close();
  }
});

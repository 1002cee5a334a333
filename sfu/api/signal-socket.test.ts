import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { Turns } from '../core/turns.ts';
import { serveSignalSocket } from './signal-socket.ts';

interface Line {
  client: WebSocket;
  heard: string[];
  closed: Promise<void>;
}

/** Sockets into a server whose sessions note what they hear. */
function scenario(name: string, work: (connect: () => Promise<Line>, turns: Turns) => Promise<void>): void {
  test(name, async () => {
    const http = createServer();
    const sockets = new WebSocketServer({ server: http });
    const turns = new Turns(assert.ifError);
    const clients: WebSocket[] = [];
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const address = http.address();
    assert.ok(typeof address === 'object' && address);
    const connect = async (): Promise<Line> => {
      const heard: string[] = [];
      const client = new WebSocket(`ws://127.0.0.1:${address.port}`);
      clients.push(client);
      const closed = new Promise<void>((resolve) => {
        sockets.once('connection', (socket) =>
          serveSignalSocket(socket, turns, () => ({
            receive: (frame) => void heard.push(frame.toString()),
            closed: () => resolve(),
          })),
        );
      });
      await once(client, 'open');
      return { client, heard, closed };
    };
    try {
      await work(connect, turns);
    } finally {
      for (const client of clients) client.terminate();
      sockets.close();
      http.close();
      http.closeAllConnections();
      await once(http, 'close');
    }
  });
}

scenario('a flood of frames is read at our own pace: nothing is lost, and nobody is cut off', async (connect) => {
  const flooding = await connect();
  const other = await connect();
  const frames = 30_000;
  for (let i = 0; i < frames; i++) flooding.client.send(String(i));
  other.client.send('hello');
  other.client.close();
  await other.closed;
  assert.deepEqual(other.heard, ['hello']);
  flooding.client.close();
  await flooding.closed;
  assert.equal(flooding.heard.length, frames);
  assert.ok(
    flooding.heard.every((text, i) => text === String(i)),
    'in order',
  );
});

scenario('what a client said before it went is heard, and then that it went', async (connect) => {
  const line = await connect();
  for (let i = 0; i < 200; i++) line.client.send('x');
  line.client.close();
  await line.closed;
  assert.equal(line.heard.length, 200);
});

scenario('where too many wait, a socket is cut off and its end is told', async (connect, turns) => {
  const line = await connect();
  let full = true;
  const fill = (): void => {
    while (full && turns.add(fill));
  };
  fill();
  line.client.send('too late');
  await line.closed;
  full = false;
  assert.deepEqual(line.heard, []);
});

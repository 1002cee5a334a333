import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { DisconnectReason, type LeaveRequest_Action, SignalResponse } from '@livekit/protocol';
import { WebSocket } from 'ws';
import { mintToken, testKey } from './testing/test-sfu.ts';

const SECRET = 'without-any-space-in-it-and-long-enough';

/** The program itself, and the port that it says it has. */
async function startProgram(workers: number): Promise<{ program: ChildProcess; port: number }> {
  const args = ['--port', '0', '--udp-port', '0', '--workers', String(workers), '--log-level', 'silent'];
  const program = spawn(process.execPath, ['sfu/main.ts', '--keys', `${testKey}: ${SECRET}`, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  assert.ok(program.stdout);
  const [line] = (await once(program.stdout, 'data')) as [Buffer];
  return { program, port: Number(/:(\d+),/.exec(String(line))?.[1]) };
}

async function tokenOf(identity: string): Promise<string> {
  return mintToken({ identity, secret: SECRET, video: { roomJoin: true, room: 'room' } });
}

/** A client that joins, and from then on neither reads nor answers nor goes. */
async function joinDeaf(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  const head = [
    `GET /rtc?access_token=${await tokenOf('deaf')} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  await once(socket, 'data');
  socket.pause();
  socket.on('error', () => {});
  return socket;
}

/** A request whose end never comes. */
async function askWithoutEnd(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write('POST /twirp/livekit.RoomService/ListRooms HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{');
  return socket;
}

for (const workers of [1, 2]) {
  // Bounded: the test would not end before its limit if anybody could hold the process up.
  test(`SIGTERM with ${workers} worker(s): clients are told, and nobody holds the end up`, {
    timeout: 60_000,
  }, async () => {
    const { program, port } = await startProgram(workers);
    const exited = once(program, 'exit');
    const stubborn: Socket[] = [];
    try {
      const polite = new WebSocket(`ws://127.0.0.1:${port}/rtc?access_token=${await tokenOf('polite')}`);
      const heard: SignalResponse['message'][] = [];
      polite.on('message', (frame: Buffer) => heard.push(SignalResponse.fromBinary(frame).message));
      await once(polite, 'message');
      stubborn.push(await joinDeaf(port), await askWithoutEnd(port));
      const closed = once(polite, 'close');
      program.kill('SIGTERM');
      await closed;
      assert.deepEqual(await exited, [0, null]);
      const leave = heard.find((message) => message.case === 'leave')?.value;
      assert.ok(leave);
      const { reason, action } = leave as { reason: DisconnectReason; action: LeaveRequest_Action };
      assert.equal(reason, DisconnectReason.SERVER_SHUTDOWN);
      assert.notEqual(action, undefined);
    } finally {
      for (const socket of stubborn) socket.destroy();
      program.kill('SIGKILL');
    }
  });
}

import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { pause } from './pacer.ts';

/** A TCP port of the loopback that is free now, for programs that cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Resolves when something listens on the port. */
export async function listening(port: number, limitMs = 60_000): Promise<void> {
  const until = performance.now() + limitMs;
  while (!(await answers(port))) {
    if (performance.now() > until) throw new Error('a peer did not start to listen in time');
    await pause(100);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

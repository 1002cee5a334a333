import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** What EICAR's test file begins with. */
export const HARMFUL = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR';

export interface FakeClamd {
  readonly port: number;
  /** Bytes of what was scanned last. */
  readonly last: () => Buffer;
  close(): Promise<void>;
}

/** Speaks INSTREAM as clamd does, strictly: what is malformed is a fault of the test. */
export async function startFakeClamd({ most = 1_000_000, port = 0 } = {}): Promise<FakeClamd> {
  const sockets = new Set<Socket>();
  let last: Buffer = Buffer.alloc(0);
  const server = createServer((socket) => {
    sockets.add(socket);
    let buffer: Buffer = Buffer.alloc(0);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    socket.on('data', (piece: Buffer) => {
      buffer = Buffer.concat([buffer, piece]);
      const read = readStream(buffer);
      if (read === 'malformed') socket.end('UNKNOWN COMMAND\0');
      else if (read.bytes.length > most) socket.end('INSTREAM size limit exceeded. ERROR\0');
      else if (read.ended) {
        last = read.bytes;
        socket.end(read.bytes.includes(HARMFUL) ? 'stream: Eicar-Signature FOUND\0' : 'stream: OK\0');
      }
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    last: () => last,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const COMMAND = 'zINSTREAM\0';

function readStream(buffer: Buffer): { bytes: Buffer; ended: boolean } | 'malformed' {
  const head = buffer.toString('latin1', 0, COMMAND.length);
  if (!COMMAND.startsWith(head)) return 'malformed';
  const pieces: Buffer[] = [];
  for (let at = COMMAND.length; at + 4 <= buffer.length; ) {
    const size = buffer.readUInt32BE(at);
    if (size === 0) return { bytes: Buffer.concat(pieces), ended: true };
    pieces.push(buffer.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return { bytes: Buffer.concat(pieces), ended: false };
}

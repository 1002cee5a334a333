import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Scanner, Verdict } from '#kernel/ports/scanner.ts';

interface ClamdOptions {
  host: string;
  port: number;
  /** A daemon that says nothing for so long, in ms, isn't there. */
  silentMs?: number;
}

const SILENT_MS = 120_000;
/** clamd's own limit of a chunk is higher; pieces of this size keep memory low. */
const CHUNK_BYTES = 256 * 1024;
/** Answers are one short line. */
const MOST_ANSWER = 4096;

/** ClamAV's daemon over TCP, by its INSTREAM command: `clamd(8)`, "COMMANDS". */
export class Clamd implements Scanner {
  readonly #options: ClamdOptions;

  constructor(options: ClamdOptions) {
    this.#options = options;
  }

  async scan(bytes: AsyncIterable<Uint8Array>): Promise<Verdict> {
    const { host, port, silentMs = SILENT_MS } = this.#options;
    const socket = connect({ host, port });
    socket.setTimeout(silentMs, () => socket.destroy(new Error('the scanner says nothing')));
    const answer = answerOf(socket);
    // Whoever only waits for the answer meets the failure there.
    answer.catch(() => {});
    try {
      await once(socket, 'connect');
      await send(socket, bytes);
      return verdictOf(await answer);
    } finally {
      socket.destroy();
    }
  }
}

/** Stops early when the daemon has answered before the end: it has seen enough, or the file is too large for it. */
async function send(socket: Socket, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  await write(socket, Buffer.from('zINSTREAM\0'));
  for await (const piece of bytes) {
    for (let at = 0; at < piece.byteLength; at += CHUNK_BYTES) {
      if (!socket.writable || socket.readableEnded) return;
      const part = piece.subarray(at, at + CHUNK_BYTES);
      await write(socket, lengthOf(part.byteLength));
      await write(socket, part);
    }
  }
  await write(socket, lengthOf(0));
}

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return length;
}

/** Resolves when there is room for more, or when nothing can be sent any more: then the answer tells why. */
async function write(socket: Socket, bytes: Uint8Array): Promise<void> {
  if (!socket.writable || socket.write(bytes)) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.once('drain', resolve).once('close', resolve);
  await promise;
  socket.off('drain', resolve).off('close', resolve);
}

function answerOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.on('data', (piece: Buffer) => {
      text += piece.toString('utf8');
      if (text.length > MOST_ANSWER || text.includes('\0')) resolve(text.replace(/\0.*$/s, ''));
    });
    socket.on('error', reject);
    socket.on('close', () => (text === '' ? reject(new Error('the scanner hung up')) : resolve(text)));
  });
}

/** @throws Error for an answer that is neither yes nor no */
function verdictOf(answer: string): Verdict {
  const said = answer.trim();
  if (/^stream: OK$/.test(said)) return 'clean';
  if (/ FOUND$/.test(said)) return 'infected';
  if (/size limit exceeded/i.test(said)) return 'too-large';
  throw new Error('the scanner could not look at the file');
}

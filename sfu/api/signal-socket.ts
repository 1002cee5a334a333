import type { WebSocket } from 'ws';
import type { Turns } from '../core/turns.ts';
import type { SignalFrames, SignalSocket } from './ports.ts';

/** A client that reads so slowly is cut off; it may resume. */
const MAX_BACKLOG_BYTES = 8 * 1024 * 1024;
/** How long a client may take to answer our closing. */
const CLOSE_TIMEOUT_MS = 3000;

/** Connects a WebSocket to the participant behind it. What it says waits for its turn: packets go first. */
export function serveSignalSocket(socket: WebSocket, turns: Turns, open: (socket: SignalSocket) => SignalFrames): void {
  const signal: SignalSocket = {
    send: (frame) => {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > MAX_BACKLOG_BYTES) socket.terminate();
      else socket.send(frame);
    },
    close: (how) => {
      if (how === 'broken') socket.terminate();
      else closePolitely(socket);
    },
  };
  const frames = open(signal);
  socket.on('message', (data, isBinary) => {
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Uint8Array);
    if (!turns.add(() => frames.receive(isBinary ? bytes : bytes.toString()))) socket.terminate();
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    if (!turns.add(() => frames.closed())) frames.closed();
  });
}

function closePolitely(socket: WebSocket): void {
  if (socket.readyState === socket.CLOSED) return;
  socket.close(1000);
  const timer = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
  socket.once('close', () => clearTimeout(timer));
}

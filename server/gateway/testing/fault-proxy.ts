import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A port of this machine, or the path of a socket. */
type Target = number | string;

/** A TCP proxy to one server of this machine that breaks connections in the ways networks do. */
export interface FaultProxy {
  readonly port: number;
  readonly origin: string;
  /** Connections that are open now. */
  open(): number;
  /** Ends every connection: half of them by a reset in the middle of whatever is on its way. */
  cut(): void;
  /** Nothing goes through any more in either direction, and nobody is told. */
  stall(stalled: boolean): void;
  /** Nothing is taken from the server for the clients; what clients say still arrives. */
  deafen(deaf: boolean): void;
  /** New connections are reset. */
  refuse(refusing: boolean): void;
  /** Each new connection ends after this many bytes from the server; undefined: none does. */
  cutAfter(bytes: number | undefined): void;
  /** Everything arrives this much later, in ms, in both directions. */
  delay(ms: number): void;
  /** Goes on to another server from here on. */
  retarget(target: Target): void;
  close(): Promise<void>;
}

export async function startFaultProxy(target: Target): Promise<FaultProxy> {
  const pairs = new Set<readonly [near: Socket, far: Socket]>();
  const state = { target, stalled: false, deaf: false, refusing: false, lateMs: 0 };
  let budget: number | undefined;
  const flow = () => {
    for (const [near, far] of pairs) {
      for (const [socket, held] of [
        [near, state.stalled],
        [far, state.stalled || state.deaf],
      ] as const) {
        if (held) socket.pause();
        else socket.resume();
      }
    }
  };
  const server = createServer((near) => {
    near.on('error', () => {});
    if (state.refusing) {
      near.resetAndDestroy();
      return;
    }
    const far = typeof state.target === 'string' ? connect(state.target) : connect(state.target, '127.0.0.1');
    far.on('error', () => {});
    const pair = [near, far] as const;
    pairs.add(pair);
    let left = budget;
    const lateMs = () => state.lateMs;
    const [toFar, toNear] = [later(far, lateMs), later(near, lateMs)];
    near.on('data', (data: Buffer) => toFar(data));
    far.on('data', (data: Buffer) => {
      toNear(left === undefined ? data : data.subarray(0, left));
      if (left !== undefined) left -= data.length;
      if (left !== undefined && left <= 0) near.destroySoon();
    });
    for (const [one, other] of [pair, [far, near]] as const) {
      one.on('close', () => {
        pairs.delete(pair);
        other.destroy();
      });
    }
    flow();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const cut = () => {
    for (const [index, [near, far]] of [...pairs].entries()) {
      // A reset of one that is being shut down leaves it open for good.
      if (index % 2 === 0 && !near.writableEnded) near.resetAndDestroy();
      else near.destroy();
      far.destroy();
    }
  };
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    open: () => pairs.size,
    cut,
    stall(stalled) {
      state.stalled = stalled;
      flow();
    },
    deafen(deaf) {
      state.deaf = deaf;
      flow();
    },
    refuse(refusing) {
      state.refusing = refusing;
    },
    cutAfter(bytes) {
      budget = bytes;
    },
    delay(ms) {
      state.lateMs = ms;
    },
    retarget(to) {
      state.target = to;
    },
    async close() {
      // Those that are being accepted would otherwise outlive the cut.
      state.refusing = true;
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Writes in order, each piece so much later than it came. */
function later(socket: Socket, lateMs: () => number): (data: Buffer) => void {
  const waiting: { data: Buffer; at: number }[] = [];
  const write = () => {
    const now = performance.now();
    while (waiting[0] !== undefined && waiting[0].at <= now) socket.write(waiting.shift()?.data ?? '');
    const next = waiting[0];
    if (next !== undefined && !socket.destroyed) setTimeout(write, Math.ceil(next.at - now));
  };
  return (data) => {
    const ms = lateMs();
    if (ms === 0 && waiting.length === 0) {
      socket.write(data);
      return;
    }
    waiting.push({ data, at: performance.now() + ms });
    if (waiting.length === 1) setTimeout(write, ms);
  };
}

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy to one port of this machine that breaks connections in the ways networks do. */
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
  /** Goes on to another port from here on. */
  retarget(port: number): void;
  close(): Promise<void>;
}

export async function startFaultProxy(target: number): Promise<FaultProxy> {
  const pairs = new Set<readonly [near: Socket, far: Socket]>();
  const state = { target, stalled: false, deaf: false, refusing: false, budget: undefined as number | undefined };
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
    const far = connect(state.target, '127.0.0.1');
    far.on('error', () => {});
    const pair = [near, far] as const;
    pairs.add(pair);
    let left = state.budget;
    near.on('data', (data) => far.write(data));
    far.on('data', (data: Buffer) => {
      near.write(left === undefined ? data : data.subarray(0, left));
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
      if (index % 2 === 0) near.resetAndDestroy();
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
      state.budget = bytes;
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

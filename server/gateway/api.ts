import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ParamsOf, ResultOf, SessionCommand } from '#protocol/realtime.ts';
import type { Caller } from '../identity/api.ts';
import type { Seat } from '../presence/api.ts';

/** What carries out the commands: each module brings its part, and `main.ts` puts them together. */
export type CommandHandlers = {
  [Name in SessionCommand]: (caller: Caller, params: ParamsOf<Name>, seat: Seat) => Promise<ResultOf<Name>>;
};

export interface Gateway {
  /** Takes over a request for `/ws`. Anything that isn't a proper WebSocket handshake is refused in HTTP. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Tells everybody 'shutdown', lets running commands end, and closes within `limits.shutdownMs`. Idempotent. */
  close(): Promise<void>;
}

export interface GatewayLimits {
  /** Connections at once; more are refused with 503. */
  connections: number;
  /** Time for the first successful `hello`. */
  helloMs: number;
  /** Between two pings; a connection that missed one is silent to presence, one that missed two is dead. */
  heartbeatMs: number;
  /** Commands of one connection that run at once; past it, nothing more is read from its socket. */
  inFlight: number;
  /** Bytes of live events that may wait for one connection before it is cut as slow. */
  queueBytes: number;
  /** Commands of one person, over all devices, in each `rateWindowMs`. */
  commands: number;
  /** The same for those that write. */
  writes: number;
  rateWindowMs: number;
  /** How long a connection goes on after its token ended. */
  expiryGraceMs: number;
  /** Frames without a readable id before the connection is closed. */
  malformed: number;
  shutdownMs: number;
}

export const GATEWAY_LIMITS: GatewayLimits = {
  connections: 19_500,
  helloMs: 10_000,
  heartbeatMs: 12_000,
  inFlight: 32,
  queueBytes: 1024 * 1024,
  commands: 1200,
  writes: 400,
  rateWindowMs: 10_000,
  expiryGraceMs: 30_000,
  malformed: 3,
  shutdownMs: 2_000,
};

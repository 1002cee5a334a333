import type { TransportFactory } from '../core/transport.ts';

/** The one UDP port, and TCP port of the same number, through which all media of this process goes. */
export interface MediaPort extends TransportFactory {
  readonly port: number;
  /** How many transports are open now. */
  readonly size: number;
  close(): void;
}

export interface MediaPortOptions {
  /** Address to listen on. `0.0.0.0` and `::` mean all. */
  host: string;
  /** UDP port, and TCP on the same number; 0 takes a free one. */
  port: number;
  /** Addresses put into candidates; null for those of the machine (or just the bound one). */
  announced: string[] | null;
  /** Receives what a listener threw: a bug, which must not take the process with it. */
  onBug: (error: unknown) => void;
}

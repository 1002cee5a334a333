import type { TurnServers } from './signal/ice-servers.ts';
import type { RoomSetup } from './signal/room-reports.ts';
import type { TransportChoice } from './transport/open-media-port.ts';

/** What `startSfu` needs to know, all of it plain data so that it can be sent to a forked process. */
export interface SfuConfig {
  /** Address of the HTTP and WebSocket listener. */
  host: string;
  /** TCP port of HTTP and WebSocket; 0 takes a free one. */
  port: number;
  /** UDP port for all media, and TCP on the same number; 0 takes a free one. */
  udpPort: number;
  /** Address of the media sockets; `0.0.0.0` for all. */
  bindMedia: string;
  /** Addresses put into ICE candidates; empty: the machine's own, or the bound one. */
  announced: string[];
  /** `own`, `native`, or `auto` for our own where it works. */
  transport: TransportChoice;
  /** Processes that rooms are spread over, each with a media port of its own; 0: as many as the machine's cores call for. */
  workers: number;
  /** Where clients may relay their media; no URLs: nowhere. */
  turn: TurnServers;
  /** Key → secret: who may sign access tokens. */
  keys: Record<string, string>;
  /** False: rooms exist only after RoomService.CreateRoom, and joining another is refused with 404. */
  autoCreate: boolean;
  /** Seconds a room that nobody ever joined is kept. */
  emptyTimeoutSeconds: number;
  /** Seconds a room is kept after the last participant left. */
  departureTimeoutSeconds: number;
  /** Of how many others, those who spoke last, everybody gets the cameras; 0 = all. A room may say otherwise. */
  lastN: number;
  /** Where to tell what happens; signed with the first key. */
  webhooks: string[];
  /** Bearer token for `/metrics` from other machines; '' for none. */
  metricsToken: string;
  /** Folder for captures of participants' packets; '' allows none. */
  captureFolder: string;
  logLevel: LogLevel;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/**
 * The first message to `sfu/child.ts` (with `reports` it tells of its rooms), rooms that were elsewhere before, and the
 * message that ends it.
 */
export type ChildRequest = { start: ChildConfig; reports?: true } | { adopt: RoomSetup[] } | { stop: true };

/** What isn't said is as in `defaults`. */
export type ChildConfig = Omit<SfuConfig, keyof typeof defaults> & Partial<SfuConfig>;

/** What `sfu/child.ts` answers to `start`, and what it then tells of its rooms if it was asked to. */
export type ChildAnswer =
  | { ready: { port: number; udpPort: number } }
  | { failed: string }
  | { opened: RoomSetup }
  | { closed: string }
  | { people: number };

/** As LiveKit's own server has them. */
export const defaults = {
  emptyTimeoutSeconds: 300,
  departureTimeoutSeconds: 20,
  lastN: 0,
  workers: 1,
  webhooks: [] as string[],
  turn: { urls: [], secret: '' } as TurnServers,
  metricsToken: '',
  captureFolder: '',
  transport: 'auto' as TransportChoice,
} as const satisfies Partial<SfuConfig>;

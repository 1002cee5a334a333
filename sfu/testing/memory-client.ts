import { JoinRequest, SignalRequest, SignalResponse, WrappedJoinRequest } from '@livekit/protocol';
import type { Grants } from '../core/grants.ts';
import { SignalDoor } from '../signal/entry.ts';
import { iceServers, type TurnServers } from '../signal/ice-servers.ts';
import type { Log } from '../signal/log.ts';
import { SfuMetrics } from '../signal/metrics.ts';
import type { RoomNews } from '../signal/room-news.ts';
import { Rooms } from '../signal/rooms.ts';
import { MemoryTransports } from './memory-transport.ts';

/** What a message of that kind carries. */
export type SignalValue<Case extends SignalCase> = Extract<SignalResponse['message'], { case: Case }>['value'];

export type SignalCase = NonNullable<SignalResponse['message']['case']>;

interface JoinOptions {
  grants?: Partial<Grants>;
  request?: Partial<JoinRequest>;
  version?: 0 | 1;
  userAgent?: string;
  /** Takes what comes and forgets it. */
  deaf?: boolean;
}

/** Rooms without network, their door and everything they logged. */
export class MemorySfu {
  readonly transports = new MemoryTransports();
  readonly logged: { level: string; message: string; context: object }[] = [];
  readonly news: RoomNews[] = [];
  readonly rooms: Rooms;
  readonly metrics = new SfuMetrics(() => this.rooms.all);
  readonly door: SignalDoor;

  constructor(options: { autoCreate?: boolean; lastN?: number; turn?: TurnServers } = {}) {
    const turn = options.turn ?? { urls: [], secret: '' };
    const at = (level: string) => (context: object, message: string) =>
      void this.logged.push({ level, message, context });
    const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
    this.rooms = new Rooms({
      watch: (room) => this.metrics.watch(room),
      transports: this.transports,
      log,
      autoCreate: options.autoCreate ?? true,
      tell: (news) => void this.news.push(news),
      emptyTimeoutSeconds: 300,
      departureTimeoutSeconds: 20,
      lastN: options.lastN ?? 0,
      iceServers: (who, nowMs) => iceServers(turn, who, nowMs),
      refreshToken: async () => 'refreshed',
    });
    this.door = new SignalDoor(this.rooms);
  }

  join(identity: string, options: JoinOptions = {}): MemoryClient {
    const client = this.tryJoin(identity, options);
    if (!(client instanceof MemoryClient)) throw new Error(client.message);
    return client;
  }

  /** A client, or why it may not join. */
  tryJoin(identity: string, options: JoinOptions = {}): MemoryClient | { status: number; message: string } {
    const joinRequest = new JoinRequest({ connectionSettings: { autoSubscribe: true }, ...options.request }).toBinary();
    const wrapped = Buffer.from(new WrappedJoinRequest({ joinRequest }).toBinary()).toString('base64url');
    const query = new URLSearchParams(options.version === 0 ? {} : { join_request: wrapped });
    const grants = { ...joinGrants(identity), ...options.grants };
    const entry = this.door.admit(query, grants, 'key', options.userAgent ?? '');
    return entry.ok ? new MemoryClient(entry.open, options.deaf ?? false) : entry;
  }

  /** Messages of bugs, which no input may cause. */
  get bugs(): object[] {
    return this.logged.filter((line) => line.level === 'error');
  }

  /** Drops what was logged and the transports that are closed, so that long runs show what the rooms themselves keep. */
  forget(): void {
    this.logged.length = 0;
    this.transports.made.splice(0, this.transports.made.length, ...this.transports.open);
  }

  close(): void {
    this.rooms.close();
    this.metrics.close();
  }
}

function joinGrants(identity: string): Grants {
  return {
    identity,
    name: '',
    metadata: '',
    attributes: {},
    kind: '',
    room: 'room',
    roomJoin: true,
    roomAdmin: false,
    roomCreate: false,
    roomList: false,
    hidden: false,
    canPublish: true,
    canSubscribe: true,
    canPublishData: true,
    canPublishSources: [],
    canUpdateOwnMetadata: false,
  };
}

/** A client on a signalling socket that exists only in memory. */
export class MemoryClient {
  readonly received: SignalResponse[] = [];
  closed: 'finished' | 'broken' | null = null;
  readonly #frames: { receive(frame: Uint8Array | string): void; closed(): void };

  constructor(
    open: (socket: { send(frame: Uint8Array | string): void; close(how: 'finished' | 'broken'): void }) => {
      receive(frame: Uint8Array | string): void;
      closed(): void;
    },
    deaf: boolean,
  ) {
    this.#frames = open({
      send: (frame) => {
        if (deaf) return;
        const message =
          typeof frame === 'string' ? SignalResponse.fromJsonString(frame) : SignalResponse.fromBinary(frame);
        this.received.push(message);
      },
      close: (how) => {
        this.closed ??= how;
      },
    });
  }

  /** The last message of a kind. */
  last<Case extends SignalCase>(wanted: Case): SignalValue<Case> | undefined {
    const found: unknown = this.received.findLast((one) => one.message.case === wanted)?.message.value;
    return found as SignalValue<Case> | undefined;
  }

  count(wanted: SignalCase): number {
    return this.received.filter((one) => one.message.case === wanted).length;
  }

  send(message: SignalRequest['message']): void {
    this.frame(new SignalRequest({ message }).toBinary());
  }

  frame(frame: Uint8Array | string): void {
    this.#frames.receive(frame);
  }

  /** Loses the socket without a word. */
  drop(): void {
    this.#frames.closed();
  }
}

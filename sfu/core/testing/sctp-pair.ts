import assert from 'node:assert/strict';
import { SctpAssociation } from '../sctp/association.ts';
import type { ClosableChannel } from '../sctp/port.ts';
import { CHUNK, packetTag, readChunks } from '../sctp/wire.ts';
import { EmulatedPath, Simulation, seededRandom } from './emulated-path.ts';

interface PairOptions {
  readonly seed: number;
  readonly loss?: number;
  readonly delayMs?: number;
  /** Above 0, packets overtake each other. */
  readonly jitterMs?: number;
  /** Share of packets that come twice, 0–1. */
  readonly duplicates?: number;
  readonly bothClients?: boolean;
  /** Of both sides; else random. */
  readonly firstTsn?: number;
}

export const MAX_MESSAGE = 262_144;
const MAX_PACKET = 1160;
/** Packets of a side that are remembered, the latest. */
const MAX_RECORDED = 4000;

/** One end of an emulated association, what it sent and what came of it. */
export interface SctpEnd {
  readonly association: SctpAssociation;
  readonly path: EmulatedPath;
  readonly packets: Uint8Array[];
  readonly channels: ClosableChannel[];
  /** Its clock stands still: it answers, and does nothing by itself. */
  stands: boolean;
  /** Which of its packets are lost, besides those that the path loses. */
  loses: () => boolean;
  closed: number;
}

export interface SctpPair {
  readonly simulation: Simulation;
  readonly client: SctpEnd;
  readonly server: SctpEnd;
  readonly below: (limit: number) => number;
}

/** Two associations over a path that loses, delays, reorders and duplicates; both look at the clock every 10 ms. */
export function startSctpPair(options: PairOptions): SctpPair {
  const simulation = new Simulation();
  const next = seededRandom(options.seed);
  const below = (limit: number): number => next() % limit;
  const client = makeEnd(simulation, options, next, 'client', (bytes, now) => server.association.receive(bytes, now));
  const role = options.bothClients ? 'client' : 'server';
  const server = makeEnd(simulation, options, next, role, (bytes, now) => client.association.receive(bytes, now));
  simulation.every(10, (nowMs) => {
    for (const { association, stands } of [client, server]) {
      if (!stands && (association.nextAt ?? Number.POSITIVE_INFINITY) <= nowMs) association.tick(nowMs);
    }
  });
  return { simulation, client, server, below };
}

function makeEnd(
  simulation: Simulation,
  options: PairOptions,
  next: () => number,
  role: 'client' | 'server',
  deliver: (bytes: Uint8Array, nowMs: number) => void,
): SctpEnd {
  const { delayMs = 10, jitterMs = 0, loss = 0, duplicates = 0 } = options;
  const path = new EmulatedPath(simulation, { delayMs, jitterMs, loss, random: next }, deliver);
  const packets: Uint8Array[] = [];
  const channels: ClosableChannel[] = [];
  const association = new SctpAssociation({
    nowMs: simulation.nowMs,
    role,
    maxMessageSize: MAX_MESSAGE,
    random: (length) => randomBytes(length, next, options.firstTsn),
    send: (packet) => {
      checkPacket(packet);
      if (packets.push(packet.slice()) > MAX_RECORDED) packets.splice(0, MAX_RECORDED / 2);
      if (end.loses()) return;
      path.send(packet);
      if (next() / 2 ** 32 < duplicates) path.send(packet);
    },
  });
  const end: SctpEnd = { association, path, packets, channels, stands: false, loses: () => false, closed: 0 };
  association.events.on('channel', (channel) => channels.push(channel));
  association.events.on('closed', () => end.closed++);
  return end;
}

/** The first request of an association is for its tag and its first TSN. */
function randomBytes(length: number, next: () => number, firstTsn: number | undefined): Uint8Array {
  const bytes = Uint8Array.from({ length }, () => next());
  if (length === 8 && firstTsn !== undefined) new DataView(bytes.buffer).setUint32(4, firstTsn);
  return bytes;
}

/** What every packet must keep to, whatever happens. */
function checkPacket(packet: Uint8Array): void {
  assert.ok(packet.length <= MAX_PACKET);
  assert.notEqual(packetTag(packet, 5000), undefined, 'a right checksum');
  const types = readChunks(packet).map(({ type }) => type);
  assert.ok(types.length > 0);
  const firstData = types.indexOf(CHUNK.data);
  assert.ok(firstData < 0 || types.slice(firstData).every((type) => type === CHUNK.data), 'control chunks before DATA');
}

/** All messages that a channel gets, from now on. */
export function collect(channel: ClosableChannel): Uint8Array[] {
  const messages: Uint8Array[] = [];
  channel.events.on('message', (bytes) => messages.push(bytes));
  return messages;
}

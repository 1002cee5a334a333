/** What a browser's figures of one track say (W3C Identifiers for WebRTC's Statistics API), for people who are curious. */
export type TrackKind = 'voice' | 'camera' | 'screen' | 'screen-sound';

interface TrackHead {
  id: string;
  name: string;
  mine: boolean;
  kind: TrackKind;
}

/** Absent: the browser doesn't say, or not yet. */
export interface TrackStats extends TrackHead {
  width?: number;
  height?: number;
  framesPerSecond?: number;
  kilobitsPerSecond?: number;
  /** Share of packets lost since the last look, 0 to 1. */
  loss?: number;
  roundTripMs?: number;
  jitterMs?: number;
  /** 'VP8', 'opus'. */
  codec?: string;
  /** 'UDP', 'TCP', 'TLS'; with 'relay' where a relay is between. */
  transport?: string;
}

/** Sums that grow, at the time of a look. */
export interface TrackCounters {
  atMs: number;
  bytes: number;
  packets: number;
  lost: number;
}

type Entry = Readonly<Record<string, unknown>>;

/** The figures of a track, from a report and the sums of the look before. */
export function readTrackStats(
  head: TrackHead,
  entries: readonly Entry[],
  before: TrackCounters | undefined,
): { stats: TrackStats; counters: TrackCounters } | undefined {
  const streams = entries.filter(({ type }) => type === (head.mine ? 'outbound-rtp' : 'inbound-rtp'));
  const main = largest(streams);
  if (main === undefined) return undefined;
  const remote = entries.find(({ type, localId }) => type === 'remote-inbound-rtp' && localId === main['id']);
  const counters = head.mine ? sentBy(streams, remote) : receivedBy(main);
  const stats: TrackStats = { ...head };
  put(stats, 'width', num(main['frameWidth']));
  put(stats, 'height', num(main['frameHeight']));
  put(stats, 'framesPerSecond', num(main['framesPerSecond']));
  put(stats, 'kilobitsPerSecond', rate(counters, before));
  put(stats, 'loss', head.mine ? num(remote?.['fractionLost']) : lossSince(counters, before));
  put(stats, 'jitterMs', inMs(head.mine ? remote?.['jitter'] : main['jitter']));
  const codec = entries.find(({ id }) => id === main['codecId'])?.['mimeType'];
  if (typeof codec === 'string') stats.codec = codec.replace(/^.*\//, '');
  const path = pathOf(entries);
  put(stats, 'roundTripMs', inMs(remote?.['roundTripTime'] ?? path?.roundTrip));
  if (path?.transport !== undefined) stats.transport = path.transport;
  return { stats, counters };
}

/** Of a picture in several layers the largest one that is sent. */
function largest(streams: readonly Entry[]): Entry | undefined {
  const sent = streams.filter((one) => one['active'] !== false);
  const size = (one: Entry) => (num(one['frameWidth']) ?? 0) * (num(one['frameHeight']) ?? 0);
  return [...(sent.length > 0 ? sent : streams)].sort((a, b) => size(b) - size(a))[0];
}

function sentBy(streams: readonly Entry[], remote: Entry | undefined): TrackCounters {
  const sum = (field: string) => streams.reduce((all, one) => all + (num(one[field]) ?? 0), 0);
  const atMs = num(streams[0]?.['timestamp']) ?? 0;
  return { atMs, bytes: sum('bytesSent'), packets: sum('packetsSent'), lost: num(remote?.['packetsLost']) ?? 0 };
}

function receivedBy(stream: Entry): TrackCounters {
  const of = (field: string) => num(stream[field]) ?? 0;
  return {
    atMs: of('timestamp'),
    bytes: of('bytesReceived'),
    packets: of('packetsReceived'),
    lost: of('packetsLost'),
  };
}

function rate(now: TrackCounters, before: TrackCounters | undefined): number | undefined {
  if (before === undefined || now.atMs <= before.atMs || now.bytes < before.bytes) return undefined;
  return ((now.bytes - before.bytes) * 8) / (now.atMs - before.atMs);
}

function lossSince(now: TrackCounters, before: TrackCounters | undefined): number | undefined {
  if (before === undefined) return undefined;
  const lost = Math.max(0, now.lost - before.lost);
  const all = lost + Math.max(0, now.packets - before.packets);
  return all === 0 ? undefined : lost / all;
}

function pathOf(entries: readonly Entry[]): { roundTrip: unknown; transport: string | undefined } | undefined {
  const chosen = entries.find(({ type }) => type === 'transport')?.['selectedCandidatePairId'];
  const pair = entries.find(
    ({ type, id, nominated }) =>
      type === 'candidate-pair' && (chosen === undefined ? nominated === true : id === chosen),
  );
  if (pair === undefined) return undefined;
  const local = entries.find(({ id }) => id === pair['localCandidateId']);
  const protocol = local?.['relayProtocol'] ?? local?.['protocol'];
  const relay = local?.['candidateType'] === 'relay' ? ' (relay)' : '';
  const transport = typeof protocol === 'string' ? protocol.toUpperCase() + relay : undefined;
  return { roundTrip: pair['currentRoundTripTime'], transport };
}

function inMs(seconds: unknown): number | undefined {
  const value = num(seconds);
  return value === undefined ? undefined : value * 1000;
}

function num(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

type Figure = 'width' | 'height' | 'framesPerSecond' | 'kilobitsPerSecond' | 'loss' | 'roundTripMs' | 'jitterMs';

function put(stats: TrackStats, field: Figure, value: number | undefined): void {
  if (value !== undefined) stats[field] = value;
}

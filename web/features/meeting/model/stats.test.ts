import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTrackStats } from './stats.ts';

const THEIRS = { id: 'TR_1', name: 'Ben', mine: false, kind: 'camera' } as const;
const MINE = { id: 'TR_2', name: 'Ann', mine: true, kind: 'camera' } as const;

const PATH = [
  { type: 'transport', id: 'T', selectedCandidatePairId: 'P' },
  { type: 'candidate-pair', id: 'P', localCandidateId: 'L', currentRoundTripTime: 0.042 },
  { type: 'local-candidate', id: 'L', protocol: 'udp', candidateType: 'host' },
  { type: 'codec', id: 'C', mimeType: 'video/VP8' },
];

function inbound(at: number, bytes: number, packets: number, lost: number) {
  const sums = { bytesReceived: bytes, packetsReceived: packets, packetsLost: lost };
  const picture = { frameWidth: 640, frameHeight: 360, framesPerSecond: 24, codecId: 'C', jitter: 0.004 };
  return { type: 'inbound-rtp', id: 'I', timestamp: at, ...sums, ...picture };
}

test('what comes: size, rate and loss since the last look, way and round trip', () => {
  const first = readTrackStats(THEIRS, [inbound(1000, 1000, 100, 0), ...PATH], undefined);
  expect(first?.stats).toEqual({
    ...THEIRS,
    width: 640,
    height: 360,
    framesPerSecond: 24,
    jitterMs: 4,
    codec: 'VP8',
    roundTripMs: 42,
    transport: 'UDP',
  });
  const second = readTrackStats(THEIRS, [inbound(3000, 126_000, 190, 10), ...PATH], first?.counters);
  expect(second?.stats).toMatchObject({ kilobitsPerSecond: 500, loss: 0.1 });
});

test('what goes: the largest layer that is sent, all layers in the rate, loss as the other side tells', () => {
  const layer = (id: string, width: number, active: boolean) => ({
    type: 'outbound-rtp',
    id,
    timestamp: 1000,
    bytesSent: 100,
    packetsSent: 1,
    frameWidth: width,
    frameHeight: width,
    active,
  });
  const remote = { type: 'remote-inbound-rtp', localId: 'B', fractionLost: 0.02, roundTripTime: 0.05 };
  const found = readTrackStats(MINE, [layer('A', 180, true), layer('B', 360, true), layer('C', 720, false), remote], {
    atMs: 0,
    bytes: 50,
    packets: 0,
    lost: 0,
  });
  expect(found?.stats).toMatchObject({ width: 360, loss: 0.02, roundTripMs: 50, kilobitsPerSecond: 2 });
});

test('whatever a browser reports, figures are numbers', () => {
  const entry = fc.dictionary(
    fc.constantFrom('type', 'id', 'timestamp', 'bytesReceived', 'packetsLost', 'codecId', 'mimeType', 'nominated'),
    fc.oneof(fc.constantFrom('inbound-rtp', 'codec', 'candidate-pair'), fc.double(), fc.boolean()),
  );
  fc.assert(
    fc.property(fc.array(entry), fc.array(entry), (before, now) => {
      const first = readTrackStats(THEIRS, before, undefined);
      const found = readTrackStats(THEIRS, now, first?.counters);
      for (const value of Object.values(found?.stats ?? {})) {
        expect(typeof value !== 'number' || Number.isFinite(value)).toBe(true);
      }
    }),
  );
});

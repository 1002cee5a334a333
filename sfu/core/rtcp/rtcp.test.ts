import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '../testing/bytes.ts';
import type { ReportBlock } from './packets.ts';
import { parseRtcp } from './parse.ts';
import { parseTransportCc, writeTransportCc } from './transport-cc.ts';
import {
  compound,
  ntpMiddle,
  toNtp,
  writeBye,
  writeFir,
  writeNack,
  writePli,
  writeReceiverReport,
  writeRemb,
  writeSdes,
  writeSenderReport,
} from './writer.ts';

const BLOCK: ReportBlock = {
  ssrc: 0x01020304,
  fractionLost: 0.25,
  totalLost: -2,
  highestSequence: 0x00011234,
  jitter: 77,
  lastReport: 0xaabbccdd,
  delaySinceLastReport: 65_536,
};

test('RFC 3550 §6.4.1: a sender report goes out and comes back', () => {
  const ntpMs = 1_700_000_000_123.5;
  const bytes = writeSenderReport({ ssrc: 9, ntpMs, timestamp: 0xfffffff0, packets: 5, bytes: 6000 }, [BLOCK]);
  assert.equal(toHex(bytes.subarray(0, 8)), '81c8000c00000009');
  const [report] = parseRtcp(bytes);
  assert.ok(report?.type === 'sender-report');
  assert.ok(Math.abs(report.ntpMs - ntpMs) < 0.001);
  assert.equal(report.ntpMiddle, ntpMiddle(ntpMs));
  assert.equal(report.timestamp, 0xfffffff0);
  assert.equal(report.packets, 5);
  assert.equal(report.bytes, 6000);
  assert.deepEqual(report.reports, [BLOCK]);
});

test('RFC 3550 §4: NTP time counts from 1900 in 32.32 fixed point', () => {
  assert.deepEqual(toNtp(0), { seconds: 2_208_988_800, fraction: 0 });
  assert.deepEqual(toNtp(500), { seconds: 2_208_988_800, fraction: 0x80000000 });
  assert.equal(ntpMiddle(500), ((2_208_988_800 & 0xffff) * 65_536 + 0x8000) >>> 0);
});

test('RFC 3550 §6.4.2: receiver report, source description and bye in one compound packet', () => {
  const bytes = compound([writeReceiverReport(7, [BLOCK, BLOCK]), writeSdes(7, 'name'), writeBye([7, 8])]);
  assert.deepEqual(parseRtcp(bytes), [
    { type: 'receiver-report', ssrc: 7, reports: [BLOCK, BLOCK] },
    { type: 'bye', ssrcs: [7, 8] },
  ]);
  assert.equal(toHex(writeSdes(7, 'name')), '81ca00030000000701046e616d650000');
});

test('RFC 4585 §6.2.1: NACK packs 16 followers into a mask, over the wrap', () => {
  const lost = [65_534, 65_535, 0, 14, 15, 400];
  const bytes = writeNack(1, 2, lost);
  assert.equal(toHex(bytes), '81cd000500000001 00000002 fffe8003 000f0000 01900000'.replaceAll(' ', ''));
  assert.deepEqual(parseRtcp(bytes), [{ type: 'nack', ssrc: 2, lost }]);
});

test('RFC 4585 §6.3.1, RFC 5104 §4.3.1: PLI and FIR', () => {
  assert.equal(toHex(writePli(1, 2)), '81ce00020000000100000002');
  assert.deepEqual(parseRtcp(compound([writePli(1, 2), writeFir(1, 3, 9)])), [
    { type: 'pli', ssrc: 2 },
    { type: 'fir', requests: [{ ssrc: 3, sequence: 9 }] },
  ]);
});

test('REMB: mantissa and exponent', () => {
  assert.deepEqual(parseRtcp(writeRemb(1, 2_500_000, [2, 3])), [
    { type: 'remb', bitsPerSecond: 2_500_000, ssrcs: [2, 3] },
  ]);
  const [large] = parseRtcp(writeRemb(1, 10 ** 10, [2]));
  assert.ok(large?.type === 'remb' && Math.abs(large.bitsPerSecond / 10 ** 10 - 1) < 0.001);
});

test('parsing stops at a broken packet and keeps what came before', () => {
  const good = writePli(1, 2);
  for (const broken of ['80', '40c90001 00000001', '80c900ff 00000001', 'a0c90001 000000ff']) {
    assert.deepEqual(parseRtcp(compound([good, fromHex(broken)])), [{ type: 'pli', ssrc: 2 }]);
  }
});

test('packets too short for their type are left out', () => {
  for (const hex of [
    '80c80001 00000001',
    '80c90000',
    '81cd0001 00000001',
    '81ce0001 00000001',
    '8fce0003 00000001 00000002 00000000',
  ]) {
    assert.deepEqual(parseRtcp(fromHex(hex)), []);
  }
});

test('transport-cc: a feedback as the draft lays it out', () => {
  // Base 5, 4 packets, reference 3 × 64 ms, count 7; symbols 1 0 1 2; deltas 4, 8 and −4 quarter milliseconds.
  const bytes = fromHex('8fcd0006 00000001 00000002 00050004 00000307 d180 04 08 fffc 0000');
  const packet = parseTransportCc(bytes);
  assert.ok(packet?.type === 'transport-cc');
  assert.equal(packet.count, 7);
  assert.deepEqual(packet.arrivals, [
    { sequence: 5, atMs: 193 },
    { sequence: 6, atMs: -1 },
    { sequence: 7, atMs: 195 },
    { sequence: 8, atMs: 194 },
  ]);
});

function roundTrip(base: number, arrivals: readonly number[]): { covered: number; arrivals: number[] } {
  const { bytes, covered } = writeTransportCc(1, 2, 3, base, arrivals);
  assert.equal(bytes.length % 4, 0);
  const [packet] = parseRtcp(bytes);
  assert.ok(packet?.type === 'transport-cc');
  assert.equal(packet.arrivals.length, covered);
  for (const [i, arrival] of packet.arrivals.entries()) assert.equal(arrival.sequence, (base + i) & 0xffff);
  return { covered, arrivals: packet.arrivals.map((arrival) => (arrival.atMs < 0 ? Number.NaN : arrival.atMs)) };
}

test('transport-cc: what is written is read, to a quarter of a millisecond', () => {
  const start = 6_400_000;
  const patterns: number[][] = [
    [start],
    [Number.NaN, start + 3.3, Number.NaN, start + 900, start + 899],
    Array.from({ length: 40 }, (_, i) => start + i * 1.01),
    Array.from({ length: 100 }, (_, i) => (i % 3 === 1 ? Number.NaN : start + i * 2)),
    Array.from({ length: 60 }, (_, i) => (i > 10 && i < 50 ? Number.NaN : start + i * 70)),
    [start, ...new Array<number>(20).fill(Number.NaN), start + 5],
  ];
  for (const pattern of patterns) {
    const read = roundTrip(65_530, pattern);
    assert.equal(read.covered, pattern.length);
    for (const [i, arrival] of pattern.entries()) {
      if (Number.isNaN(arrival)) assert.ok(Number.isNaN(read.arrivals[i]));
      else assert.ok(Math.abs(((read.arrivals[i] ?? 0) % (2 ** 23 * 64)) - (arrival % (2 ** 23 * 64))) <= 0.125);
    }
  }
});

test('transport-cc: a gap too long for a delta, and too many packets, go into the next feedback', () => {
  assert.equal(roundTrip(1, [100_000, 100_010, 120_000]).covered, 2);
  const many = Array.from({ length: 3000 }, (_, i) => 64_000 + i * 0.25);
  const { bytes, covered } = writeTransportCc(1, 2, 3, 0, many);
  assert.ok(bytes.length <= 1200 && covered > 500 && covered < 3000);
});

test('transport-cc: claims without the bytes for them are refused', () => {
  const claims = [
    '0005ffff 00000000 3fff3fff',
    '00050010 00000000 2010',
    '00050003 00000000 2003 0102',
    '00050001 00000000 0000',
  ];
  for (const claim of claims) {
    const body = fromHex(`8fcd0000 00000001 00000002 ${claim}`);
    assert.equal(parseTransportCc(body), undefined, claim);
  }
});

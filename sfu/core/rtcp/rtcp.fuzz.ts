import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeapWatch } from '#kernel/testing/heap-watch.ts';
import { FuzzSource } from '../testing/fuzz.ts';
import { startMeeting } from '../testing/meeting.ts';
import type { ReportBlock } from './packets.ts';
import { writeTransportCc } from './transport-cc.ts';
import {
  compound,
  writeBye,
  writeFir,
  writeNack,
  writePli,
  writeReceiverReport,
  writeRemb,
  writeSdes,
  writeSenderReport,
} from './writer.ts';

function validPackets(ssrc: number): Uint8Array[] {
  const block: ReportBlock = {
    ssrc,
    fractionLost: 0.1,
    totalLost: 5,
    highestSequence: 70_000,
    jitter: 9,
    lastReport: 1,
    delaySinceLastReport: 2,
  };
  const report = { ssrc: 1000, ntpMs: 1_760_000_000_000, timestamp: 5, packets: 6, bytes: 7 };
  const arrivals = [1_000_000, Number.NaN, 1_000_020, 1_000_400];
  return [
    compound([writeReceiverReport(1, [block]), writeSdes(1, 'cname')]),
    writeSenderReport(report, [block]),
    writeNack(1, ssrc, [1, 2, 3, 40, 65_500]),
    writePli(1, ssrc),
    writeFir(1, ssrc, 3),
    writeRemb(1, 1_000_000, [ssrc]),
    writeTransportCc(1, 2, 3, 4, arrivals).bytes,
    writeBye([ssrc]),
  ];
}

test('no bytes make the RTCP path throw, and media flows on afterwards', () => {
  const meeting = startMeeting({ seed: 1 });
  meeting.simulation.runFor(500);
  const source = new FuzzSource('rtcp', validPackets(meeting.down.section.ssrc));
  const heap = new HeapWatch(source.runs);
  for (let i = 0; i < source.runs; i++) {
    heap.see(i);
    const bytes = source.next();
    meeting.peers.receiving.receive(bytes, meeting.simulation.nowMs);
    meeting.peers.publishing.receive(bytes, meeting.simulation.nowMs);
    if (i % 500 === 0) meeting.simulation.runFor(5);
  }
  heap.assertSteady(8);
  meeting.simulation.runFor(100);
  const before = meeting.receiver.packets.size;
  meeting.simulation.runFor(2000);
  assert.ok(meeting.receiver.packets.size > before + 50);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRtcp } from '../rtcp/parse.ts';
import { timestampDelta } from '../rtp/sequence.ts';
import { CLOCK_AHEAD_MS, startMeeting } from '../testing/meeting.ts';

test('transport-cc feedback tells of every packet, lost or not, at least every 80 ms', () => {
  const meeting = startMeeting({ seed: 1, loss: 0, jitterMs: 8 });
  const [, fromPublisher] = meeting.paths;
  assert.ok(fromPublisher);
  fromPublisher.loss = 0.05;
  const told = new Map<number, boolean>();
  const times: number[] = [];
  const receive = meeting.publisher.receive.bind(meeting.publisher);
  meeting.publisher.receive = (bytes, nowMs) => {
    for (const packet of parseRtcp(bytes)) {
      if (packet.type !== 'transport-cc') continue;
      times.push(nowMs);
      for (const { sequence, atMs } of packet.arrivals) told.set(sequence, told.get(sequence) || atMs >= 0);
    }
    receive(bytes, nowMs);
  };
  meeting.simulation.runFor(3000);
  const received = [...told.values()].filter((arrived) => arrived).length;
  const missing = told.size - received;
  assert.ok(told.size > fromPublisher.sent * 0.93, `${told.size} of ${fromPublisher.sent} told`);
  assert.ok(Math.abs(missing - fromPublisher.lost) <= 12, `${missing} told missing, ${fromPublisher.lost} lost`);
  for (let i = 1; i < times.length; i++) assert.ok((times[i] ?? 0) - (times[i - 1] ?? 0) < 80);
});

test('sender reports map every layer’s timestamps to one clock: ours, by the least delay', () => {
  const meeting = startMeeting({ seed: 2 });
  meeting.simulation.runFor(4000);
  meeting.down.setWanted({ paused: false, width: 320, height: 180 });
  meeting.simulation.runFor(4000);
  meeting.down.setWanted({ paused: false, width: 1280, height: 720 });
  meeting.simulation.runFor(4000);
  const { reports } = meeting.receiver;
  assert.ok(reports.length >= 10);
  for (const packet of meeting.receiver.inOrder().slice(200)) {
    const report = reports.findLast((candidate) => candidate.arrivedAt <= packet.atMs);
    if (!report) continue;
    const capturedMs = report.ntpMs + timestampDelta(packet.timestamp, report.timestamp) / 90;
    // Frames are captured when sent: 40 ms before they arrive here. Our clock sees the publisher's 20 ms late.
    const errorMs = capturedMs - (packet.atMs - 20);
    assert.ok(Math.abs(errorMs) < 36, `off by ${errorMs} ms`);
  }
});

test('the publisher’s wrong clock does not reach subscribers', () => {
  const meeting = startMeeting({ seed: 3 });
  meeting.simulation.runFor(3000);
  const report = meeting.receiver.reports.at(-1);
  assert.ok(report && Math.abs(report.ntpMs - meeting.simulation.nowMs) < 1500 && CLOCK_AHEAD_MS > 100_000);
});

test('round trip times are measured from receiver reports', () => {
  const meeting = startMeeting({ seed: 4, delayMs: 35 });
  meeting.simulation.runFor(4000);
  assert.ok(Math.abs(meeting.down.stats.rttMs - 70) < 5, `${meeting.down.stats.rttMs} ms`);
});

test('receiver reports tell the publisher its loss', () => {
  const meeting = startMeeting({ seed: 5 });
  const [, fromPublisher] = meeting.paths;
  assert.ok(fromPublisher);
  const fractions: number[] = [];
  const receive = meeting.publisher.receive.bind(meeting.publisher);
  meeting.publisher.receive = (bytes, nowMs) => {
    for (const packet of parseRtcp(bytes)) {
      if (packet.type === 'receiver-report') for (const block of packet.reports) fractions.push(block.fractionLost);
    }
    receive(bytes, nowMs);
  };
  meeting.simulation.runFor(2500);
  assert.ok(fractions.length >= 3 && Math.max(...fractions) === 0);
  fromPublisher.loss = 0.3;
  meeting.simulation.runFor(3000);
  const mean = fractions.slice(-6).reduce((sum, fraction) => sum + fraction, 0) / 6;
  assert.ok(Math.abs(mean - 0.3) < 0.12, `${mean}`);
});

test('the publisher is told what its subscribers want: more at once, less after five seconds', () => {
  const meeting = startMeeting({ seed: 6 });
  const told: unknown[] = [];
  meeting.up.events.on('demand', (quality) => told.push(quality));
  meeting.simulation.runFor(1000);
  meeting.down.setWanted({ paused: false, width: 320, height: 180 });
  meeting.simulation.runFor(4000);
  assert.deepEqual(told, []);
  meeting.simulation.runFor(1500);
  assert.deepEqual(told, [0]);
  meeting.down.setWanted({ paused: false, width: 640, height: 360 });
  meeting.simulation.runFor(250);
  assert.deepEqual(told, [0, 1]);
  meeting.down.close();
  meeting.simulation.runFor(5500);
  assert.deepEqual(told, [0, 1, 'off']);
});

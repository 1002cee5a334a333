import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartOf } from './chart.ts';
import { Histogram } from './histogram.ts';
import { Recorder } from './record.ts';
import { type Outcome, reportOf, textOf } from './report.ts';
import type { Tick } from './wires.ts';

function tick(ms: number, counts: Record<string, number>, errors: Record<string, number> = {}): Tick {
  const one = () => {
    const times = new Histogram();
    times.record(ms);
    return times.take();
  };
  const times = { connect: one(), reconnect: [], ack: one(), deliver: one(), open: [] };
  return { online: 2, counts, errors, times, cpuMs: 5 };
}

const verified = { expected: 6, arrived: 6, lost: 0, doubled: 0, mixed: 0 };

function outcome(recorder: Recorder, more: Partial<Outcome> = {}): Outcome {
  const about = { title: 'Load <on> Yiqi', date: '2026-01-02', machine: { cores: 2 }, parameters: { users: 4 } };
  const rssMiB = { before: 100, connected: 101, end: 102 };
  return { ...about, users: 4, recorder, rssMiB, verified, unanswered: 0, ...more };
}

/** Two processes with two connections each. */
async function recorded(): Promise<Recorder> {
  const recorder = new Recorder();
  recorder.phase = 'act';
  recorder.take(0, tick(10, { sent: 3, delivered: 6 }));
  recorder.take(1, tick(1000, { sent: 1 }, { 'rate.limited': 2 }));
  // A moment is no sample.
  while (recorder.sample({ cpuMs: 0, rssMiB: 50, stallMs: Number.NaN }) === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return recorder;
}

test('what several processes tell is put together', async () => {
  const report = reportOf(outcome(await recorded()));
  assert.deepEqual(report.counts, { sent: 4, delivered: 6 });
  assert.deepEqual(report.errors, { 'rate.limited': 2 });
  assert.deepEqual(report.connections, { wanted: 4, most: 4, kibEach: null });
  assert.equal(report.times['ack']?.count, 2);
  assert.ok((report.times['ack']?.p50 ?? 0) < 11 && (report.times['ack']?.p99 ?? 0) > 950);
  assert.equal(report.samples.length, 1);
  assert.equal(report.samples[0]?.errors, 2);
  assert.ok(report.well);
});

test('a lost, doubled or unanswered message, or a missing connection, is not well', async () => {
  const recorder = await recorded();
  const well = (more: Partial<Outcome>) => reportOf(outcome(recorder, more)).well;
  assert.equal(well({}), true);
  assert.equal(well({ verified: { ...verified, lost: 1 } }), false);
  assert.equal(well({ verified: { ...verified, doubled: 1 } }), false);
  assert.equal(well({ verified: { ...verified, mixed: 1 } }), false);
  assert.equal(well({ unanswered: 1 }), false);
  assert.equal(well({ users: 5 }), false);
});

test('text and chart tell what is known and leave out what is not', async () => {
  const report = reportOf(outcome(await recorded()));
  const text = textOf(report);
  assert.match(text, /4 of 4, – KiB each/);
  assert.match(text, /rate\.limited 2/);
  assert.match(text, /sent to acknowledged/);
  assert.doesNotMatch(text, /a page of history|NaN|null/);
  const chart = chartOf(report);
  assert.match(chart, /Load &lt;on&gt; Yiqi/);
  assert.match(chart, /deliveries a second/);
  assert.doesNotMatch(chart, /longest stall|NaN|Infinity|undefined/);
  assert.doesNotThrow(() => chartOf(reportOf(outcome(new Recorder()))));
  assert.doesNotThrow(() => textOf(reportOf(outcome(new Recorder()))));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RtpWriter } from '../rtp/writer.ts';
import { seededRandom } from '../testing/emulated-path.ts';
import { audioSection } from '../testing/publisher.ts';
import { AudioLevel } from './audio-level.ts';
import { MediaPeer } from './peer.ts';
import { Speakers } from './speakers.ts';

/** `count` packets of 20 ms at `level`; returns when they end. */
function speak(level: AudioLevel, value: number, count: number, fromMs: number): number {
  for (let i = 0; i < count; i++) level.observe(value, 20, fromMs + i * 20);
  return fromMs + count * 20;
}

test('who speaks at −35 dBov or louder for 40 % of 400 ms is active', () => {
  const quiet = new AudioLevel();
  const loud = new AudioLevel();
  assert.equal(quiet.current(speak(quiet, 36, 40, 0)), 0);
  assert.ok(loud.current(speak(loud, 20, 40, 0)) > 0);
});

test('a short noise is not speech', () => {
  const level = new AudioLevel();
  let now = speak(level, 10, 7, 0);
  now = speak(level, 90, 13, now);
  assert.equal(level.current(now), 0);
});

test('the level comes in steps of one eighth, is smoothed, and never exceeds 1', () => {
  const level = new AudioLevel();
  let now = speak(level, 0, 20, 0);
  const first = level.current(now);
  assert.equal(first, 6 / 8);
  for (let i = 0; i < 10; i++) now = speak(level, 0, 20, now);
  assert.equal(level.current(now), 1);
});

test('nothing heard for 800 ms is silence', () => {
  const level = new AudioLevel();
  const now = speak(level, 10, 40, 0);
  assert.ok(level.current(now + 700) > 0);
  assert.equal(level.current(now + 800), 0);
});

test('the level of audio packets makes a room’s speakers, and muting unmakes them', () => {
  const peer = new MediaPeer({ random: seededRandom(1), send: () => {} });
  peer.setReceive([audioSection(50)]);
  const up = peer.upTrack('TR_audio');
  assert.ok(up);
  const speakers = new Speakers();
  speakers.add('PA_1', up);
  let now = 1_760_000_000_000;
  for (let i = 0; i < 50; i++, now += 20) peer.receive(audioPacket(50, i, 12), now);
  const [change] = speakers.tick(now);
  assert.equal(change?.id, 'PA_1');
  assert.ok((change?.level ?? 0) > 0);
  assert.deepEqual(speakers.tick(now), []);
  up.setMuted(true);
  assert.deepEqual(speakers.tick(now), [{ id: 'PA_1', level: 0 }]);
  up.setMuted(false);
  speakers.tick(now);
  peer.close();
  assert.deepEqual(speakers.tick(now), [{ id: 'PA_1', level: 0 }]);
  assert.deepEqual(speakers.active, []);
});

test('of 500 in a room the five who talk are told, loudest first, equally loud ones always in the same order', () => {
  const speakers = new Speakers();
  const peers = Array.from({ length: 500 }, (_, i) => {
    const peer = new MediaPeer({ random: seededRandom(i), send: () => {} });
    peer.setReceive([audioSection(50)]);
    const up = peer.upTrack('TR_audio');
    assert.ok(up);
    speakers.add(`PA_${i}`, up);
    return peer;
  });
  const levels = new Map([
    [499, 4],
    [77, 30],
    [250, 30],
    [3, 30],
    [120, 12],
  ]);
  let now = 1_760_000_000_000;
  const told: string[][] = [];
  for (let packet = 0; packet < 200; packet++, now += 20) {
    for (const [i, peer] of peers.entries()) {
      // Those who are silent send little (DTX); 3 begins a second after 77 and 250.
      if (!levels.has(i) && packet % 20 !== 0) continue;
      const level = i === 3 && packet < 50 ? 127 : (levels.get(i) ?? 127);
      peer.receive(audioPacket(50, packet, level), now);
    }
    if (packet % 20 !== 19) continue;
    speakers.tick(now);
    told.push(speakers.active.map(({ id }) => id));
  }
  for (const order of told.slice(-5)) assert.deepEqual(order, ['PA_499', 'PA_120', 'PA_77', 'PA_250', 'PA_3']);
  for (const peer of peers) peer.close();
});

/** 20 ms of Opus with an audio level extension (id 5 in `EXTENSIONS`). */
function audioPacket(ssrc: number, index: number, level: number): Uint8Array {
  const writer = new RtpWriter();
  writer.begin(111, false, index, index * 960, ssrc);
  writer.extension(5, Uint8Array.of(0x80 | level), 0, 1);
  writer.endHeader();
  writer.payload(new Uint8Array(60), 0, 60);
  return writer.bytes.slice();
}

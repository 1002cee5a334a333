import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRtcp, RtpPacket } from '../rtp/packet.ts';
import { parseRed, writeRed } from '../rtp/red.ts';
import { RtpWriter } from '../rtp/writer.ts';
import { seededRandom } from '../testing/emulated-path.ts';
import { EXTENSIONS, OPUS } from '../testing/publisher.ts';
import { MediaPeer } from './peer.ts';
import type { Payload, SendSection } from './sections.ts';

const RED: Payload = { pt: 63, mime: 'audio/red', clockRate: 48_000, fmtp: '111/111' };
/** The same codecs under other numbers. */
const THEIR_OPUS: Payload = { ...OPUS, pt: 96 };
const THEIR_RED: Payload = { ...RED, pt: 97, fmtp: '96/96' };
const FRAME_TICKS = 960;

interface Heard {
  readonly sequence: number;
  readonly timestamp: number;
  readonly pt: number;
  /** The number of each packet of sound in it, oldest first, as its data tells. */
  readonly sounds: readonly number[];
  readonly payload: Uint8Array;
}

/** One publisher of sound with given payload types, and a listener each with RED and without. */
class Stage {
  readonly publishing: MediaPeer;
  readonly heard: { red: Heard[]; plain: Heard[] } = { red: [], plain: [] };
  readonly #writer = new RtpWriter();
  nowMs = 1_760_000_000_000;

  constructor(payloads: readonly Payload[], packsRed = true) {
    const random = seededRandom(1);
    this.publishing = new MediaPeer({ random, send: () => {} });
    this.publishing.setReceive([
      {
        trackId: 'TR',
        mid: '0',
        kind: 'audio',
        payloads,
        extensions: EXTENSIONS,
        ssrcs: [{ ssrc: 7 }],
        rids: [],
        packsRed,
      },
    ]);
    const [up] = this.publishing.upTracks;
    assert.ok(up);
    for (const [name, types] of [
      ['red', [THEIR_OPUS, THEIR_RED]],
      ['plain', [THEIR_OPUS]],
    ] as const) {
      const peer = new MediaPeer({ random, send: (bytes) => this.#hear(this.heard[name], bytes) });
      const section: SendSection = { mid: '0', ssrc: peer.allocateSsrc(), payloads: types, extensions: EXTENSIONS };
      assert.equal(peer.addDownTrack(up, section).supported, true);
    }
  }

  #hear(into: Heard[], bytes: Uint8Array): void {
    const packet = new RtpPacket();
    if (isRtcp(bytes) || !packet.parse(bytes.slice())) return;
    const { sequence, timestamp, payloadType: pt, payloadStart, payloadEnd } = packet;
    const isRed = pt === THEIR_RED.pt;
    const blocks = isRed
      ? parseRed(packet.bytes, payloadStart, payloadEnd)
      : [{ start: payloadStart, pt: THEIR_OPUS.pt }];
    assert.ok(
      blocks?.every((block) => block.pt === THEIR_OPUS.pt),
      'blocks carry the listener’s own types',
    );
    const sounds = (blocks ?? []).map(({ start }) => packet.bytes[start] ?? -1);
    into.push({ sequence, timestamp, pt, sounds, payload: packet.bytes.slice(payloadStart, payloadEnd) });
  }

  /** Packet `index` of the publisher, as RED with `redundant` others or plain. */
  send(index: number, redundant: number | 'plain', gapTicks = FRAME_TICKS): void {
    this.nowMs += 20;
    const timestamp = index * gapTicks;
    this.#writer.begin(redundant === 'plain' ? OPUS.pt : RED.pt, false, index, timestamp, 7);
    this.#writer.endHeader();
    const data = (i: number) => Uint8Array.of(i, i, i);
    if (redundant === 'plain') this.#writer.payload(data(index), 0, 3);
    else {
      const payload = new Uint8Array(200);
      const blocks = Array.from({ length: redundant + 1 }, (_, i) => redundant - i)
        .filter((back) => index - back >= 0)
        .map((back) => ({ pt: OPUS.pt, age: back * gapTicks, data: data(index - back) }));
      this.#writer.payload(payload, 0, writeRed(payload, 0, blocks));
    }
    this.publishing.receive(this.#writer.bytes.slice(), this.nowMs);
  }
}

/** Packets that follow each other without a hole, their timestamps fitting. */
function assertFollows(heard: readonly Heard[], ticks = FRAME_TICKS): void {
  for (let i = 1; i < heard.length; i++) {
    const [last, next] = [heard[i - 1], heard[i]];
    assert.equal(((next?.sequence ?? 0) - (last?.sequence ?? 0)) & 0xffff, 1);
    assert.equal(((next?.timestamp ?? 0) - (last?.timestamp ?? 0)) >>> 0, ticks);
  }
}

test('RED is passed on to those who negotiated it, and unpacked for the others', () => {
  const stage = new Stage([RED, OPUS]);
  for (let i = 10; i < 40; i++) stage.send(i, 2);
  const { red, plain } = stage.heard;
  assert.ok(red.every(({ pt }) => pt === THEIR_RED.pt) && plain.every(({ pt }) => pt === THEIR_OPUS.pt));
  assert.deepEqual(red.at(-1)?.sounds, [37, 38, 39]);
  assert.deepEqual(
    plain.map(({ sounds }) => sounds[0]),
    Array.from({ length: 30 }, (_, i) => i + 10),
  );
  assert.deepEqual(plain[0]?.payload, Uint8Array.of(10, 10, 10));
  assertFollows(red);
  assertFollows(plain);
});

test('what was lost comes out of the redundant blocks, once, in order', () => {
  const stage = new Stage([RED, OPUS]);
  const lost = new Set([15, 16, 22, 30, 31, 32]);
  for (let i = 10; i < 40; i++) if (!lost.has(i)) stage.send(i, 2);
  // It comes after all, too late.
  stage.send(22, 2);
  const sounds = stage.heard.plain.map(({ sounds }) => sounds[0]);
  assert.deepEqual(
    sounds,
    Array.from({ length: 30 }, (_, i) => i + 10).filter((i) => i !== 30),
    'three in a row are one more than two blocks can mend',
  );
  assertFollows(stage.heard.plain.filter(({ sounds: [first = 0] }) => first < 30));
  assertFollows(stage.heard.red.filter(({ sounds }) => (sounds.at(-1) ?? 0) < 30));
});

test('plain Opus is packed with two redundant blocks for those who negotiated RED', () => {
  const stage = new Stage([OPUS]);
  for (let i = 10; i < 30; i++) stage.send(i, 'plain');
  const { red, plain } = stage.heard;
  assert.deepEqual(
    red.slice(0, 4).map(({ sounds }) => sounds),
    [[10], [10, 11], [10, 11, 12], [11, 12, 13]],
  );
  assert.ok(red.every(({ pt }) => pt === THEIR_RED.pt) && plain.every(({ pt }) => pt === THEIR_OPUS.pt));
  assertFollows(red);
  assertFollows(plain);
});

test('after a loss only what lies within reach is repeated, and nothing over the pauses of DTX', () => {
  const stage = new Stage([OPUS]);
  for (const i of [10, 11, 14, 15]) stage.send(i, 'plain');
  assert.deepEqual(
    stage.heard.red.map(({ sounds }) => sounds),
    [[10], [10, 11], [14], [14, 15]],
  );
  const pausing = new Stage([OPUS]);
  for (let i = 10; i < 14; i++) pausing.send(i, 'plain', 19_200);
  assert.deepEqual(
    pausing.heard.red.map(({ sounds }) => sounds),
    [[10], [11], [12], [13]],
  );
  assertFollows(pausing.heard.plain, 19_200);
});

test('nothing is packed when the publisher does not want RED', () => {
  const stage = new Stage([OPUS], false);
  for (let i = 10; i < 20; i++) stage.send(i, 'plain');
  assert.ok(stage.heard.red.length === 10 && stage.heard.red.every(({ pt }) => pt === THEIR_OPUS.pt));
});

test('whatever is lost, late or repeated, numbers and timestamps agree and no sound comes twice', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const random = seededRandom(seed);
    const stage = new Stage(random() % 2 === 0 ? [RED, OPUS] : [OPUS]);
    const redundant = stage.publishing.upTracks[0]?.payloads[0]?.pt === RED.pt ? random() % 4 : 'plain';
    const order = Array.from({ length: 150 }, (_, i) => i + 20)
      .filter(() => random() % 8 !== 0)
      .map((i) => ({ i, at: i + (random() % 10 === 0 ? random() % 5 : 0) }))
      .sort((a, b) => a.at - b.at);
    for (const { i } of order) stage.send(i, redundant);
    for (const heard of [stage.heard.red, stage.heard.plain]) {
      const first = heard[0];
      assert.ok(first);
      assert.equal(new Set(heard.map(({ sequence }) => sequence)).size, heard.length, 'nothing twice');
      for (const { sequence, timestamp, sounds } of heard) {
        const steps: number = ((sequence - first.sequence) << 16) >> 16;
        assert.equal((timestamp - first.timestamp) | 0, steps * FRAME_TICKS);
        assert.equal((sounds.at(-1) ?? 0) - (first.sounds.at(-1) ?? 0), steps);
      }
    }
  }
});

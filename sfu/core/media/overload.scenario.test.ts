import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeNack } from '../rtcp/writer.ts';
import { isRtcp, RtpPacket } from '../rtp/packet.ts';
import { RtpWriter } from '../rtp/writer.ts';
import { seededRandom } from '../testing/emulated-path.ts';
import { audioSection, EXTENSIONS, OPUS } from '../testing/publisher.ts';
import { MediaPeer } from './peer.ts';
import { SoundRound } from './sound-round.ts';

const [TALKERS, LISTENERS] = [10, 20];
const FRAME_MS = 20;
const TICK_MS = 20;
/** What the machine of these tests needs for one packet, in or out, ms. */
const PACKET_MS = 0.02;
/** Packets a second that talkers make for all when they send one each 20 ms. */
const OFFERED_PER_S = (TALKERS * LISTENERS * 1000) / FRAME_MS;

interface Listener {
  readonly peer: MediaPeer;
  /** Numbers of packets by SSRC. */
  readonly streams: Map<number, number[]>;
  readonly delays: number[];
}

/** A machine that can do one thing at a time: what comes meanwhile waits in the socket's queue. */
class Machine {
  nowMs = 0;
  /** By how much talkers talk faster than one packet each 20 ms. */
  speed = 1;
  sent = 0;
  asked = 0;
  readonly listeners: Listener[] = [];
  readonly #sounds = new SoundRound((run) => this.#soon.push(run));
  readonly #talkers: MediaPeer[];
  readonly #writer = new RtpWriter();
  readonly #packet = new RtpPacket();
  #soon: (() => void)[] = [];
  #queue: { talker: number; sequence: number; atMs: number }[] = [];
  #talkedUntil = 0;
  #frames = 0;
  #tickAt = TICK_MS;
  #tickedAt = 0;

  constructor() {
    const random = seededRandom(3);
    this.#talkers = Array.from({ length: TALKERS }, (_, i) => {
      const peer = new MediaPeer({ random, send: () => {}, sounds: this.#sounds });
      peer.setReceive([audioSection(5000 + i)]);
      return peer;
    });
    for (let i = 0; i < LISTENERS; i++) this.#sit(random);
  }

  get isStrained(): boolean {
    return this.#sounds.isStrained;
  }

  #sit(random: () => number): void {
    const listener = { streams: new Map<number, number[]>(), delays: [] as number[] };
    const peer = new MediaPeer({ random, sounds: this.#sounds, send: (bytes) => this.#hear(listener, peer, bytes) });
    for (const { upTracks } of this.#talkers)
      for (const up of upTracks)
        peer.addDownTrack(up, { mid: '3', ssrc: peer.allocateSsrc(), payloads: [OPUS], extensions: EXTENSIONS });
    this.listeners.push({ ...listener, peer });
  }

  /** Takes a packet at its listener, who asks for what is missing before it. */
  #hear({ streams, delays }: Omit<Listener, 'peer'>, peer: MediaPeer, bytes: Uint8Array): void {
    this.nowMs += PACKET_MS;
    if (isRtcp(bytes) || !this.#packet.parse(bytes)) return;
    this.sent++;
    const { ssrc, sequence, payload } = this.#packet;
    delays.push(this.nowMs - new DataView(payload.buffer, payload.byteOffset).getFloat64(0));
    const numbers = streams.get(ssrc) ?? [];
    streams.set(ssrc, numbers);
    const before = numbers.at(-1) ?? sequence - 1;
    numbers.push(sequence);
    for (let lost = (before + 1) & 0xffff; lost !== sequence; lost = (lost + 1) & 0xffff) {
      this.asked++;
      peer.receive(writeNack(1, ssrc, [lost]), this.nowMs);
    }
  }

  run(forMs: number): void {
    const until = this.nowMs + forMs;
    while (this.nowMs < until) this.#turn();
  }

  /** One turn of the event loop: timers, then all that has come. */
  #turn(): void {
    if (this.nowMs >= this.#tickAt) {
      this.#sounds.noteLate(this.nowMs - this.#tickedAt - TICK_MS, this.nowMs);
      this.#tickedAt = this.nowMs;
      this.#tickAt = this.nowMs + TICK_MS;
      for (const { peer } of this.listeners) peer.tick(this.nowMs);
    }
    this.#talk();
    const come = this.#queue;
    this.#queue = [];
    for (const one of come) this.#receive(one.talker, one.sequence, one.atMs);
    const soon = this.#soon;
    this.#soon = [];
    for (const run of soon) run();
    if (come.length === 0) this.nowMs += 0.5;
  }

  /** All that was said until now is in the socket's queue. */
  #talk(): void {
    for (; this.#talkedUntil <= this.nowMs; this.#talkedUntil += FRAME_MS / this.speed) {
      this.#frames++;
      for (let talker = 0; talker < TALKERS; talker++)
        this.#queue.push({ talker, sequence: this.#frames, atMs: this.#talkedUntil });
    }
  }

  #receive(talker: number, sequence: number, atMs: number): void {
    this.nowMs += PACKET_MS;
    const data = new DataView(new ArrayBuffer(8));
    data.setFloat64(0, atMs);
    this.#writer.begin(OPUS.pt, false, sequence, sequence * 960, 5000 + talker);
    this.#writer.endHeader();
    this.#writer.payload(new Uint8Array(data.buffer));
    this.#talkers[talker]?.receive(this.#writer.bytes.slice(), this.nowMs);
  }
}

function latest(machine: Machine): number[] {
  return machine.listeners.flatMap(({ delays }) => delays.splice(0)).sort((a, b) => a - b);
}

for (const overload of [1.5, 3, 6]) {
  test(`sound of ${overload} times what can be sent: what can be is, without delay, and nobody asks for the rest`, () => {
    const machine = new Machine();
    const capacity = 1000 / PACKET_MS;
    machine.speed = (overload * capacity) / OFFERED_PER_S;
    machine.run(2000);
    assert.ok(machine.isStrained);
    latest(machine);
    const before = machine.sent;
    machine.run(2000);
    const share = (machine.sent - before) / (capacity * 2);
    const delays = latest(machine);
    const p99 = delays[Math.floor(delays.length * 0.99)] ?? Number.NaN;
    assert.ok(share > 0.55, `${share} of what can be sent`);
    assert.ok(p99 < 150, `${p99} ms late`);
    assert.equal(machine.asked, 0);
  });
}

test('once there is time again everything goes through', () => {
  const machine = new Machine();
  machine.speed = 15;
  machine.run(2000);
  assert.ok(machine.isStrained);
  machine.speed = 1;
  machine.run(1000);
  assert.ok(!machine.isStrained);
  const before = machine.sent;
  machine.run(1000);
  assert.ok(Math.abs((machine.sent - before) / OFFERED_PER_S - 1) < 0.05);
  assert.equal(machine.asked, 0);
  for (const { streams } of machine.listeners)
    for (const numbers of streams.values())
      for (const [i, number] of numbers.entries())
        if (i > 0) assert.equal((number - (numbers[i - 1] ?? 0)) & 0xffff, 1);
});

test('a stall, or turns that are a little late, leave nothing out', () => {
  const sounds = new SoundRound(() => {});
  for (const lateMs of [120, 0, 25, 25, 25, 25, 25, 25, 25, 25, 100, 0, 140]) {
    sounds.noteLate(lateMs, 1000);
    assert.equal(sounds.isStrained, false);
  }
  sounds.noteLate(40, 1000);
  assert.equal(sounds.isStrained, true);
});

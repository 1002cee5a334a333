import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RtcpPacket } from '../rtcp/packets.ts';
import { parseRtcp } from '../rtcp/parse.ts';
import { writeNack } from '../rtcp/writer.ts';
import { EXTENSION } from '../rtp/extensions.ts';
import { isRtcp, RtpPacket } from '../rtp/packet.ts';
import { RtpWriter } from '../rtp/writer.ts';
import { seededRandom } from '../testing/emulated-path.ts';
import { audioSection, EXTENSIONS, OPUS, VP8, videoSection } from '../testing/publisher.ts';
import type { DownTrack } from './down-track.ts';
import { MediaPeer } from './peer.ts';
import { SoundRound } from './sound-round.ts';

const TRANSPORT_CC = EXTENSIONS[EXTENSION.transportCc] ?? 0;

/** Talkers whose packets come together until {@link Hall.turn}, and people who listen to all of them. */
class Hall {
  /** All that was sent, in order: to whom, and what. */
  readonly sent: { listener: number; packet: RtpPacket }[] = [];
  readonly reports: { listener: number; packets: RtcpPacket[] }[] = [];
  readonly listeners: { peer: MediaPeer; downs: DownTrack[] }[] = [];
  readonly talkers: MediaPeer[];
  readonly #random = seededRandom(1);
  readonly #writer = new RtpWriter();
  #soon: (() => void)[] = [];

  constructor(talkers: number, listeners: number) {
    const sounds = new SoundRound((run) => this.#soon.push(run));
    this.talkers = Array.from({ length: talkers }, (_, i) => {
      const peer = new MediaPeer({ random: this.#random, send: () => {}, sounds });
      peer.setReceive([audioSection(5000 + i)]);
      return peer;
    });
    for (let i = 0; i < listeners; i++) this.#sit(i);
  }

  #sit(listener: number): void {
    const send = (bytes: Uint8Array): void => {
      const packet = new RtpPacket();
      if (isRtcp(bytes)) this.reports.push({ listener, packets: parseRtcp(bytes) });
      else if (packet.parse(bytes.slice())) this.sent.push({ listener, packet });
    };
    const peer = new MediaPeer({ random: this.#random, send });
    const downs = this.talkers.flatMap(({ upTracks }) => upTracks.map((up) => this.#subscribe(peer, up)));
    this.listeners.push({ peer, downs });
  }

  #subscribe(peer: MediaPeer, up: DownTrack['up']): DownTrack {
    return peer.addDownTrack(up, { mid: '3', ssrc: peer.allocateSsrc(), payloads: [OPUS], extensions: EXTENSIONS });
  }

  /** One packet, whose data names the talker and its number. */
  talk(talker: number, sequence: number, nowMs: number): void {
    this.#writer.begin(OPUS.pt, false, sequence, sequence * 960, 5000 + talker);
    this.#writer.endHeader();
    this.#writer.payload(Uint8Array.of(talker, sequence));
    const bytes = this.#writer.bytes.slice();
    this.talkers[talker]?.receive(bytes, nowMs);
    // Packets are valid during the call only.
    bytes.fill(0xff);
  }

  /** All that came together has been taken. */
  turn(): void {
    const soon = this.#soon;
    this.#soon = [];
    for (const run of soon) run();
  }

  /** Of all packets sent: listener, talker, and the number of the packet. */
  get heard(): string[] {
    return this.sent.map(({ listener, packet }) => `${listener}: ${packet.payload.join('/')}`);
  }
}

test('packets that came together are given to one listener after the other', () => {
  const hall = new Hall(2, 3);
  hall.talk(0, 1, 1000);
  hall.talk(1, 1, 1001);
  assert.deepEqual(hall.heard, []);
  hall.turn();
  assert.deepEqual(hall.heard, ['0: 0/1', '0: 1/1', '1: 0/1', '1: 1/1', '2: 0/1', '2: 1/1']);
  hall.talk(1, 2, 1020);
  hall.turn();
  assert.deepEqual(hall.heard.slice(6), ['0: 1/2', '1: 1/2', '2: 1/2']);
});

test('of one talker everything stays in order, however much comes together', () => {
  const hall = new Hall(2, 1);
  for (const sequence of [1, 2, 3]) for (const talker of [0, 1]) hall.talk(talker, sequence, 1000);
  hall.turn();
  hall.turn();
  assert.deepEqual(hall.heard, ['0: 0/1', '0: 1/1', '0: 0/2', '0: 1/2', '0: 0/3', '0: 1/3']);
  const numbers = hall.sent.filter(({ packet }) => packet.payload[0] === 0).map(({ packet }) => packet.sequence);
  assert.deepEqual(
    numbers.map((number) => number - (numbers[0] ?? 0)),
    [0, 1, 2],
  );
});

test('who leaves before the packets go gets none, and a talker who leaves is not heard any more', () => {
  const hall = new Hall(2, 2);
  hall.talk(0, 1, 1000);
  hall.talk(1, 1, 1000);
  hall.listeners[0]?.peer.close();
  hall.talkers[1]?.close();
  hall.turn();
  assert.deepEqual(hall.heard, ['1: 0/1']);
});

test('what carries sound alone is not measured: packets have no number for feedback until there is video', () => {
  const hall = new Hall(1, 1);
  const [listener] = hall.listeners;
  assert.ok(listener);
  const camera = new MediaPeer({ random: seededRandom(2), send: () => {} });
  camera.setReceive([videoSection(['f'])]);
  const [video] = camera.upTracks;
  assert.ok(video);
  const measured = (sequence: number): boolean => {
    hall.talk(0, sequence, sequence * 20);
    hall.turn();
    return hall.sent.at(-1)?.packet.extensionStart(TRANSPORT_CC) !== 0;
  };
  assert.equal(measured(1), false);
  const ssrc = listener.peer.allocateSsrc();
  const down = listener.peer.addDownTrack(video, { mid: '4', ssrc, payloads: [VP8], extensions: EXTENSIONS });
  assert.equal(measured(2), true);
  down.close();
  assert.equal(measured(3), false);
});

test('sender reports of all that somebody hears go in one packet', () => {
  const hall = new Hall(10, 1);
  const [listener] = hall.listeners;
  for (let talker = 0; talker < 10; talker++) hall.talk(talker, 1, 1000);
  hall.turn();
  listener?.peer.tick(1010);
  assert.equal(hall.reports.length, 1);
  const ssrcs = hall.reports[0]?.packets.flatMap((packet) => (packet.type === 'sender-report' ? [packet.ssrc] : []));
  assert.deepEqual(
    ssrcs,
    listener?.downs.map(({ section }) => section.ssrc),
  );
});

for (const repeats of [true, false]) {
  test(`a packet of sound that is asked for goes out again${repeats ? '' : ' only where encryption bears it'}`, () => {
    const hall = new Hall(1, 1);
    const [listener] = hall.listeners;
    listener?.peer.setRepeats(repeats);
    hall.talk(0, 1, 1000);
    hall.turn();
    const lost = hall.sent[0]?.packet.sequence ?? 0;
    listener?.peer.receive(writeNack(1, listener.downs[0]?.section.ssrc ?? 0, [lost]), 1100);
    assert.deepEqual(hall.heard, repeats ? ['0: 0/1', '0: 0/1'] : ['0: 0/1']);
  });
}

import assert from 'node:assert/strict';
import type { DownTrack } from '../media/down-track.ts';
import { MediaPeer } from '../media/peer.ts';
import { parseRtcp } from '../rtcp/parse.ts';
import { readFrame } from '../rtp/codec.ts';
import type { DependencyStructure } from '../rtp/dependency-structure.ts';
import { FrameInfo } from '../rtp/frame.ts';
import { isRtcp, RtpPacket } from '../rtp/packet.ts';
import { timestampDelta, Unwrapper } from '../rtp/sequence.ts';
import { seededRandom } from './emulated-path.ts';
import { LAYERS } from './meeting.ts';
import { DESCRIPTOR_ID, SCALABLE_EXTENSIONS, type ScalabilityMode, ScalablePublisher } from './scalable-publisher.ts';

interface Seen {
  readonly extended: number;
  readonly timestamp: number;
  readonly marker: boolean;
  /** False: it only keeps the place of a packet that was left out. */
  readonly filled: boolean;
  /** Its descriptor can be read. */
  readonly valid: boolean;
  readonly unit: number;
  readonly start: boolean;
  readonly end: boolean;
  readonly spatial: number;
  readonly temporal: number;
  readonly references: readonly number[];
  readonly activeTargets: number;
}

/** A publisher with layers in one stream, and one subscriber whose packets are all kept. */
export class ScalableStage {
  readonly publisher: ScalablePublisher;
  readonly down: DownTrack;
  /** Packets on their way that are lost at first, and come when they are asked for. */
  loss = 0;
  /** Indexes, within their pictures, of packets that are kept back until `release`. */
  holding: readonly number[] = [];
  /** False: the publisher does not hear that a keyframe is asked for. */
  hearsKeyframeRequests = true;
  keyframeRequests = 0;
  nowMs = 1_760_000_000_000;
  readonly #random: () => number;
  readonly #publishing: MediaPeer;
  readonly #receiving: MediaPeer;
  readonly #sent = new Map<number, Uint8Array>();
  readonly #held = new Map<number, Uint8Array>();
  #inPicture = 0;
  /** Packets asked for again, on their way. */
  readonly #again: Uint8Array[] = [];
  readonly #codec: 'av1' | 'vp9';
  readonly #sequence = new Unwrapper(16);
  readonly #received = new Map<number, RtpPacket>();

  constructor(codec: 'av1' | 'vp9', mode: ScalabilityMode, seed = 1) {
    this.#random = seededRandom(seed);
    this.#codec = codec;
    const payload = { pt: 96, mime: `video/${codec}`, clockRate: 90_000, fmtp: '' };
    this.#publishing = new MediaPeer({ random: this.#random, send: (bytes) => this.#answer(bytes) });
    const section = { payloads: [payload], extensions: SCALABLE_EXTENSIONS };
    this.#publishing.setReceive([
      { ...section, trackId: 'TR', mid: '0', kind: 'video', ssrcs: [{ ssrc: 900 }], rids: [] },
    ]);
    this.publisher = new ScalablePublisher(codec, mode, (bytes) => {
      const copy = bytes.slice();
      this.#sent.set(this.publisher.sequence, copy);
      if (this.holding.includes(this.#inPicture++)) this.#held.set(this.publisher.sequence, copy);
      else if (this.#random() / 2 ** 32 >= this.loss) this.#publishing.receive(copy, this.nowMs);
    });
    this.#receiving = new MediaPeer({ random: this.#random, send: (bytes) => this.#see(bytes) });
    const [up] = this.#publishing.upTracks;
    assert.ok(up);
    up.setLayers(mode === 'L1T3' ? [LAYERS[2]] : LAYERS);
    this.down = this.#receiving.addDownTrack(up, { ...section, mid: '0', ssrc: this.#receiving.allocateSsrc() });
  }

  #answer(bytes: Uint8Array): void {
    for (const packet of parseRtcp(bytes)) {
      if (packet.type === 'pli') {
        this.keyframeRequests++;
        this.publisher.keyframeAsked ||= this.hearsKeyframeRequests;
      }
      if (packet.type !== 'nack') continue;
      for (const sequence of packet.lost) {
        const lost = this.#held.has(sequence) ? undefined : this.#sent.get(sequence);
        if (lost && this.#random() / 2 ** 32 >= this.loss) this.#again.push(lost);
      }
    }
  }

  #see(bytes: Uint8Array): void {
    const packet = new RtpPacket();
    if (isRtcp(bytes) || !packet.parse(bytes.slice())) return;
    const extended = this.#sequence.unwrap(packet.sequence);
    assert.ok(!this.#received.has(extended), 'nothing twice');
    this.#received.set(extended, packet);
  }

  /** What came, in order: structures are known by then, as behind a jitter buffer. */
  get seen(): Seen[] {
    const frame = new FrameInfo();
    let structure: DependencyStructure | undefined;
    const order = [...this.#received].sort(([a], [b]) => a - b);
    return order.map(([extended, packet]): Seen => {
      frame.clear();
      if (packet.payloadLength > 0) readFrame(this.#codec, packet, DESCRIPTOR_ID, structure, frame);
      const { descriptor } = frame;
      if (descriptor.bringsStructure) structure = descriptor.structure;
      return {
        extended,
        timestamp: packet.timestamp,
        marker: packet.marker,
        filled: packet.payloadLength > 0,
        valid: this.#codec === 'vp9' || descriptor.valid,
        unit: descriptor.valid ? descriptor.frameNumber : frame.pictureId * 8 + frame.spatialId,
        start: descriptor.valid ? descriptor.frameStart : ((packet.bytes[packet.payloadStart] ?? 0) & 8) !== 0,
        end: frame.frameEnd,
        spatial: frame.spatialId,
        temporal: frame.temporalId,
        references: descriptor.valid ? descriptor.fdiffs.map((diff) => (descriptor.frameNumber - diff) & 0xffff) : [],
        activeTargets: descriptor.activeTargets,
      };
    });
  }

  run(pictures: number): void {
    for (let i = 0; i < pictures; i++) {
      this.nowMs += 33;
      for (const packet of this.#again.splice(0)) this.#publishing.receive(packet, this.nowMs);
      this.#inPicture = 0;
      this.publisher.picture();
      this.#publishing.tick(this.nowMs);
      this.#receiving.tick(this.nowMs);
    }
  }

  /** What was kept back arrives. */
  release(): void {
    this.holding = [];
    const held = [...this.#held.values()];
    this.#held.clear();
    for (const packet of held) this.#publishing.receive(packet, this.nowMs);
  }

  /** The spatial and temporal layers of the last pictures. */
  layers(pictures: number): { spatial: number; temporal: number } {
    const { seen } = this;
    const recent = seen.filter(
      ({ timestamp }) => timestampDelta(seen.at(-1)?.timestamp ?? 0, timestamp) < pictures * 3000,
    );
    return {
      spatial: Math.max(...recent.map(({ spatial }) => spatial)),
      temporal: Math.max(...recent.map(({ temporal }) => temporal)),
    };
  }
}

/** No hole, whole frames only, each after all that it refers to, each picture ended by one marker. */
export function assertDecodable(packets: readonly Seen[]): void {
  const units = new Set<number>();
  let last: Seen | undefined;
  for (const packet of packets) {
    if (last) assert.equal(packet.extended, last.extended + 1, 'no hole');
    if (last) assert.ok(timestampDelta(packet.timestamp, last.timestamp) >= 0 || !packet.filled, 'timestamps go on');
    last = packet;
  }
  const filled = packets.filter(({ filled }) => filled);
  for (const [i, packet] of filled.entries()) {
    const next = filled[i + 1];
    units.add(packet.unit);
    assert.ok(packet.valid, 'descriptors stay whole');
    for (const reference of packet.references) assert.ok(units.has(reference), 'what it refers to was sent');
    if (!next) continue;
    assert.equal(next.unit === packet.unit, packet.start && !packet.end, 'frames are whole');
    assert.equal(packet.marker, next.timestamp !== packet.timestamp, 'a marker ends each picture');
  }
}

import { Emitter } from '#kernel/emitter.ts';
import type { ReportBlock } from '../rtcp/packets.ts';
import { type CodecName, codecName, readFrame } from '../rtp/codec.ts';
import { EXTENSION } from '../rtp/extensions.ts';
import { FrameInfo } from '../rtp/frame.ts';
import { RtpPacket } from '../rtp/packet.ts';
import { AudioSpread } from './audio-spread.ts';
import { Demand, highestQuality } from './demand.ts';
import type { DownTrack } from './down-track.ts';
import { arrangeLayers, countLayers, type LayerInfo, sortRids } from './layer-choice.ts';
import { LevelReader } from './level-reader.ts';
import type { Link } from './link.ts';
import { feedbackDueAt, sendFeedback, withWorstLoss } from './publisher-feedback.ts';
import type { ExtensionIds, MediaKind, Payload, Quality, ReceiveSection } from './sections.ts';
import { switchedOff, UpLayer } from './up-layer.ts';
import { layerStats, type UpLayerStats } from './up-stats.ts';

export type { UpLayerStats } from './up-stats.ts';

export type UpTrackEvents = {
  /** The first RTP packet arrived: subscribers may be told. */
  started: [];
  /** Indexes of the layers that carry packets now, lowest first. */
  layers: [active: readonly number[]];
  /** The highest quality anybody wants (dynacast): rises at once, falls after 5 s. */
  demand: [quality: Quality | 'off'];
  /** −dBov of one audio packet and how much sound it stands for. */
  level: [level: number, durationMs: number, nowMs: number];
  ended: [];
};

/** What one spatial layer has to offer. */
interface SpatialLayer {
  readonly active: boolean;
  /** How many temporal layers it has. */
  readonly count: number;
  /** Bits a second up to this spatial and a temporal layer. */
  readonly rate: (temporal: number, nowMs: number) => number;
}

/** A track which a client publishes to us. Created by `MediaPeer.setReceive`. */
export class UpTrack {
  readonly events = new Emitter<UpTrackEvents>();
  readonly id: string;
  readonly kind: MediaKind;
  readonly layers: readonly UpLayer[];
  readonly #link: Link;
  readonly #frame = new FrameInfo();
  /** The packet of sound that waits for others. */
  readonly #waiting = new RtpPacket();
  readonly #level = new LevelReader();
  readonly #audio = new AudioSpread();
  readonly #demand: Demand;
  #downTracks: DownTrack[] = [];
  #section: ReceiveSection;
  #announced: readonly LayerInfo[] = [];
  #info: readonly LayerInfo[];
  #payload: Payload | undefined;
  #codec: CodecName = 'other';
  #descriptorId = 0;
  #payloads: readonly Payload[] = [];
  #started = false;
  #muted = false;
  /** What is wanted may have changed since the last look. */
  #demandStale = true;
  #closed = false;

  constructor(section: ReceiveSection, link: Link) {
    this.id = section.trackId;
    this.kind = section.kind;
    this.#section = section;
    this.#link = link;
    const rids = sortRids(section.rids);
    const count = countLayers(section);
    this.layers = Array.from({ length: count }, (_, i) => new UpLayer(i, rids[i] ?? '', section.kind));
    this.#info = arrangeLayers([], count);
    this.#demand = new Demand((quality) => this.events.emit('demand', quality));
    this.setSection(section);
  }

  get closed(): boolean {
    return this.#closed;
  }

  get mid(): string {
    return this.#section.mid;
  }

  get muted(): boolean {
    return this.#muted;
  }

  /** True from the first RTP packet. */
  get started(): boolean {
    return this.#started;
  }

  /** The payload type in use: of the last packet, else the first negotiated. */
  get codec(): Payload | undefined {
    return this.#payload ?? this.#section.payloads[0];
  }

  get extensions(): ExtensionIds {
    return this.#section.extensions;
  }

  /** Those negotiated, and what packets can be turned into. */
  get payloads(): readonly Payload[] {
    return this.#payloads;
  }

  /** A packet in the form for subscribers who do not take the publisher's; undefined if there is none. */
  plain(packet: RtpPacket): RtpPacket | undefined {
    return this.kind === 'audio' ? this.#audio.plain(packet) : undefined;
  }

  /** Announced size and quality of each layer, lowest first. */
  get layerInfo(): readonly LayerInfo[] {
    return this.#info;
  }

  /** The highest quality anybody wants now. */
  get demand(): Quality | 'off' {
    return this.#demand.current;
  }

  /** Milliseconds to add to the publisher's NTP times to get ours. */
  get clockOffsetMs(): number | undefined {
    return this.#link.clockOffsetMs;
  }

  get downTracks(): readonly DownTrack[] {
    return this.#downTracks;
  }

  /** `layers` as of TrackInfo, in any order. */
  setLayers(layers: readonly LayerInfo[]): void {
    this.#announced = layers;
    this.#arrange();
  }

  /** One stream carries several spatial layers (SVC). */
  get isScalable(): boolean {
    return this.layers.length === 1 && (this.layers[0]?.spatialLayers ?? 1) > 1;
  }

  /** A spatial layer, be it a stream of its own or a part of the only one: what it takes to forward up to it. */
  spatialLayer(index: number): SpatialLayer {
    const layer = this.layers[this.isScalable ? 0 : index];
    const inside = this.isScalable ? index : Number.POSITIVE_INFINITY;
    return {
      active: layer?.active ?? false,
      count: layer?.temporalLayers ?? 1,
      rate: (temporal, nowMs) => layer?.rates.upTo(inside, temporal, nowMs) ?? 0,
    };
  }

  #arrange(): void {
    this.#info = arrangeLayers(this.#announced, Math.max(this.layers.length, this.layers[0]?.spatialLayers ?? 1));
    this.#demandStale = true;
    for (const down of this.#downTracks) down.reconsider();
  }

  /** A muted track is silent by intent: no keyframe requests, not an active speaker. */
  setMuted(muted: boolean): void {
    const unmuted = this.#muted && !muted;
    this.#muted = muted;
    if (muted) for (const layer of this.layers) layer.keyframe.settle();
    // After a pause an encoder starts with the low layers: which ones flow is found out anew.
    if (unmuted && this.layers.length > 1) for (const layer of this.layers) layer.active = false;
  }

  /** Takes over renegotiated payload types and extensions. */
  setSection(section: ReceiveSection): void {
    this.#section = section;
    const isAudio = section.kind === 'audio';
    this.#payloads = isAudio ? this.#audio.setPayloads(section.payloads, section.packsRed ?? false) : section.payloads;
    this.#level.id = section.extensions[EXTENSION.audioLevel] ?? 0;
    this.#descriptorId = section.extensions[EXTENSION.dependencyDescriptor] ?? 0;
    this.#payload = undefined;
    const hasRtx = section.payloads.some(({ rtxPt }) => rtxPt !== undefined);
    for (const layer of this.layers) layer.nack.hasRtx = hasRtx;
    for (const down of this.#downTracks) down.remap();
  }

  stats(nowMs: number): UpLayerStats[] {
    return this.layers.map((layer) => layerStats(layer, nowMs));
  }

  /** Called by the MediaPeer: one packet of a layer, RTX already unwrapped. */
  receive(layer: UpLayer, packet: RtpPacket, retransmitted: boolean, nowMs: number): void {
    if (this.#closed || !this.#selectPayload(packet.payloadType)) return;
    if (this.#audio.isWaiting) this.#link.sounds?.makeRoom(this.#audio);
    layer.clockRate = this.#payload?.clockRate ?? layer.clockRate;
    const extended = layer.accept(packet, retransmitted, nowMs);
    if (extended < 0) return;
    sendFeedback(layer, this.#link, nowMs);
    if (!retransmitted) this.#noteActive(layer);
    const frame = this.#frame;
    this.readFrame(layer, packet, frame);
    const { valid, bringsStructure, structure } = frame.descriptor;
    if (valid && bringsStructure && structure) layer.noteStructure(structure, extended);
    if (frame.keyframeStart) layer.keyframe.settle();
    this.#noteLevel(layer, packet, nowMs);
    if (this.kind === 'audio') {
      this.#noteLoudness(packet, nowMs);
      this.#spread(layer, packet, extended, nowMs);
    } else for (const down of this.#downTracks) down.forward(layer, packet, extended, frame, nowMs);
  }

  /** Gives a packet of sound to all, together with those of others that came at the same time. */
  #spread(layer: UpLayer, packet: RtpPacket, extended: number, nowMs: number): void {
    const { sounds } = this.#link;
    const kept = sounds && layer.history.get(extended);
    const waits = kept !== undefined && this.#waiting.parse(kept);
    this.#audio.take(this.#downTracks, layer, waits ? this.#waiting : packet, extended, this.#frame, nowMs);
    if (waits) sounds?.add(this.#audio);
    else this.#audio.giveAll();
  }

  /** Fills `into` with what a packet of this track tells about its frame. */
  readFrame(layer: UpLayer, packet: RtpPacket, into: FrameInfo): void {
    into.clear();
    if (packet.payloadLength === 0) return;
    readFrame(this.#codec, packet, this.#descriptorId, layer.structureOf(packet), into);
    // Read once more it is the same one still: structures are told apart by identity.
    const { descriptor } = into;
    if (descriptor.bringsStructure) descriptor.structure = layer.broughtBy(packet) ?? descriptor.structure;
  }

  get descriptorId(): number {
    return this.#descriptorId;
  }

  /** Asks the publisher for a keyframe of a layer, throttled. Audio needs none. */
  requestKeyframe(layer: UpLayer, nowMs: number): void {
    if (this.kind === 'audio' || this.#muted || layer.ssrc === 0) return;
    layer.keyframe.want();
    sendFeedback(layer, this.#link, nowMs);
  }

  report(layer: UpLayer, nowMs: number): ReportBlock {
    const block = layer.report(nowMs);
    if (this.kind !== 'audio' || !this.payloads.some(({ fmtp }) => fmtp.includes('useinbandfec=1'))) return block;
    return withWorstLoss(
      block,
      this.#downTracks.map((down) => down.stats.fractionLost),
    );
  }

  /** Timed work. Returns when it is due again. */
  tick(nowMs: number): number {
    let nextAt = Number.POSITIVE_INFINITY;
    for (const layer of this.layers) {
      sendFeedback(layer, this.#link, nowMs);
      nextAt = Math.min(nextAt, feedbackDueAt(layer));
    }
    this.#noteSilence(nowMs);
    if (this.#demandStale || this.#demand.pending) this.#updateDemand(nowMs);
    return nextAt;
  }

  /** Something waits for the next `tick` that should not wait. */
  get isDue(): boolean {
    return this.#demandStale;
  }

  #updateDemand(nowMs: number): void {
    this.#demandStale = false;
    this.#demand.update(highestQuality(this.#downTracks.map((down) => down.wantedQuality)), nowMs);
  }

  /** Called by a DownTrack that wants something else than before. */
  demandChanged(): void {
    this.#demandStale = true;
  }

  /** Called by a DownTrack that joins. */
  attach(down: DownTrack): void {
    this.#downTracks = [...this.#downTracks, down];
    this.#demandStale = true;
  }

  detach(down: DownTrack): void {
    this.#demandStale = true;
    this.#downTracks = this.#downTracks.filter((other) => other !== down);
    if (this.#downTracks.length === 0) for (const layer of this.layers) layer.keyframe.settle();
  }

  /** Ends the track and all its down tracks. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const down of this.#downTracks) down.close();
    for (const layer of this.layers) layer.history.clear();
    this.events.emit('ended');
  }

  #selectPayload(pt: number): boolean {
    if (this.#payload?.pt === pt) return true;
    const payload = this.#section.payloads.find((candidate) => candidate.pt === pt);
    if (!payload) return false;
    this.#payload = payload;
    this.#demandStale = true;
    this.#codec = codecName(payload.mime);
    return true;
  }

  #noteActive(layer: UpLayer): void {
    if (layer.active) return;
    layer.active = true;
    if (!this.#started) {
      this.#started = true;
      this.events.emit('started');
    }
    this.#layersChanged();
  }

  /** Layers that were switched off are left. */
  #noteSilence(nowMs: number): void {
    const silent = switchedOff(this.layers, nowMs);
    for (const layer of silent) layer.deactivate();
    if (silent.length > 0) this.#layersChanged();
  }

  #layersChanged(): void {
    for (const down of this.#downTracks) down.reconsider();
    this.events.emit(
      'layers',
      this.layers.filter((layer) => layer.active).map((layer) => layer.index),
    );
  }

  #noteLevel(layer: UpLayer, packet: RtpPacket, nowMs: number): void {
    const { spatialId, spatialLayers, temporalId } = this.#frame;
    layer.rates.add(Math.max(0, spatialId), Math.max(0, temporalId), packet.bytes.length, nowMs);
    if (temporalId >= layer.temporalLayers) layer.temporalLayers = temporalId + 1;
    const spatial = Math.max(spatialLayers, spatialId + 1);
    // A keyframe's structure may also tell of fewer than before.
    if (spatial <= layer.spatialLayers && !(spatialLayers > 0 && spatial < layer.spatialLayers)) return;
    layer.spatialLayers = spatial;
    if (this.layers.length === 1) this.#arrange();
  }

  #noteLoudness(packet: RtpPacket, nowMs: number): void {
    const level = this.#level.read(packet, this.#payload?.clockRate ?? 48_000);
    if (level >= 0 && !this.#muted) this.events.emit('level', level, this.#level.durationMs, nowMs);
  }
}

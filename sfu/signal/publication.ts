import {
  type AddTrackRequest,
  Encryption_Type,
  SimulcastCodecInfo,
  TrackInfo,
  TrackSource,
  TrackType,
  type VideoLayer,
  VideoQuality,
} from '@livekit/protocol';
import { Emitter } from '#kernel/emitter.ts';
import { newId } from '#kernel/ids.ts';
import type { LayerInfo } from '../core/media/layer-choice.ts';
import { matchPayload } from '../core/media/payload-map.ts';
import type { Payload } from '../core/media/sections.ts';
import type { UpTrack } from '../core/media/up-track.ts';
import { BackupCodec } from './backup-codec.ts';
import { isForwardedVideo, shortName } from './sdp/codecs.ts';

export type PublicationState = 'pending' | 'published' | 'ended';

/** A track which a participant has announced (`pending`) or which others can see (`published`). */
export class Publication {
  /** `codecs`: who is to get which of its codecs may have changed. */
  readonly events = new Emitter<{ published: []; ended: []; codecs: [] }>();
  readonly sid: string;
  readonly kind: 'audio' | 'video';
  readonly info: TrackInfo;
  /** The client's name for it: the MediaStreamTrack's id, except in Firefox. */
  readonly cid: string;
  /** Which m-line carries it; '' before the offer. */
  mid = '';
  up: UpTrack | null = null;
  /** The codec for those who cannot decode the first one. */
  readonly backup: BackupCodec | null;
  /** True once the publisher was told that somebody subscribed. */
  announcedSubscribed = false;
  #state: PublicationState = 'pending';

  constructor(request: AddTrackRequest) {
    this.info = describe(request);
    this.sid = this.info.sid;
    this.cid = request.cid;
    this.kind = request.type === TrackType.VIDEO ? 'video' : 'audio';
    const [, second] = this.info.codecs;
    this.backup = second && this.kind === 'video' ? new BackupCodec(this, second) : null;
  }

  get publication(): this {
    return this;
  }

  /** The name of its packets' track. */
  get trackId(): string {
    return this.sid;
  }

  /** The codec a subscriber gets that can decode `payloads`: the first if it can, unless that one was given up. */
  sourceFor(payloads: readonly Payload[]): UpTrack | null {
    const { up, backup } = this;
    if (!backup?.flows) return up;
    if (backup.regressed) return backup.up;
    return up?.codec && matchPayload(up.codec, payloads) ? up : backup.up;
  }

  /** Tells new packets what is known of the track. */
  prepare(up: UpTrack, layers: readonly VideoLayer[]): void {
    up.setMuted(this.info.muted);
    if (this.kind === 'video') up.setLayers(toLayers(layers));
  }

  get state(): PublicationState {
    return this.#state;
  }

  get muted(): boolean {
    return this.info.muted;
  }

  /** The codec announced as first choice, as in `vp9`; '' when the client left it open. */
  get preferredCodec(): string {
    if (this.kind === 'audio') return this.info.disableRed ? 'opus' : 'red';
    return shortName(this.info.codecs[0]?.mimeType ?? '');
  }

  setMuted(muted: boolean): void {
    this.info.muted = muted;
    this.up?.setMuted(muted);
    this.backup?.up?.setMuted(muted);
  }

  setLayers(layers: readonly VideoLayer[]): void {
    this.up?.setLayers(toLayers(layers));
  }

  /** Binds the packets to it. Others see it from the first packet, or at once when it begins muted. */
  attach(up: UpTrack, mid: string): void {
    this.mid = mid;
    this.info.mid = mid;
    if (this.up === up) return;
    this.up = up;
    this.prepare(up, this.info.layers);
    if (up.started || this.info.muted) this.#publish();
    else up.events.once('started', () => this.#publish());
  }

  /** Idempotent. */
  end(): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.events.emit('ended');
  }

  #publish(): void {
    if (this.#state !== 'pending') return;
    this.#state = 'published';
    const mime = this.up?.codec?.mime;
    if (mime !== undefined) this.#noteMime(mime);
    this.events.emit('published');
  }

  #noteMime(mime: string): void {
    this.info.mimeType = mime;
    const codec = this.info.codecs[0];
    if (codec) {
      codec.mimeType = mime;
      codec.mid = this.mid;
    }
  }
}

function describe(request: AddTrackRequest): TrackInfo {
  const video = request.type === TrackType.VIDEO;
  const wanted = request.simulcastCodecs[0];
  const layers = wanted && wanted.layers.length > 0 ? wanted.layers : request.layers;
  const codec = wanted?.codec ?? '';
  const mimeType = video ? (codec === '' ? '' : `video/${codec.toUpperCase()}`) : 'audio/opus';
  return new TrackInfo({
    sid: newId('TR'),
    type: request.type,
    name: request.name,
    source: request.source,
    muted: request.muted,
    width: request.width,
    height: request.height,
    simulcast: layers.length > 1,
    layers,
    mimeType,
    codecs: [
      new SimulcastCodecInfo({
        mimeType,
        cid: request.cid,
        layers,
        ...(wanted ? { videoLayerMode: wanted.videoLayerMode } : {}),
      }),
      ...(video ? backupOf(request) : []),
    ],
    disableDtx: request.disableDtx,
    stereo: request.stereo,
    // Encrypted frames cannot be told apart inside RED.
    disableRed: video || request.disableRed || request.encryption !== Encryption_Type.NONE,
    encryption: request.encryption,
    stream: request.stream === '' ? streamOf(request.source) : request.stream,
    audioFeatures: request.audioFeatures,
    backupCodecPolicy: request.backupCodecPolicy,
    packetTrailerFeatures: request.packetTrailerFeatures,
  });
}

/** A second codec that is announced as LiveKit's clients do, and that can be forwarded. */
function backupOf({ simulcastCodecs: [first, second] }: AddTrackRequest): SimulcastCodecInfo[] {
  const name = shortName(second?.codec ?? '');
  if (!second || name === shortName(first?.codec ?? '') || !isForwardedVideo(name)) return [];
  const { layers, videoLayerMode } = second;
  return [new SimulcastCodecInfo({ mimeType: `video/${name.toUpperCase()}`, layers, videoLayerMode })];
}

/** Camera and microphone play in sync, and so do screen and its sound. */
function streamOf(source: TrackSource): string {
  if (source === TrackSource.CAMERA || source === TrackSource.MICROPHONE) return 'camera';
  if (source === TrackSource.SCREEN_SHARE || source === TrackSource.SCREEN_SHARE_AUDIO) return 'screen';
  return '';
}

function toLayers(layers: readonly VideoLayer[]): LayerInfo[] {
  return layers
    .filter((layer) => layer.quality !== VideoQuality.OFF)
    .map((layer) => ({
      quality: layer.quality === VideoQuality.HIGH ? 2 : layer.quality === VideoQuality.MEDIUM ? 1 : 0,
      width: layer.width,
      height: layer.height,
    }));
}

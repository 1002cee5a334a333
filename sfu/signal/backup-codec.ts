import { type AddTrackRequest, BackupCodecPolicy, type SimulcastCodecInfo } from '@livekit/protocol';
import type { UpTrack } from '../core/media/up-track.ts';
import type { Publication } from './publication.ts';
import { shortName } from './sdp/codecs.ts';

/**
 * The second codec of a video (livekit-client's `backupCodec`), for those who cannot decode the first: its publisher
 * begins to send it when it is told that somebody wants it, announces it as the same track, and puts it into a section
 * of its own.
 */
export class BackupCodec {
  readonly publication: Publication;
  /** As TrackInfo.codecs has it. */
  readonly info: SimulcastCodecInfo;
  /** The client's name for it; '' before it is announced. */
  cid = '';
  /** Which m-line carries it; '' before the offer. */
  mid = '';
  up: UpTrack | null = null;
  /** The first codec is given up for it: everybody gets it. */
  regressed = false;

  constructor(publication: Publication, info: SimulcastCodecInfo) {
    this.publication = publication;
    this.info = info;
  }

  get kind(): 'video' {
    return 'video';
  }

  /** The name of its packets' track; the client knows both by one sid. */
  get trackId(): string {
    return `${this.publication.sid}/backup`;
  }

  get preferredCodec(): string {
    return shortName(this.info.mimeType);
  }

  /** Packets of it have come. */
  get flows(): boolean {
    const { up } = this;
    return up?.started === true && !up.closed;
  }

  /** Its publisher is about to send it. False if it is another codec than the one announced first. */
  announce(request: AddTrackRequest): boolean {
    const [codec] = request.simulcastCodecs;
    if (request.cid === '' || !codec || shortName(codec.codec) !== this.preferredCodec) return false;
    this.cid = request.cid;
    this.info.cid = request.cid;
    this.info.layers = codec.layers.length > 0 ? codec.layers : request.layers;
    return true;
  }

  /** Binds the packets to it. */
  attach(up: UpTrack, mid: string): void {
    this.mid = mid;
    this.info.mid = mid;
    if (this.up === up) return;
    this.up = up;
    this.publication.prepare(up, this.info.layers);
    up.events.once('ended', () => this.#changed(up));
    if (up.started) this.#changed(up);
    else up.events.once('started', () => this.#changed(up));
  }

  /** No section carries it any more. */
  lose(): void {
    this.mid = this.cid = this.info.mid = '';
    this.regressed = false;
    this.up = null;
    this.publication.events.emit('codecs');
  }

  /** Whether everybody is to get it once it flows; as LiveKit has it, unless said otherwise only in larger rooms. */
  regresses(people: number): boolean {
    const { backupCodecPolicy } = this.publication.info;
    if (backupCodecPolicy === BackupCodecPolicy.REGRESSION) return true;
    return backupCodecPolicy === BackupCodecPolicy.PREFER_REGRESSION && people >= REGRESSION_FROM;
  }

  #changed(up: UpTrack): void {
    if (this.up === up) this.publication.events.emit('codecs');
  }
}

/** LiveKit's default. */
const REGRESSION_FROM = 5;

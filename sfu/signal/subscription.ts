import { TrackSource, type UpdateTrackSettings, VideoQuality } from '@livekit/protocol';
import { Emitter } from '#kernel/emitter.ts';
import type { DownTrack } from '../core/media/down-track.ts';
import type { Wanted } from '../core/media/layer-choice.ts';
import type { MediaPeer } from '../core/media/peer.ts';
import type { SendSection } from '../core/media/sections.ts';
import type { Publication } from './publication.ts';
import type { SentStream } from './sdp/write.ts';

/** Who publishes a track, as its subscribers are told. */
export interface Publisher {
  sid: string;
  identity: string;
}

/** A client has the track by then: 0.4 to 0.8 s after the answer. */
const TELL_AFTER_TICKS = 2;

/** One participant's wish to receive one track, and the packets once a section carries them. */
export class Subscription {
  /** The client's line is too short for the track now, or the room holds it back; or neither any longer. */
  readonly events = new Emitter<{ paused: [boolean] }>();
  readonly publication: Publication;
  readonly publisher: Publisher;
  down: DownTrack | null = null;
  #ssrc = 0;
  #rtxSsrc = 0;
  readonly #stopListening: () => void;
  #place: { media: MediaPeer; section: SendSection } | null = null;
  #wanted: Wanted;
  #pinned = false;
  #held = false;
  #starved = false;
  /** Ticks of the room until the client is told once more that it is paused. */
  #tellIn = 0;

  constructor(publication: Publication, publisher: Publisher) {
    this.publication = publication;
    this.#stopListening = publication.events.on('codecs', () => this.#connect());
    this.publisher = publisher;
    this.#wanted = { paused: false, priority: this.#priority };
  }

  /** As LiveKit has it: a screen comes before cameras. */
  get #priority(): number {
    return this.publication.info.source === TrackSource.SCREEN_SHARE ? 255 : 1;
  }

  get trackSid(): string {
    return this.publication.sid;
  }

  /** What the client wants of the track. */
  get wanted(): Wanted {
    return this.#wanted;
  }

  /** The client asked for it with a priority of its own. */
  get isPinned(): boolean {
    return this.#pinned;
  }

  want(settings: UpdateTrackSettings): void {
    this.#wanted = toWanted(settings, this.#priority);
    this.#pinned = settings.priority > 0;
    this.down?.setWanted(this.#effective);
  }

  get isHeld(): boolean {
    return this.#held;
  }

  /** Holds the packets back, whatever the client wants, or no longer. */
  hold(held: boolean): void {
    if (this.#held === held) return;
    const before = this.#paused;
    this.#held = held;
    this.down?.setWanted(this.#effective);
    this.#tell(before);
  }

  /** True once if the track began paused: the client may not have known it yet when it was told. */
  takeUntold(): boolean {
    if (this.#tellIn === 0 || --this.#tellIn > 0) return false;
    return this.#paused;
  }

  get #effective(): Wanted {
    return this.#held ? { ...this.#wanted, paused: true } : this.#wanted;
  }

  get #paused(): boolean {
    return this.#held || this.#starved;
  }

  #tell(before: boolean): void {
    if (this.#paused !== before && this.down) this.events.emit('paused', this.#paused);
  }

  /**
   * What the section's `a=msid` and `a=ssrc` lines say.
   * @param byTrack true for Firefox, which makes up track ids of its own and must find ours in the stream's.
   */
  sent(media: MediaPeer, withRtx: boolean, byTrack: boolean): SentStream {
    if (this.#ssrc === 0) {
      this.#ssrc = media.allocateSsrc();
      this.#rtxSsrc = media.allocateSsrc();
    }
    const { sid, info } = this.publication;
    const stream = byTrack || info.stream === '' ? sid : info.stream;
    return {
      stream: `${this.publisher.sid}|${stream}`,
      track: sid,
      ssrc: this.#ssrc,
      rtxSsrc: withRtx ? this.#rtxSsrc : undefined,
    };
  }

  /** Lets the packets flow, or goes on with renegotiated numbers. */
  start(media: MediaPeer, section: Omit<SendSection, 'ssrc' | 'rtxSsrc'>): void {
    if (this.#ssrc === 0) return;
    const withRtx = section.payloads.some((payload) => payload.rtxPt !== undefined);
    this.#place = { media, section: { ...section, ssrc: this.#ssrc, rtxSsrc: withRtx ? this.#rtxSsrc : undefined } };
    this.#connect();
  }

  /** Takes the packets of the codec that this client can decode. */
  #connect(): void {
    if (!this.#place || this.publication.state !== 'published') return;
    const { media, section } = this.#place;
    const up = this.publication.sourceFor(section.payloads);
    if (!up) return;
    if (this.down && !this.down.closed && this.down.up === up) {
      this.down.setSection(section);
      return;
    }
    const first = this.down === null;
    this.down?.close();
    this.down = media.addDownTrack(up, section);
    this.#starved = false;
    if (first) this.#tellIn = TELL_AFTER_TICKS;
    this.down.events.on('paused', (starved) => {
      const before = this.#paused;
      this.#starved = starved;
      this.#tell(before);
    });
    this.down.setWanted(this.#effective);
  }

  /** Idempotent. */
  stop(): void {
    this.#place = null;
    this.#stopListening();
    this.down?.close();
    this.down = null;
  }
}

/** Adaptive stream sends dimensions with `quality` left at 0, so dimensions decide whenever there are any. */
function toWanted(settings: UpdateTrackSettings, priority: number): Wanted {
  const sized = settings.width > 0 && settings.height > 0;
  return {
    paused: settings.disabled || settings.quality === VideoQuality.OFF,
    ...(sized ? { width: settings.width, height: settings.height } : { quality: toQuality(settings.quality) }),
    ...(settings.fps > 0 ? { fps: settings.fps } : {}),
    priority: settings.priority > 0 ? settings.priority : priority,
  };
}

function toQuality(quality: VideoQuality): 0 | 1 | 2 {
  return quality === VideoQuality.HIGH ? 2 : quality === VideoQuality.MEDIUM ? 1 : 0;
}

import { SubscribedCodec, SubscribedQuality, SubscribedQualityUpdate, VideoQuality } from '@livekit/protocol';
import { highestQuality } from '../core/media/demand.ts';
import type { Quality } from '../core/media/sections.ts';
import type { UpTrack } from '../core/media/up-track.ts';
import type { Participant } from './participant.ts';
import type { Publication } from './publication.ts';

type Wanted = Quality | 'off';

/** Dynacast: tells the publisher of a video which layers of which of its codecs anybody wants. */
export class CodecDemand {
  readonly #publisher: Participant;
  readonly #publication: Publication;
  #backup: Wanted = 'off';
  #followed: UpTrack | null = null;
  #people = 0;

  constructor(publisher: Participant, publication: Publication) {
    this.#publisher = publisher;
    this.#publication = publication;
    publication.up?.events.on('demand', () => this.#tell());
    publication.events.on('codecs', () => this.#follow());
  }

  /** To be called at every tick with the number of people in the room: does somebody need the second codec? */
  review(people: number): void {
    this.#people = people;
    const { backup, up } = this.#publication;
    if (!backup || !up) return;
    if (backup.flows && !backup.regressed && backup.regresses(people)) {
      backup.regressed = true;
      this.#publication.events.emit('codecs');
      this.#backup = 'off';
    }
    const strangers = up.downTracks.filter((down) => !down.supported).map((down) => down.preferredQuality);
    const wanted = backup.flows ? (backup.up?.demand ?? 'off') : highestQuality(strangers);
    // One that was asked for is given the time to begin.
    if (wanted === this.#backup || (!backup.flows && backup.cid !== '' && wanted === 'off')) return;
    this.#backup = wanted;
    this.#tell();
  }

  /** Those who need more of the second codec need not wait for a tick. */
  #follow(): void {
    const up = this.#publication.backup?.up ?? null;
    if (up === this.#followed) return;
    this.#followed = up;
    up?.events.on('demand', () => this.review(this.#people));
  }

  #tell(): void {
    const { state, sid, preferredCodec, up, backup } = this.#publication;
    if (state !== 'published') return;
    const qualities = toQualities(backup?.regressed ? 'off' : (up?.demand ?? 'off'));
    const codecs = preferredCodec === '' ? [] : [new SubscribedCodec({ codec: preferredCodec, qualities })];
    if (backup)
      codecs.push(new SubscribedCodec({ codec: backup.preferredCodec, qualities: toQualities(this.#backup) }));
    this.#publisher.signal.send({
      case: 'subscribedQualityUpdate',
      value: new SubscribedQualityUpdate({ trackSid: sid, subscribedQualities: qualities, subscribedCodecs: codecs }),
    });
  }
}

function toQualities(demand: Wanted): SubscribedQuality[] {
  const levels = [VideoQuality.LOW, VideoQuality.MEDIUM, VideoQuality.HIGH];
  return levels.map(
    (quality, level) => new SubscribedQuality({ quality, enabled: demand !== 'off' && level <= demand }),
  );
}

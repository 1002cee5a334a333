import { UnpublishDataTrackResponse } from '@livekit/protocol';
import { handleOfPacket, withHandle } from './data-packets.ts';
import type { Participant } from './participant.ts';

/** What data tracks of one participant mean to the others in its room. */
export class DataExchange {
  readonly #participants: ReadonlyMap<string, Participant>;

  constructor(participants: ReadonlyMap<string, Participant>) {
    this.#participants = participants;
  }

  /** Somebody has come in. */
  watch(participant: Participant): void {
    const { dataTracks, data } = participant;
    dataTracks.events.on('published', () => {
      for (const other of this.#participants.values()) this.#consider(other, participant);
    });
    dataTracks.events.on('ended', ({ sid }) => this.#forget([sid]));
    data.events.on('track', (bytes) => this.#relay(participant, bytes));
    for (const other of this.#participants.values()) this.#consider(participant, other);
  }

  /** Somebody asked for tracks, or for no more of them; the answer tells the handles, changed or not. */
  review(participant: Participant): void {
    for (const other of this.#participants.values()) this.#apply(participant, other);
    tell(participant);
  }

  /** Rights have changed: those of a publisher, or what it lets others have. */
  reconsider(participant: Participant): void {
    if (!participant.grants.canPublishData) {
      for (const { pubHandle } of participant.dataTracks.infos) {
        const info = participant.dataTracks.unpublish(pubHandle);
        if (!info) continue;
        participant.signal.send({
          case: 'unpublishDataTrackResponse',
          value: new UnpublishDataTrackResponse({ info }),
        });
      }
    }
    for (const other of this.#participants.values()) {
      this.#consider(participant, other);
      this.#consider(other, participant);
    }
  }

  left(participant: Participant): void {
    this.#forget(participant.dataTracks.infos.map(({ sid }) => sid));
  }

  #forget(sids: readonly string[]): void {
    for (const other of this.#participants.values()) {
      const lost = sids.filter((sid) => other.dataSubscriptions.forget(sid));
      if (lost.length > 0) tell(other);
    }
  }

  #consider(subscriber: Participant, publisher: Participant): void {
    if (this.#apply(subscriber, publisher)) tell(subscriber);
  }

  #apply(subscriber: Participant, publisher: Participant): boolean {
    if (subscriber === publisher || subscriber.closed) return false;
    let changed = false;
    for (const { sid } of publisher.dataTracks.infos) {
      const allowed = subscriber.grants.canSubscribe && publisher.subscriberRules.allows(subscriber, sid);
      changed = subscriber.dataSubscriptions.consider(sid, publisher, allowed) || changed;
    }
    return changed;
  }

  #relay(from: Participant, bytes: Uint8Array): void {
    if (!from.grants.canPublishData) return;
    const track = from.dataTracks.find(handleOfPacket(bytes));
    if (!track) return;
    for (const other of this.#participants.values()) {
      const handle = other.dataSubscriptions.handleOf(track.sid);
      if (handle !== 0) other.data.sendTrack(withHandle(bytes, handle));
    }
  }
}

function tell({ signal, dataSubscriptions }: Participant): void {
  signal.send({ case: 'dataTrackSubscriberHandles', value: dataSubscriptions.table });
}

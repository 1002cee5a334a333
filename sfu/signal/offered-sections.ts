import type { MediaSection } from './sdp/types.ts';
import type { Subscription } from './subscription.ts';
import type { Receiver } from './subscriptions.ts';

interface Slot {
  kind: 'audio' | 'video';
  /** `releasing`: its track is gone, and the client must see it inactive once before it can carry another. */
  state: 'free' | 'carrying' | 'releasing';
  subscription: Subscription | null;
}

/**
 * The sections of a client that has one PeerConnection (v1): it offers `recvonly` ones in advance, we fill them in our
 * answers, and ask for more, or for just another offer, with `MediaSectionsRequirement`.
 */
export class OfferedSections implements Receiver {
  readonly #slots = new Map<string, Slot>();
  readonly #waiting = new Set<Subscription>();
  readonly #require: (audios: number, videos: number) => void;
  /** Sections asked for that no offer has brought yet. */
  readonly #requested = { audio: 0, video: 0 };
  #offerRequested = false;
  /** Before its first offer nobody knows what the client brings along. */
  #offered = false;
  #planned = false;

  constructor(require: (audios: number, videos: number) => void) {
    this.#require = require;
  }

  place(subscription: Subscription): void {
    this.#waiting.add(subscription);
    this.#plan();
  }

  remove(subscription: Subscription): void {
    this.#waiting.delete(subscription);
    for (const slot of this.#slots.values()) {
      if (slot.subscription !== subscription) continue;
      slot.state = 'releasing';
      slot.subscription = null;
    }
    this.#plan();
  }

  /** Takes an offer's sections and returns what each of them shall carry in the answer. */
  assign(sections: readonly MediaSection[]): Map<string, Subscription> {
    this.#offered = true;
    this.#offerRequested = false;
    const receiving = sections.filter(isReceiving);
    this.#update(receiving);
    for (const section of receiving) {
      const slot = this.#slots.get(section.mid);
      if (slot?.state === 'releasing') slot.state = 'free';
      else if (slot?.state === 'free') this.#fill(slot);
    }
    this.#plan();
    const carried = new Map<string, Subscription>();
    for (const [mid, slot] of this.#slots) if (slot.subscription) carried.set(mid, slot.subscription);
    return carried;
  }

  /** Counts new sections against what was asked for; a carrying section that vanished puts its track back in the queue. */
  #update(receiving: readonly MediaSection[]): void {
    const mids = new Set(receiving.map((section) => section.mid));
    for (const [mid, slot] of this.#slots) {
      if (mids.has(mid)) continue;
      if (slot.subscription) this.#waiting.add(slot.subscription);
      this.#slots.delete(mid);
    }
    for (const section of receiving) {
      if (this.#slots.has(section.mid) || section.kind === 'application') continue;
      this.#slots.set(section.mid, { kind: section.kind, state: 'free', subscription: null });
      this.#requested[section.kind] = Math.max(0, this.#requested[section.kind] - 1);
    }
  }

  #fill(slot: Slot): void {
    for (const subscription of this.#waiting) {
      if (subscription.publication.kind !== slot.kind) continue;
      this.#waiting.delete(subscription);
      slot.state = 'carrying';
      slot.subscription = subscription;
      return;
    }
  }

  /** Asks for what is missing, once for all that happens in one turn. */
  #plan(): void {
    if (this.#planned || !this.#offered) return;
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      const audio = this.#missing('audio');
      const video = this.#missing('video');
      const idle = this.#waiting.size === 0 && ![...this.#slots.values()].some((slot) => slot.state === 'releasing');
      if (audio === 0 && video === 0 && (idle || this.#offerRequested)) return;
      this.#requested.audio += audio;
      this.#requested.video += video;
      this.#offerRequested = true;
      this.#require(audio, video);
    });
  }

  #missing(kind: 'audio' | 'video'): number {
    const usable = [...this.#slots.values()].filter((slot) => slot.kind === kind && slot.state !== 'carrying').length;
    const waiting = [...this.#waiting].filter((one) => one.publication.kind === kind).length;
    return Math.max(0, waiting - usable - this.#requested[kind]);
  }
}

function isReceiving(section: MediaSection): boolean {
  return section.kind !== 'application' && !section.rejected && section.direction === 'recvonly';
}

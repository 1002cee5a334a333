import type { UpdateTrackSettings } from '@livekit/protocol';
import { Emitter } from '#kernel/emitter.ts';
import type { Publication } from './publication.ts';
import { type Publisher, Subscription } from './subscription.ts';

/** Where subscribed tracks are put: sections that the client offered (v1) or that we offer (v0). */
export interface Receiver {
  /** Finds a section for it, now or after a negotiation. */
  place(subscription: Subscription): void;
  /** Frees its section. */
  remove(subscription: Subscription): void;
}

/** Most wishes and settings kept for tracks that do not exist (yet). */
const MAX_WISHES = 4096;

/** Which tracks one participant receives: what it asked for, within what it may. */
export class Subscriptions {
  readonly events = new Emitter<{ paused: [Subscription, boolean] }>();
  readonly #receiver: Receiver;
  readonly #active = new Map<string, Subscription>();
  readonly #wishes = new Map<string, boolean>();
  readonly #settings = new Map<string, UpdateTrackSettings>();
  /** Tracks whose publishers don't let this participant have them, as it was told. */
  readonly #denied = new Set<string>();
  autoSubscribe: boolean;

  constructor(receiver: Receiver, autoSubscribe: boolean) {
    this.#receiver = receiver;
    this.autoSubscribe = autoSubscribe;
  }

  get all(): Subscription[] {
    return [...this.#active.values()];
  }

  /** Subscribes to a track or leaves it, as it now stands. Returns true if something changed. */
  consider(publication: Publication, publisher: Publisher, allowed: boolean): boolean {
    const wished = this.#wishes.get(publication.sid) ?? this.autoSubscribe;
    const wanted = wished && allowed && publication.state === 'published';
    const active = this.#active.get(publication.sid);
    if (wanted === (active !== undefined)) return false;
    if (active) {
      this.#drop(active);
      return true;
    }
    const subscription = new Subscription(publication, publisher);
    subscription.events.on('paused', (paused) => this.events.emit('paused', subscription, paused));
    const settings = this.#settings.get(publication.sid);
    if (settings) subscription.want(settings);
    this.#active.set(publication.sid, subscription);
    this.#receiver.place(subscription);
    return true;
  }

  /** What the publisher says of this participant. True if that is news to it, who expects to be let. */
  notePermission(trackSid: string, permitted: boolean): boolean {
    if (permitted) return this.#denied.delete(trackSid);
    const news = !this.#denied.has(trackSid);
    this.#denied.add(trackSid);
    return news;
  }

  /** The client's own wish; {@link consider} follows. */
  wish(trackSid: string, subscribe: boolean): void {
    if (this.#wishes.size < MAX_WISHES || this.#wishes.has(trackSid)) this.#wishes.set(trackSid, subscribe);
  }

  set(settings: UpdateTrackSettings): void {
    for (const sid of settings.trackSids) {
      if (this.#settings.size < MAX_WISHES || this.#settings.has(sid)) this.#settings.set(sid, settings);
      this.#active.get(sid)?.want(settings);
    }
  }

  has(trackSid: string): boolean {
    return this.#active.has(trackSid);
  }

  /** Called when a track has ended. */
  forget(trackSid: string): void {
    this.#wishes.delete(trackSid);
    this.#settings.delete(trackSid);
    this.#denied.delete(trackSid);
    const active = this.#active.get(trackSid);
    if (active) this.#drop(active);
  }

  close(): void {
    for (const subscription of this.#active.values()) subscription.stop();
    this.#active.clear();
  }

  #drop(subscription: Subscription): void {
    this.#active.delete(subscription.trackSid);
    subscription.stop();
    this.#receiver.remove(subscription);
  }
}

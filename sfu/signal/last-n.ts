import { StreamState, StreamStateInfo, StreamStateUpdate, TrackSource } from '@livekit/protocol';
import type { Participant } from './participant.ts';
import type { Subscription } from './subscription.ts';

/** The attribute of somebody whom the room shows to all; only servers set it. */
const SPOTLIGHT = 'spotlight';
/** A tile so many times larger than every other one is what its client looks at. */
const MAIN_TIMES = 4;

/**
 * Lets each participant of a room have the cameras of only so many others: of those who spoke last, and before anybody
 * did, of those who were there first. What somebody looks at on purpose does not count and is never held back: screens,
 * who is in the spotlight, tracks asked for with a priority, and the one tile that is far larger than all others.
 * Nor do cameras that are off, or that the client has not on its screen. Clients see those held back as paused.
 */
export class LastN {
  readonly #people: ReadonlyMap<string, Participant>;
  /** By sid: when somebody last spoke, counted in ticks. */
  readonly #heardAt = new Map<string, number>();
  #limit = 0;
  #tick = 0;
  #stale = false;
  #speaking = '';

  /** `people` of the room, by identity. */
  constructor(people: ReadonlyMap<string, Participant>) {
    this.#people = people;
  }

  /** How many; 0 = all. */
  get limit(): number {
    return this.#limit;
  }

  set limit(limit: number) {
    this.#limit = limit;
    this.#stale = true;
  }

  /** Something changed that may count: the next tick looks at everybody anew. */
  reviewAll(): void {
    this.#stale = true;
  }

  forget(sid: string): void {
    this.#heardAt.delete(sid);
  }

  /** To be called every 400 ms with the sids of those who speak, loudest first. */
  tick(speaking: readonly string[]): void {
    this.#tick++;
    for (const sid of speaking) this.#heardAt.set(sid, this.#tick);
    const key = [...speaking].sort().join();
    if (key !== this.#speaking && this.#limit > 0) this.#stale = true;
    this.#speaking = key;
    if (this.#stale) for (const participant of this.#people.values()) this.#apply(participant);
    this.#stale = false;
    for (const participant of this.#people.values()) tellNewcomers(participant);
  }

  /** A participant receives other tracks than before, or wants them in another way. */
  review(participant: Participant): void {
    if (this.#limit > 0) this.#apply(participant);
  }

  #apply(participant: Participant): void {
    const cameras = participant.subscriptions.all.filter((one) => one.publication.kind === 'video');
    const main = mainOf(cameras);
    const competing = this.#limit === 0 ? [] : cameras.filter((one) => one !== main && this.#competes(one));
    competing.sort((a, b) => this.#heard(b) - this.#heard(a));
    const shown = new Set<string>();
    const held = new Set<Subscription>();
    for (const one of competing) {
      if (shown.has(one.publisher.sid)) continue;
      if (shown.size < this.#limit) shown.add(one.publisher.sid);
      else held.add(one);
    }
    for (const one of cameras) one.hold(held.has(one));
  }

  #competes({ publication, publisher, isPinned, wanted }: Subscription): boolean {
    if (isPinned || wanted.paused || publication.muted) return false;
    if (publication.info.source === TrackSource.SCREEN_SHARE) return false;
    return (this.#people.get(publisher.identity)?.attributes[SPOTLIGHT] ?? '') === '';
  }

  #heard({ publisher }: Subscription): number {
    return this.#heardAt.get(publisher.sid) ?? 0;
  }
}

function mainOf(cameras: readonly Subscription[]): Subscription | undefined {
  const tiles = cameras.filter(({ wanted }) => !wanted.paused);
  const [first, second] = tiles.sort((a, b) => area(b) - area(a));
  return first && second && area(second) > 0 && area(first) >= MAIN_TIMES * area(second) ? first : undefined;
}

function area({ wanted: { width = 0, height = 0 } }: Subscription): number {
  return width * height;
}

/** Clients do not listen to what is said of a track before they have it. */
function tellNewcomers({ subscriptions, signal }: Participant): void {
  const streamStates = subscriptions.all
    .filter((one) => one.takeUntold())
    .map(
      (one) =>
        new StreamStateInfo({ participantSid: one.publisher.sid, trackSid: one.trackSid, state: StreamState.PAUSED }),
    );
  if (streamStates.length > 0)
    signal.send({ case: 'streamStateUpdate', value: new StreamStateUpdate({ streamStates }) });
}

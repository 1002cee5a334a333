import type { Bus } from '#kernel/ports/bus.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { UserEntry } from '#protocol/personal.ts';
import type { ReaderMark } from '#protocol/realtime.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Seat } from '../presence/api.ts';
import type { ConversationTopics } from './api.ts';
import { shownMarks } from './receipts.ts';
import { conversationsOf } from './store.ts';
import type { ConversationTables } from './tables.ts';

export interface ReadsInViewOptions {
  database: Database<ConversationTables>;
  bus: Pick<Bus<ConversationTopics>, 'subscribe'>;
  log?: Log;
  /** Marks are gathered for this long, in ms. */
  gatherMs?: number;
}

/** Marks are gathered for this long. */
const GATHER_MS = 250;

type Changed = Set<UserId> | 'whole';

/**
 * Tells those who have a conversation in view how far the others have read: [LR33]. What it tells it reads anew from
 * the database, so that who has left, or shows nothing any more, is neither told nor told of.
 */
export class ReadsInView {
  readonly #options: ReadsInViewOptions;
  readonly #followers = new Map<ConversationId, Map<Seat, UserId>>();
  readonly #followed = new Map<Seat, Set<ConversationId>>();
  /** Seats that went: what they still ask must not be kept for them. */
  readonly #gone = new WeakSet<Seat>();
  readonly #stops: (() => void)[];
  #changed = new Map<ConversationId, Changed>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(options: ReadsInViewOptions) {
    this.#options = options;
    this.#stops = [
      options.bus.subscribe('user-entry', ({ user, entry }) => this.#handleEntry(user, entry)),
      options.bus.subscribe('conversation', ({ event }) => this.#handleEvent(event)),
    ];
  }

  follow(seat: Seat, user: UserId, conversation: ConversationId): void {
    if (this.#gone.has(seat)) return;
    const followed = this.#followed.get(seat) ?? new Set();
    followed.delete(conversation);
    followed.add(conversation);
    this.#followed.set(seat, followed);
    const followers = this.#followers.get(conversation) ?? new Map<Seat, UserId>();
    this.#followers.set(conversation, followers.set(seat, user));
    const [oldest] = followed;
    if (followed.size > LIMITS.readsInView && oldest !== undefined) this.unfollow(seat, oldest);
  }

  unfollow(seat: Seat, conversation: ConversationId): void {
    const followed = this.#followed.get(seat);
    if (followed?.delete(conversation) && followed.size === 0) this.#followed.delete(seat);
    const followers = this.#followers.get(conversation);
    if (followers?.delete(seat) && followers.size === 0) this.#followers.delete(conversation);
  }

  left(seat: Seat): void {
    this.#gone.add(seat);
    for (const conversation of [...(this.#followed.get(seat) ?? [])]) this.unfollow(seat, conversation);
  }

  /** Tells what has changed. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const changed = this.#changed;
    this.#changed = new Map();
    this.#flushing = this.#flushing.then(async () => {
      for (const [conversation, what] of changed) {
        await this.#tell(conversation, what).catch((error: unknown) => {
          this.#options.log?.error({ err: error }, 'read marks could not be told');
        });
      }
    });
    return this.#flushing;
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    clearTimeout(this.#timer);
    await this.#flushing;
  }

  #handleEntry(user: UserId, entry: UserEntry): void {
    if (entry.type === 'read') this.#note(entry.conversation, user);
    else if (entry.type === 'settings' && this.#followers.size > 0) void this.#handleSettings(user);
  }

  /** Never rejects. Who shows and sees marks now, or no more, is new in all conversations of the person. */
  async #handleSettings(user: UserId): Promise<void> {
    const conversations = await conversationsOf(this.#options.database.read, user).catch(() => []);
    for (const conversation of conversations) this.#note(conversation, 'whole');
  }

  #handleEvent(event: ConversationEvent): void {
    if (event.type === 'message') this.#note(event.conversation, event.by);
    else if (['members-added', 'member-removed', 'settings-changed'].includes(event.type)) {
      if (event.type === 'member-removed') this.#end(event.member, event.conversation);
      this.#note(event.conversation, 'whole');
    }
  }

  #note(conversation: ConversationId, what: UserId | 'whole'): void {
    if (!this.#followers.has(conversation)) return;
    const known = this.#changed.get(conversation);
    if (what === 'whole') this.#changed.set(conversation, 'whole');
    else if (known === undefined) this.#changed.set(conversation, new Set([what]));
    else if (known !== 'whole') known.add(what);
    this.#timer ??= setTimeout(() => void this.flush(), this.#options.gatherMs ?? GATHER_MS);
  }

  /** Who is out learns nothing more, not even that something happened. */
  #end(user: UserId, conversation: ConversationId): void {
    const followers = this.#followers.get(conversation) ?? new Map<Seat, UserId>();
    for (const [seat, follower] of [...followers]) if (follower === user) this.unfollow(seat, conversation);
  }

  async #tell(conversation: ConversationId, what: Changed): Promise<void> {
    const all = await shownMarks(this.#options.database.read, conversation);
    const marks = what === 'whole' ? all : all.filter(({ user }) => what.has(user));
    const shown = new Set(all.map(({ user }) => user));
    const whole = what === 'whole' ? { whole: true as const } : {};
    for (const [seat, user] of this.#followers.get(conversation) ?? []) {
      const theirs: ReaderMark[] = shown.has(user) ? marks : [];
      if (theirs.length > 0 || what === 'whole') seat.push({ push: 'reads', conversation, marks: theirs, ...whole });
    }
  }
}

import { Emitter } from '#kernel/emitter.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { Timers } from './ports.ts';
import type { Call } from './sync.ts';

export interface TypingOptions {
  call: Call;
  timers: Timers;
}

/** How long somebody is shown as writing after they were told to. */
const SHOWN_MS = 6_000;
/** One's own writing is told again after this long. */
const AGAIN_MS = 3_000;

const NOBODY: readonly UserId[] = [];

/** Who is writing where, and telling others that one writes oneself. */
export class Typing extends Emitter<{ changed: [] }> {
  readonly #options: TypingOptions;
  readonly #stops = new Map<string, () => void>();
  readonly #people = new Map<ConversationId, readonly UserId[]>();
  readonly #told = new Map<ConversationId, number>();

  constructor(options: TypingOptions) {
    super();
    this.#options = options;
  }

  /** The same list until it changes; who began first is first. */
  of(conversation: ConversationId): readonly UserId[] {
    return this.#people.get(conversation) ?? NOBODY;
  }

  /** This person has just written something that isn't sent yet. */
  tell(conversation: ConversationId): void {
    const { call, timers } = this.#options;
    const now = timers.now();
    const agoMs = now - (this.#told.get(conversation) ?? Number.NEGATIVE_INFINITY);
    if (agoMs >= 0 && agoMs < AGAIN_MS) return;
    this.#told.set(conversation, now);
    call('presence.typing', { conversation }).catch(() => {});
  }

  /** What was written has been sent: the next letter is news again. */
  handleSent(conversation: ConversationId): void {
    this.#told.delete(conversation);
  }

  handlePush(conversation: ConversationId, user: UserId): void {
    const key = `${conversation} ${user}`;
    this.#stops.get(key)?.();
    this.#stops.set(
      key,
      this.#options.timers.after(SHOWN_MS, () => this.handleStopped(conversation, user)),
    );
    const people = this.of(conversation);
    if (people.includes(user)) return;
    this.#people.set(conversation, [...people, user]);
    this.emit('changed');
  }

  /** Their message has come, or nothing for too long. */
  handleStopped(conversation: ConversationId, user: UserId): void {
    const key = `${conversation} ${user}`;
    const stop = this.#stops.get(key);
    if (stop === undefined) return;
    stop();
    this.#stops.delete(key);
    const people = this.of(conversation).filter((one) => one !== user);
    if (people.length === 0) this.#people.delete(conversation);
    else this.#people.set(conversation, people);
    this.emit('changed');
  }

  close(): void {
    for (const stop of this.#stops.values()) stop();
    this.#stops.clear();
    this.#people.clear();
  }
}

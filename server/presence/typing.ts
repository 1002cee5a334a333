import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { PresenceTopics } from './api.ts';

export interface TypingOptions {
  membersOf: (conversation: ConversationId) => Promise<readonly UserId[]>;
  bus: Bus<PresenceTopics>;
  clock: Clock;
}

/** Told again only after this long: receivers remember it for longer. */
const PAUSE_MS = 2_000;
/** Remembered at most; beyond it the oldest go. */
const ENTRIES = 20_000;

/** [PR8] Who is writing. Nothing of it is stored. */
export class Typing {
  readonly #options: TypingOptions;
  /** When it was told last, by person and conversation. */
  readonly #told = new Map<string, number>();

  constructor(options: TypingOptions) {
    this.#options = options;
  }

  /** @throws Failure 'conversation.unknown' unless the person is a member */
  async tell(user: UserId, conversation: ConversationId): Promise<void> {
    const { membersOf, bus, clock } = this.#options;
    const key = `${user} ${conversation}`;
    const agoMs = clock.now() - (this.#told.get(key) ?? 0);
    if (agoMs >= 0 && agoMs < PAUSE_MS) return;
    const members = await membersOf(conversation);
    if (!members.includes(user)) throw new Failure('conversation.unknown');
    this.#remember(key, clock.now());
    if (members.length <= LIMITS.typingMembers) bus.publish('typing', { conversation, user });
  }

  #remember(key: string, at: number): void {
    this.#told.delete(key);
    this.#told.set(key, at);
    const [oldest] = this.#told.keys();
    if (this.#told.size > ENTRIES && oldest !== undefined) this.#told.delete(oldest);
  }
}

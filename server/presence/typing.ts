import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Conversations } from '../conversations/api.ts';
import type { PresenceTopics } from './api.ts';
import type { BlockersAmong } from './hiding.ts';

export interface TypingOptions {
  conversations: Pick<Conversations, 'membersOf' | 'sizeFor' | 'isDirect'>;
  blockersAmong: BlockersAmong;
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
    const { conversations, bus, clock } = this.#options;
    const key = `${user} ${conversation}`;
    const agoMs = clock.now() - (this.#told.get(key) ?? 0);
    if (agoMs >= 0 && agoMs < PAUSE_MS) return;
    const size = await conversations.sizeFor(user, conversation);
    if (size === undefined) throw new Failure('conversation.unknown');
    this.#remember(key, clock.now());
    if (size > LIMITS.typingMembers) return;
    if (await this.#reaches(user, conversation, await conversations.membersOf(conversation)))
      bus.publish('typing', { conversation, user });
  }

  /** [DR11] Where one of two has blocked the other, neither is told of the other's writing. */
  async #reaches(user: UserId, conversation: ConversationId, members: readonly UserId[]): Promise<boolean> {
    const other = members.length === 2 ? members.find((member) => member !== user) : undefined;
    if (other === undefined) return true;
    const { blockersAmong, conversations } = this.#options;
    const apart = (await blockersAmong([other], user)).size > 0 || (await blockersAmong([user], other)).size > 0;
    return !apart || !(await conversations.isDirect(conversation));
  }

  #remember(key: string, at: number): void {
    this.#told.delete(key);
    this.#told.set(key, at);
    const [oldest] = this.#told.keys();
    if (this.#told.size > ENTRIES && oldest !== undefined) this.#told.delete(oldest);
  }
}

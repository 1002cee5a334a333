import type { Clock } from '#kernel/clock.ts';
import type { Jobs } from '#kernel/ports/jobs.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import type { UserEntry } from '#protocol/personal.ts';
import type { Told } from '../conversations/api.ts';
import { PUSHING } from './jobs.ts';

export interface WitnessOptions {
  jobs: Jobs;
  clock: Clock;
}

/** [PN10] Who looks at the message within this time need not be told of it. */
const SETTLE_MS = 1500;
/** The job that finds out who of a conversation is to be told. */
export const SPREADING = 'push.conversation';

/** Puts jobs for what happens to people who have devices that take pushes: in the transaction in which it happens. */
export class Witness {
  /** Who has such devices. */
  readonly #users = new Set<UserId>();
  readonly #options: WitnessOptions;

  constructor(options: WitnessOptions) {
    this.#options = options;
  }

  knows(users: readonly UserId[]): void {
    for (const user of users) this.#users.add(user);
  }

  isKnown(user: UserId): boolean {
    return this.#users.has(user);
  }

  async saw(within: object, { events, entries }: Told): Promise<void> {
    if (this.#users.size === 0) return;
    const { jobs, clock } = this.#options;
    const due = clock.now() + SETTLE_MS;
    for (const conversation of new Set(events.flatMap(concerned))) {
      const payload = { conversation };
      await jobs.put(within, { kind: SPREADING, key: conversation, payload, due, existing: 'keep' });
    }
    for (const { user, entry } of entries) if (this.#users.has(user)) await this.#sawEntry(within, user, entry, due);
  }

  /** Puts a job for each member who has devices. Those who only joined meanwhile are told too. */
  async spread(within: object, conversation: ConversationId, members: readonly UserId[]): Promise<void> {
    for (const user of members) {
      if (this.#users.has(user)) await this.#putPerson(within, user, conversation, this.#options.clock.now());
    }
  }

  async #sawEntry(within: object, user: UserId, entry: UserEntry, due: number): Promise<void> {
    if (entry.type === 'call') {
      const payload = { user, call: entry.call };
      await this.#options.jobs.put(within, { kind: PUSHING.call, key: `${user} ${entry.call}`, payload });
    } else if (entry.type === 'read' || entry.type === 'erased' || entry.type === 'membership') {
      await this.#putPerson(within, user, entry.conversation, due);
    } else if (entry.type === 'thread') {
      await this.#putPerson(within, user, entry.conversation, due);
    }
  }

  #putPerson(within: object, user: UserId, conversation: ConversationId, due: number): Promise<void> {
    const payload = { user, conversation };
    const key = `${user} ${conversation}`;
    return this.#options.jobs.put(within, { kind: PUSHING.person, key, payload, due, existing: 'keep' });
  }
}

/** What people are told of, or what takes that away again. */
function concerned({ event }: { event: ConversationEvent }): ConversationId[] {
  return event.type === 'message' || event.type === 'recalled' ? [event.conversation] : [];
}

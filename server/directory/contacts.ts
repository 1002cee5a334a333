import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { AttemptRule, Attempts } from '#kernel/ports/attempts.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { UserId } from '#protocol/common.ts';
import { checkLine } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Identity } from '../identity/api.ts';
import { PersonalLog } from '../personal/api.ts';
import type { DirectoryTopics } from './api.ts';
import { accept, block, decline, remark, remove, request, type Sides, unblock } from './contact-rules.ts';
import { contactEntry, countContacts, findContact, putContact } from './contact-store.ts';
import type { DirectoryTables } from './tables.ts';

export interface ContactsOptions {
  database: Database<DirectoryTables>;
  bus: Bus<DirectoryTopics>;
  attempts: Attempts;
  identity: Pick<Identity, 'people'>;
  clock: Clock;
}

type Step = (sides: Sides, now: number) => Sides;

/** [DR7] People whom one person asks in an hour. */
const REQUESTS: AttemptRule = {
  name: 'contact requests',
  free: 40,
  windowMs: 3_600_000,
  firstWaitMs: 60_000,
  maxWaitMs: 1_800_000,
};

/** What two people are to each other: both sides change in one transaction, and each is told of their own. */
export class Contacts {
  readonly #options: ContactsOptions;
  readonly #logs: PersonalLog<DirectoryTables>;

  constructor(options: ContactsOptions) {
    this.#options = options;
    this.#logs = new PersonalLog(options.database, options.bus);
  }

  /** @throws Failure 'rate.limited', 'contacts.full', 'people.unknown', 'fields.invalid' */
  async request(user: UserId, other: UserId, typed = ''): Promise<void> {
    const word = accepted('word', typed, LIMITS.requestWordChars);
    await this.#spend(user, other);
    await this.#step(user, other, (sides, now) => request(sides, word, now));
  }

  accept(user: UserId, other: UserId): Promise<void> {
    return this.#step(user, other, accept);
  }

  decline(user: UserId, other: UserId): Promise<void> {
    return this.#step(user, other, decline);
  }

  remove(user: UserId, other: UserId): Promise<void> {
    return this.#step(user, other, remove);
  }

  /** @throws Failure 'fields.invalid' */
  async remark(user: UserId, other: UserId, typed: string): Promise<void> {
    const name = accepted('remark', typed, LIMITS.nicknameChars);
    await this.#step(user, other, (sides) => remark(sides, name));
  }

  async block(user: UserId, other: UserId): Promise<void> {
    await this.#step(user, other, block);
    this.#options.bus.publish('block-changed', { blocker: user, blocked: other });
  }

  async unblock(user: UserId, other: UserId): Promise<void> {
    await this.#step(user, other, unblock);
    this.#options.bus.publish('block-changed', { blocker: user, blocked: other });
  }

  /** Asking again somebody who was asked costs nothing: it does nothing. */
  async #spend(user: UserId, other: UserId): Promise<void> {
    const { attempts, database } = this.#options;
    if ((await findContact(database.read, user, other)).state !== 'none') return;
    const retryAfterMs = await attempts.waitMs(REQUESTS, user);
    if (retryAfterMs > 0) throw new Failure('rate.limited', { retryAfterMs });
    await attempts.failed(REQUESTS, user);
  }

  async #step(user: UserId, other: UserId, step: Step): Promise<void> {
    if (user === other) throw new Failure('access.denied');
    const [known] = await this.#options.identity.people([other]);
    if (known === undefined) throw new Failure('people.unknown');
    await this.#logs.run(async (db, tell) => {
      const before = { mine: await findContact(db, user, other), theirs: await findContact(db, other, user) };
      const after = step(before, this.#options.clock.now());
      for (const [owner, whom, side] of [
        [user, other, 'mine'],
        [other, user, 'theirs'],
      ] as const) {
        if (after[side] === before[side]) continue;
        await putContact(db, owner, whom, after[side]);
        checkBounds(await countContacts(db, owner));
        await tell(owner, contactEntry(whom, after[side]));
      }
    });
  }
}

/** [DR7] @throws Failure 'contacts.full' */
function checkBounds(counts: Awaited<ReturnType<typeof countContacts>>): void {
  const fits =
    counts.contact <= LIMITS.contacts &&
    counts.asking <= LIMITS.requestsOut &&
    counts.asked <= LIMITS.requestsIn &&
    counts.all <= LIMITS.contactRows;
  if (!fits) throw new Failure('contacts.full');
}

/** The line as it is stored. @throws Failure 'fields.invalid' */
function accepted(field: 'word' | 'remark', typed: string, most: number): string {
  const fault = checkLine(typed, most);
  if (fault) throw new Failure('fields.invalid', { fields: { [field]: fault } });
  return typed.normalize('NFC').trim();
}

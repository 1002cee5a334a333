import type { Kysely } from 'kysely';
import { asFailure } from '#kernel/failure.ts';
import type { ConversationId, Seq } from '#protocol/common.ts';
import type { Caller } from '../../identity/api.ts';
import type { Seat } from '../../presence/api.ts';
import { accessReadable } from '../access.ts';
import { visibleFrom } from '../rows.ts';
import type { ConversationTables } from '../tables.ts';

const NOBODY: ReadonlySet<Seat> = new Set();

/** Which connections read which public channels without being in them: [TC54]. */
export class Previews {
  readonly #db: Kysely<ConversationTables>;
  readonly #readers = new Map<ConversationId, Map<Seat, Caller['user']>>();

  constructor(db: Kysely<ConversationTables>) {
    this.#db = db;
  }

  of(conversation: ConversationId): ReadonlySet<Seat> {
    const readers = this.#readers.get(conversation);
    return readers === undefined ? NOBODY : new Set(readers.keys());
  }

  has(conversation: ConversationId, seat: Seat): boolean {
    return this.#readers.get(conversation)?.has(seat) ?? false;
  }

  /**
   * From here on the connection is told what happens there, as long as the person may read it. Answers with how far it
   * goes; undefined: they may not.
   */
  async begin(caller: Caller, conversation: ConversationId, seat: Seat): Promise<Seq | undefined> {
    if ((await this.#lastSeq(caller, conversation)) === undefined) return undefined;
    this.#add(conversation, seat, caller.user);
    // Looked at again once it counts: what has happened, or was forbidden, in between is in this.
    const lastSeq = await this.#lastSeq(caller, conversation);
    if (lastSeq === undefined) this.end(conversation, seat);
    return lastSeq;
  }

  end(conversation: ConversationId, seat: Seat): void {
    const readers = this.#readers.get(conversation);
    if (readers?.delete(seat) && readers.size === 0) this.#readers.delete(conversation);
  }

  /** The person may read there no more. */
  forbid(conversation: ConversationId, user: Caller['user']): void {
    for (const [seat, reader] of [...(this.#readers.get(conversation) ?? [])]) {
      if (reader === user) this.end(conversation, seat);
    }
  }

  #add(conversation: ConversationId, seat: Seat, user: Caller['user']): void {
    const readers = this.#readers.get(conversation) ?? new Map<Seat, Caller['user']>();
    this.#readers.set(conversation, readers.set(seat, user));
  }

  async #lastSeq(caller: Caller, conversation: ConversationId): Promise<Seq | undefined> {
    try {
      const place = await accessReadable(this.#db, caller, conversation);
      return visibleFrom(place) > place.last_seq ? undefined : place.last_seq;
    } catch (error) {
      if (asFailure(error).code === 'conversation.unknown' || asFailure(error).code === 'join.banned') return undefined;
      throw error;
    }
  }
}

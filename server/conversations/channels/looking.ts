import type { Kysely } from 'kysely';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Caller } from '../../identity/api.ts';
import type { Seat } from '../../presence/api.ts';
import type { ConversationTables } from '../tables.ts';

const NOBODY: ReadonlySet<Seat> = new Set();

/** Which connections of this process have which conversations in view. */
export class Looking {
  readonly #db: Kysely<ConversationTables>;
  readonly #views = new Map<Seat, ReadonlySet<ConversationId>>();
  readonly #lookers = new Map<ConversationId, Set<Seat>>();
  /** Seats that went: what they still ask must not be kept for them. */
  readonly #gone = new WeakSet<Seat>();

  constructor(db: Kysely<ConversationTables>) {
    this.#db = db;
  }

  of(conversation: ConversationId): ReadonlySet<Seat> {
    return this.#lookers.get(conversation) ?? NOBODY;
  }

  /** Replaces what is in view. It counts from here on, and then it is told how far each conversation goes. */
  async look(
    caller: Caller,
    { conversations }: ParamsOf<'conversation.look'>,
    seat: Seat | undefined,
  ): Promise<ResultOf<'conversation.look'>> {
    if (seat !== undefined && !this.#gone.has(seat)) this.#set(seat, new Set(conversations));
    return { places: await this.#places(caller.user, conversations) };
  }

  left(seat: Seat): void {
    this.#gone.add(seat);
    this.#set(seat, new Set());
  }

  #set(seat: Seat, now: ReadonlySet<ConversationId>): void {
    const before = this.#views.get(seat) ?? new Set();
    for (const id of before) if (!now.has(id)) this.#unlink(id, seat);
    for (const id of now) {
      const lookers = this.#lookers.get(id);
      if (lookers === undefined) this.#lookers.set(id, new Set([seat]));
      else lookers.add(seat);
    }
    if (now.size === 0) this.#views.delete(seat);
    else this.#views.set(seat, now);
  }

  #unlink(id: ConversationId, seat: Seat): void {
    const lookers = this.#lookers.get(id);
    if (lookers?.delete(seat) && lookers.size === 0) this.#lookers.delete(id);
  }

  async #places(user: UserId, ids: readonly ConversationId[]) {
    if (ids.length === 0) return [];
    const rows = await this.#db
      .selectFrom('conversation_members as m')
      .innerJoin('conversations as c', 'c.id', 'm.conversation_id')
      .select(['c.id', 'c.last_seq'])
      .where('m.user_id', '=', user)
      .where('m.conversation_id', 'in', ids)
      .execute();
    return rows.map((row) => ({ conversation: row.id, lastSeq: row.last_seq }));
  }
}

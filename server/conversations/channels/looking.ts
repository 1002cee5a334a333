import type { Kysely } from 'kysely';
import type { Bus } from '#kernel/ports/bus.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Caller } from '../../identity/api.ts';
import type { Seat } from '../../presence/api.ts';
import type { ConversationTopics } from '../api.ts';
import type { ConversationTables } from '../tables.ts';
import { Previews } from './previews.ts';

const NOBODY: ReadonlySet<Seat> = new Set();

/** Which connections of this process have which conversations in view. */
export class Looking {
  readonly #db: Kysely<ConversationTables>;
  readonly #previews: Previews;
  readonly #views = new Map<Seat, ReadonlySet<ConversationId>>();
  readonly #lookers = new Map<ConversationId, Set<Seat>>();
  /** Seats that went: what they still ask must not be kept for them. */
  readonly #gone = new WeakSet<Seat>();
  readonly #stop: () => void;

  constructor(db: Kysely<ConversationTables>, bus: Pick<Bus<ConversationTopics>, 'subscribe'>) {
    this.#db = db;
    this.#previews = new Previews(db);
    this.#stop = bus.subscribe('conversation-banned', ({ conversation, user }) =>
      this.#previews.forbid(conversation, user),
    );
  }

  of(conversation: ConversationId): ReadonlySet<Seat> {
    return this.#lookers.get(conversation) ?? NOBODY;
  }

  /** Those of them who read a public channel without being in it. */
  previewersOf(conversation: ConversationId): ReadonlySet<Seat> {
    return this.#previews.of(conversation);
  }

  previews(conversation: ConversationId, seat: Seat): boolean {
    return this.#previews.has(conversation, seat);
  }

  /** Replaces what is in view. It counts from here on, and then it is told how far each conversation goes. */
  async look(
    caller: Caller,
    { conversations }: ParamsOf<'conversation.look'>,
    seat: Seat | undefined,
  ): Promise<ResultOf<'conversation.look'>> {
    const here = seat !== undefined && !this.#gone.has(seat) ? seat : undefined;
    if (here !== undefined) this.#set(here, new Set(conversations));
    const places = await this.#places(caller.user, conversations);
    const known = new Set(places.map(({ conversation }) => conversation));
    const others = conversations.filter((id) => !known.has(id));
    return { places: here === undefined ? places : [...places, ...(await this.#preview(caller, others, here))] };
  }

  /** Public channels that the person isn't in. Meanwhile the connection may have turned to others. */
  async #preview(caller: Caller, conversations: readonly ConversationId[], seat: Seat) {
    const places: { conversation: ConversationId; lastSeq: number }[] = [];
    const inView = (id: ConversationId) => this.#views.get(seat)?.has(id) ?? false;
    for (const conversation of conversations.filter(inView)) {
      const lastSeq = await this.#previews.begin(caller, conversation, seat);
      if (!inView(conversation)) this.#previews.end(conversation, seat);
      else if (lastSeq !== undefined) places.push({ conversation, lastSeq });
    }
    return places;
  }

  left(seat: Seat): void {
    this.#gone.add(seat);
    this.#set(seat, new Set());
  }

  close(): void {
    this.#stop();
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
    this.#previews.end(id, seat);
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

import type { Kysely } from 'kysely';
import { Failure } from '#kernel/failure.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ParamsOf, ReaderMark, ResultOf } from '#protocol/realtime.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Caller } from '../identity/api.ts';
import { accessConversation, accessMessage } from './access.ts';
import { named, type PeopleSource } from './people.ts';
import { settingsOf } from './rows.ts';
import type { ConversationTables } from './tables.ts';
import { readAtMost } from './withheld.ts';

type Db = Kysely<ConversationTables>;

/** Who has read what, for those who may know it: docs/spec/list-and-reading.md [LR30]. */
export class Receipts {
  readonly #database: Database<ConversationTables>;
  readonly #people: PeopleSource;

  constructor(database: Database<ConversationTables>, people: PeopleSource) {
    this.#database = database;
    this.#people = people;
  }

  /** How far everybody has read who shows it; undefined when the caller is shown none here. */
  async marks(caller: Caller, conversation: ConversationId): Promise<ReaderMark[] | undefined> {
    await accessConversation(this.#database.read, caller, conversation);
    const marks = await shownMarks(this.#database.read, conversation);
    return marks.some(({ user }) => user === caller.user) ? marks : undefined;
  }

  /** @throws Failure 'access.denied' unless the message is the caller's, 'receipts.off' when they are shown none here */
  async readers(caller: Caller, params: ParamsOf<'message.readers'>): Promise<ResultOf<'message.readers'>> {
    const { conversation, seq, after, limit = LIMITS.pageSize } = params;
    const db = this.#database.read;
    const place = await accessConversation(db, caller, conversation);
    const { line } = await accessMessage(db, place, seq);
    if (line.by !== caller.user) throw new Failure('access.denied');
    const marks = await shownMarks(db, conversation);
    if (!marks.some(({ user }) => user === caller.user)) throw new Failure('receipts.off');
    const others = marks.filter(({ user, joined }) => user !== caller.user && joined < seq);
    const [read, unread] = [others.filter((one) => one.read >= seq), others.filter((one) => one.read < seq)];
    const all = [...read, ...unread];
    const from = after === undefined ? 0 : all.findIndex(({ user }) => user === after) + 1;
    const page = all.slice(from, from + limit);
    const last = page.at(-1);
    return {
      readers: page.map((one) => ({ user: one.user, read: one.read >= seq })),
      people: await named(
        this.#people,
        page.map(({ user }) => user),
      ),
      read: read.length,
      total: all.length,
      ...(last === undefined || from + limit >= all.length ? {} : { next: last.user }),
    };
  }
}

/** [LR31] [LR32] The marks of the members who show theirs; none at all where none are told of. */
export async function shownMarks(db: Db, conversation: ConversationId): Promise<ReaderMark[]> {
  const place = await db.selectFrom('conversations').selectAll().where('id', '=', conversation).executeTakeFirst();
  if (place === undefined || place.member_count > LIMITS.receiptMembers) return [];
  if (settingsOf(place).receipts === false) return [];
  const rows = await db
    .selectFrom('conversation_members as m')
    .leftJoin('user_entries as e', (join) => join.onRef('e.user_id', '=', 'm.user_id').on('e.slot', '=', 'settings'))
    .select(['m.user_id', 'm.joined_seq', 'm.read_seq', 'e.body'])
    .where('m.conversation_id', '=', conversation)
    .orderBy('m.user_id')
    .limit(LIMITS.receiptMembers)
    .execute();
  const shown = rows.filter(({ body }) => body === null || shows(body));
  return Promise.all(
    shown.map(async (row) => {
      const most = place.kind === 'direct' ? await readAtMost(db, conversation, row.user_id) : row.read_seq;
      return { user: row.user_id as UserId, joined: row.joined_seq, read: Math.min(row.read_seq, most) };
    }),
  );
}

function shows(settings: string): boolean {
  return (JSON.parse(settings) as { receipts?: boolean }).receipts !== false;
}

import type { Kysely } from 'kysely';
import { contentText } from '#kernel/content-text.ts';
import { Failure } from '#kernel/failure.ts';
import { slotOf } from '#kernel/personal-fold.ts';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { EntryBody } from '#protocol/personal.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Database } from '../../adapters/sql/database.ts';
import { insertIfAbsent } from '../../adapters/sql/upsert.ts';
import type { Caller } from '../../identity/api.ts';
import { entriesOf, findEntry } from '../../personal/api.ts';
import { accessConversation, accessMessage } from '../access.ts';
import type { Change } from '../change.ts';
import type { Commits } from '../commits.ts';
import { lineQuery, presentLines } from '../lines.ts';
import { fitting } from '../page-bytes.ts';
import { namedIn, type PeopleSource } from '../people.ts';
import { visibleFrom } from '../rows.ts';
import type { ConversationTables } from '../tables.ts';
import { leaveErased } from '../threads/following.ts';
import { erasedAmong } from './erasures.ts';

const PAGE = 50;

/** What people do with messages for themselves: stars, and taking away. Rules: docs/spec/keeping.md. */
export class Marking {
  readonly #database: Database<ConversationTables>;
  readonly #commits: Commits;
  readonly #people: PeopleSource;

  constructor(database: Database<ConversationTables>, commits: Commits, people: PeopleSource) {
    this.#database = database;
    this.#commits = commits;
    this.#people = people;
  }

  async star(caller: Caller, params: ParamsOf<'message.star'>): Promise<ResultOf<'message.star'>> {
    const { conversation, seq, on } = params;
    const { user } = caller;
    return this.#commits.run(async (change) => {
      const place = await accessConversation(change.db, caller, conversation);
      await accessMessage(change.db, place, seq);
      if ((await erasedAmong(change.db, user, conversation, [seq])).has(seq)) throw new Failure('message.unknown');
      if (await setStar(change, user, conversation, seq, on)) {
        await change.tell(user, { type: 'starred', conversation, target: seq, on });
        const starred_seq = placeIn(change);
        const stars = change.db.updateTable('message_stars').set({ starred_seq });
        await stars.where((is) => is.and(keyOf(user, conversation, seq))).execute();
        return { entrySeq: starred_seq };
      }
      return { entrySeq: 0 };
    });
  }

  /** @throws Failure 'request.invalid' for a page that isn't one */
  async stars({ user }: Caller, { query = '', page }: ParamsOf<'message.stars'>): Promise<ResultOf<'message.stars'>> {
    const wanted = query.trim().toLowerCase();
    const found: { line: MessageLine; place: Seq }[] = [];
    let before = placeOf(page);
    for (let more = true; more && found.length <= PAGE; ) {
      const rows = await starredRows(this.#database.read, user, before);
      const lines = await presentLines(this.#database.read, rows, user);
      for (const [index, line] of lines.entries()) {
        const place = rows[index]?.starred_seq ?? 0;
        if (line.type === 'message' && says(line, wanted)) found.push({ line, place });
        before = place;
      }
      more = rows.length === PAGE;
    }
    const shown = fitting(
      found.slice(0, PAGE).map(({ line }) => line),
      0,
    );
    const last = found[shown.length - 1];
    const next = last !== undefined && shown.length < found.length ? { next: String(last.place) } : {};
    return { lines: [...shown], people: await namedIn(this.#people, shown), ...next };
  }

  async erase(caller: Caller, { conversation, seqs }: ParamsOf<'message.erase'>): Promise<ResultOf<'message.erase'>> {
    const { user } = caller;
    return this.#commits.run(async (change) => {
      const place = await accessConversation(change.db, caller, conversation);
      const there = await messagesAmong(change.db, conversation, seqs, visibleFrom(place));
      if (there.length === 0) throw new Failure('message.unknown');
      const known = await erasedAmong(change.db, user, conversation, there);
      const targets = there.filter((seq) => !known.has(seq));
      if (targets.length === 0) return { erased: 0, entrySeq: 0 };
      for (const seq of targets) {
        await insertIfAbsent(change.db, 'message_erasures', keyOf(user, conversation, seq));
        await setStar(change, user, conversation, seq, false);
      }
      await leaveErased(change, user, conversation, targets);
      await change.tell(user, { type: 'erased', conversation, targets });
      return { erased: targets.length, entrySeq: placeIn(change) };
    });
  }
}

/** Where the person's log stands with the entry that was told last. */
export function placeIn(change: Change): Seq {
  return change.entries.at(-1)?.entry.seq ?? 0;
}

/** What ends with a membership: stars, drafts, and what was heard. */
export async function endMarks(change: Change, conversation: ConversationId, user: UserId): Promise<void> {
  await change.db
    .deleteFrom('message_stars')
    .where('user_id', '=', user)
    .where('conversation_id', '=', conversation)
    .execute();
  for (const { seq: _, ...draft } of await entriesOf(change.db, user, 'draft')) {
    if (draft.conversation === conversation) await change.tell(user, { ...draft, text: '', gone: true });
  }
  const heard = { type: 'heard', conversation, upTo: 0, seqs: [] } satisfies EntryBody;
  if (await findEntry(change.db, user, slotOf(heard))) await change.tell(user, { ...heard, gone: true });
}

/** Whether that changed anything. @throws Failure 'stars.full' */
async function setStar(change: Change, user: UserId, conversation: ConversationId, seq: Seq, on: boolean) {
  const key = keyOf(user, conversation, seq);
  if (!on) {
    const stars = change.db.deleteFrom('message_stars').where((is) => is.and(key));
    return (await stars.executeTakeFirst()).numDeletedRows > 0n;
  }
  const added = await insertIfAbsent(change.db, 'message_stars', { ...key, starred_seq: 0 });
  if (added && (await countStars(change.db, user)) > LIMITS.stars) throw new Failure('stars.full');
  return added;
}

async function countStars(db: Kysely<ConversationTables>, user: UserId): Promise<number> {
  const row = await db
    .selectFrom('message_stars')
    .select((is) => is.fn.countAll<number | bigint>().as('count'))
    .where('user_id', '=', user)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

function keyOf(user: UserId, conversation: ConversationId, seq: Seq) {
  return { user_id: user, conversation_id: conversation, seq };
}

/** The starred messages before a place, what was starred last first; those of conversations where `user` still is. */
function starredRows(db: Kysely<ConversationTables>, user: UserId, before: Seq) {
  return lineQuery(db)
    .innerJoin('message_stars as s', (join) =>
      join.onRef('s.conversation_id', '=', 'l.conversation_id').onRef('s.seq', '=', 'l.seq'),
    )
    .innerJoin('conversation_members as m', (join) =>
      join.onRef('m.conversation_id', '=', 's.conversation_id').onRef('m.user_id', '=', 's.user_id'),
    )
    .select('s.starred_seq')
    .where('s.user_id', '=', user)
    .where((is) => is.or([is('m.visible_from', 'is', null), is('m.visible_from', '<=', is.ref('s.seq'))]))
    .where('s.starred_seq', '<', before)
    .orderBy('s.starred_seq', 'desc')
    .limit(PAGE)
    .execute();
}

function placeOf(page: string | undefined): Seq {
  if (page === undefined) return Number.MAX_SAFE_INTEGER;
  const place = /^\d{1,16}$/.test(page) ? Number(page) : Number.NaN;
  if (!Number.isSafeInteger(place)) throw new Failure('request.invalid');
  return place;
}

function says(line: MessageLine, wanted: string): boolean {
  if (wanted === '') return true;
  return `${line.text}\n${contentText(line.content)}`.toLowerCase().includes(wanted);
}

async function messagesAmong(
  db: Kysely<ConversationTables>,
  conversation: ConversationId,
  seqs: readonly Seq[],
  from: Seq,
): Promise<Seq[]> {
  const rows = await db
    .selectFrom('conversation_events')
    .select('seq')
    .where('conversation_id', '=', conversation)
    .where('type', '=', 'message')
    .where('seq', 'in', seqs)
    .where('seq', '>=', from)
    .orderBy('seq')
    .execute();
  return rows.map((row) => row.seq);
}

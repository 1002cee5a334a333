import type { Kysely } from 'kysely';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import { checkLine } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ParamsOf, ResultOf, Written } from '#protocol/realtime.ts';
import type { Database } from '../../adapters/sql/database.ts';
import type { Caller } from '../../identity/api.ts';
import type { Commits } from '../commits.ts';
import { bannedIn } from '../groups/ban-store.ts';
import { checkNotBanned } from '../groups/bans.ts';
import { acceptTitle, mostMembers } from '../rules.ts';
import { membersAmong } from '../store.ts';
import type { ConversationRow, ConversationTables } from '../tables.ts';
import { type ChannelPlace, channelsLike, findChannel } from './store.ts';

type Card = ResultOf<'channel.get'>;

/** Public channels: everybody of the workspace finds, reads and joins them. Rules: docs/spec/threads-and-channels.md. */
export class Channels {
  readonly #database: Database<ConversationTables>;
  readonly #commits: Commits;

  constructor(database: Database<ConversationTables>, commits: Commits) {
    this.#database = database;
    this.#commits = commits;
  }

  async create(caller: Caller, params: ParamsOf<'channel.create'>): Promise<Written> {
    const title = acceptTitle(params.title);
    const topic = acceptTopic(params.topic ?? '');
    const content = ['channel.create', title, topic] as const;
    return this.#commits.once({ caller, clientId: params.clientId, content }, async (change) => {
      const place = await change.create('channel', newId('c'), title, null);
      const members = [caller.user];
      const created = { type: 'created', kind: 'channel', title, members } as const;
      const written = await change.append(place, caller.user, created, 1);
      await change.join(place, members, () => 'owner');
      if (topic === '') return written;
      return change.append(place, caller.user, { type: 'settings-changed', change: { topic } });
    });
  }

  async browse(caller: Caller, { query = '', page }: ParamsOf<'channel.browse'>): Promise<ResultOf<'channel.browse'>> {
    const db = this.#database.read;
    const after = page === undefined ? undefined : readPage(page);
    const rows = await channelsLike(db, query.trim(), LIMITS.channelPage + 1, after);
    const shown = rows.slice(0, LIMITS.channelPage);
    const channels = await this.#cards(db, caller.user, shown);
    const last = rows.length > shown.length ? shown.at(-1) : undefined;
    return { channels, ...(last === undefined ? {} : { next: `${last.member_count}.${last.id}` }) };
  }

  async get(caller: Caller, conversation: ConversationId): Promise<Card> {
    const db = this.#database.read;
    const [card] = await this.#cards(db, caller.user, [await accessChannel(db, conversation)]);
    if (card === undefined) throw new Failure('conversation.unknown');
    if (card.banned) throw new Failure('join.banned');
    return card;
  }

  async join(caller: Caller, { clientId, conversation }: ParamsOf<'channel.join'>): Promise<Written> {
    const content = ['channel.join', conversation] as const;
    return this.#commits.once({ caller, clientId, content }, async (change) => {
      const place = await accessChannel(change.db, conversation);
      const present = await membersAmong(change.db, conversation, [caller.user]);
      if (present.size > 0) return change.lastOf(place);
      await checkNotBanned(change.db, conversation, caller.user);
      if (place.member_count >= mostMembers(place)) throw new Failure('conversation.full');
      const written = await change.append(place, caller.user, { type: 'members-added', members: [caller.user] }, 1);
      await change.join(place, [caller.user]);
      return written;
    });
  }

  async #cards(db: Kysely<ConversationTables>, user: UserId, rows: readonly ConversationRow[]): Promise<Card[]> {
    const ids = rows.map((row) => row.id);
    const mine = ids.length === 0 ? new Set() : await joinedAmong(db, user, ids);
    const banned = await bannedIn(db, user, ids);
    return rows.map(({ id, title, topic, member_count }) => ({
      conversation: id,
      title,
      ...(topic === null ? {} : { topic }),
      memberCount: member_count,
      joined: mine.has(id),
      ...(banned.has(id) ? { banned: true as const } : {}),
    }));
  }
}

/** A channel in which there is anybody, for whoever asks. @throws Failure 'conversation.unknown' */
async function accessChannel(db: Kysely<ConversationTables>, id: ConversationId): Promise<ConversationRow> {
  const row = await findChannel(db, id);
  if (row === undefined) throw new Failure('conversation.unknown');
  return row;
}

async function joinedAmong(
  db: Kysely<ConversationTables>,
  user: UserId,
  ids: readonly ConversationId[],
): Promise<Set<ConversationId>> {
  const rows = await db
    .selectFrom('conversation_members')
    .select('conversation_id')
    .where('user_id', '=', user)
    .where('conversation_id', 'in', ids)
    .execute();
  return new Set(rows.map((row) => row.conversation_id));
}

/** The topic as it is stored. @throws Failure 'request.invalid' */
export function acceptTopic(topic: string): string {
  if (checkLine(topic, LIMITS.topicChars)) throw new Failure('request.invalid');
  return topic.trim();
}

/** @throws Failure 'request.invalid' */
function readPage(text: string): ChannelPlace {
  const [, count, id] = /^(\d{1,9})\.(c_[0-9a-z]{20})$/.exec(text) ?? [];
  if (count === undefined || id === undefined) throw new Failure('request.invalid');
  return { memberCount: Number(count), id };
}

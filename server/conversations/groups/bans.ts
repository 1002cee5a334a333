import type { Kysely } from 'kysely';
import { Failure } from '#kernel/failure.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Database } from '../../adapters/sql/database.ts';
import { upsert } from '../../adapters/sql/upsert.ts';
import type { Caller } from '../../identity/api.ts';
import { accessGroup } from '../access.ts';
import type { Change, Place } from '../change.ts';
import type { Commits } from '../commits.ts';
import { named, type PeopleSource } from '../people.ts';
import { mayManage } from '../rules.ts';
import type { ConversationTables } from '../tables.ts';
import { bansOf, countBans, findBan, removeBans } from './ban-store.ts';
import { removeRequests } from './join-store.ts';
import { tellRequests } from './requests.ts';

interface Parts {
  database: Database<ConversationTables>;
  commits: Commits;
  people: PeopleSource;
}

/** People who may not come back: docs/spec/groups.md, "Who may not come back". */
export class Bans {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** [GR91] */
  async list(caller: Caller, { conversation, page }: ParamsOf<'join.bans'>): Promise<ResultOf<'join.bans'>> {
    const db = this.#parts.database.read;
    await accessManaged(db, caller, conversation);
    const found = await bansOf(db, conversation, readPage(page), LIMITS.pageSize + 1);
    const bans = found.slice(0, LIMITS.pageSize);
    const last = found.length > bans.length ? bans.at(-1) : undefined;
    const people = await named(
      this.#parts.people,
      bans.flatMap(({ user, by }) => [user, by]),
    );
    return { bans, people, ...(last === undefined ? {} : { next: `${last.at}.${last.user}` }) };
  }

  /** [GR92] Who isn't banned stays as they are. */
  async lift(caller: Caller, { conversation, user }: ParamsOf<'join.lift'>): Promise<Record<string, never>> {
    return this.#parts.commits.run(async (change) => {
      await accessManaged(change.db, caller, conversation);
      await removeBans(change.db, conversation, [user]);
      return {};
    });
  }
}

/** [GR90] The person may not come back, and waits to be let in no more. @throws Failure 'bans.full' */
export async function ban(change: Change, place: Place, by: UserId, user: UserId): Promise<void> {
  const known = await findBan(change.db, place.id, user);
  if (!known && (await countBans(change.db, place.id)) >= LIMITS.bans) throw new Failure('bans.full');
  const row = { conversation_id: place.id, user_id: user, banned_by: by, banned_at: change.now() };
  await upsert(change.db, 'conversation_bans', row, ['conversation_id', 'user_id']);
  if ((await removeRequests(change.db, place.id, [user])) > 0) await tellRequests(change, place);
  change.banned.push({ conversation: place.id, user });
}

/** [GR93] @throws Failure 'join.banned' */
export async function checkNotBanned(
  db: Kysely<ConversationTables>,
  conversation: ConversationId,
  user: UserId,
): Promise<void> {
  if (await findBan(db, conversation, user)) throw new Failure('join.banned');
}

/** @throws Failure 'conversation.unknown', 'access.denied' for all but owner and admins */
async function accessManaged(db: Kysely<ConversationTables>, caller: Caller, conversation: ConversationId) {
  if (!mayManage(await accessGroup(db, caller, conversation))) throw new Failure('access.denied');
}

/** @throws Failure 'request.invalid' */
function readPage(text: string | undefined): { at: number; user: UserId } | undefined {
  if (text === undefined) return undefined;
  const [, at, user] = /^(\d{1,15})\.(u_[0-9a-z]{20})$/.exec(text) ?? [];
  if (at === undefined || user === undefined) throw new Failure('request.invalid');
  return { at: Number(at), user };
}

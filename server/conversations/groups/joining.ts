import { randomBytes } from 'node:crypto';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import type { AttemptRule, Attempts } from '#kernel/ports/attempts.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import { checkLine } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Database } from '../../adapters/sql/database.ts';
import type { Caller } from '../../identity/api.ts';
import { accessGroup } from '../access.ts';
import type { Change } from '../change.ts';
import type { Commits } from '../commits.ts';
import { named, type PeopleSource } from '../people.ts';
import { type AccessRow, settingsOf } from '../rows.ts';
import { mayManage, mostMembers } from '../rules.ts';
import { membersAmong } from '../store.ts';
import type { ConversationRow, ConversationTables } from '../tables.ts';
import { ban, checkNotBanned } from './bans.ts';
import {
  countRequests,
  countUse,
  findLink,
  findRequest,
  goodLinks,
  hashOf,
  insertLink,
  insertRequest,
  isGood,
  removeLink,
  removeRequests,
  requestsOf,
  toLink,
} from './join-store.ts';
import type { Pictures } from './pictures.ts';
import { tellRequests } from './requests.ts';
import type { JoinLinkRow } from './tables.ts';

/** Links that lead nowhere: somebody tries. */
const MISSES: AttemptRule = {
  name: 'join link',
  free: 20,
  windowMs: 3_600_000,
  firstWaitMs: 1000,
  maxWaitMs: 300_000,
};

interface Parts {
  database: Database<ConversationTables>;
  commits: Commits;
  people: PeopleSource;
  attempts: Attempts | undefined;
  pictures: Pick<Pictures, 'small'>;
}

/** Coming into groups by links, and being let in. Rules: docs/spec/groups.md. */
export class Joining {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** [GR50] */
  async create(caller: Caller, params: ParamsOf<'join.create'>): Promise<ResultOf<'join.create'>> {
    const { conversation, lastsMs, mostUses } = params;
    const token = randomBytes(16).toString('base64url');
    const link = await this.#parts.commits.run(async (change) => {
      await accessManaged(change.db, caller, conversation);
      const now = change.now();
      const good = await goodLinks(change.db, conversation, now);
      if (good.length >= LIMITS.joinLinks) throw new Failure('join-links.full');
      const row: JoinLinkRow = {
        id: newId('l'),
        conversation_id: conversation,
        token_hash: hashOf(token),
        made_by: caller.user,
        made_at: now,
        expires_at: lastsMs === undefined ? null : now + lastsMs,
        most_uses: mostUses ?? null,
        uses: 0,
      };
      await insertLink(change.db, row);
      return row;
    });
    return { link: toLink(link), token };
  }

  async links(caller: Caller, conversation: ConversationId): Promise<ResultOf<'join.links'>> {
    const db = this.#parts.database.read;
    await accessManaged(db, caller, conversation);
    const links = await goodLinks(db, conversation, this.#parts.commits.now());
    const makers = links.map(({ by }) => by);
    return { links, people: await named(this.#parts.people, makers) };
  }

  async revoke(caller: Caller, { conversation, link }: ParamsOf<'join.revoke'>): Promise<Record<string, never>> {
    return this.#parts.commits.run(async (change) => {
      await accessManaged(change.db, caller, conversation);
      await removeLink(change.db, conversation, link);
      return {};
    });
  }

  /** [GR51] */
  async look(caller: Caller, token: string): Promise<ResultOf<'join.look'>> {
    const db = this.#parts.database.read;
    const { link, place } = await this.#follow(caller, token);
    const settings = settingsOf(place);
    const picture = settings.avatar === undefined ? undefined : await this.#parts.pictures.small(settings.avatar);
    const seen = {
      title: place.title,
      memberCount: place.member_count,
      approval: settings.approval === true,
      ...(picture === undefined ? {} : { picture }),
    };
    const members = await membersAmong(db, place.id, [caller.user]);
    if (members.size > 0) return { ...seen, state: 'member', conversation: place.id };
    await checkNotBanned(db, place.id, caller.user);
    if (await findRequest(db, place.id, caller.user)) return { ...seen, state: 'asked' };
    checkGood(link, this.#parts.commits.now());
    return { ...seen, state: 'open' };
  }

  /** [GR52] */
  async ask(caller: Caller, { token, word = '' }: ParamsOf<'join.ask'>): Promise<ResultOf<'join.ask'>> {
    if (checkLine(word, LIMITS.joinWordChars)) throw new Failure('request.invalid');
    const { link: known } = await this.#follow(caller, token);
    return this.#parts.commits.run(async (change) => {
      const { link, place } = await linked(change.db, token);
      const conversation = known.conversation_id;
      const members = await membersAmong(change.db, conversation, [caller.user]);
      if (members.size > 0) return { state: 'member' as const, conversation };
      await checkNotBanned(change.db, conversation, caller.user);
      const approval = settingsOf(place).approval === true;
      if (approval && (await findRequest(change.db, conversation, caller.user))) return { state: 'asked' as const };
      checkGood(link, change.now());
      await countUse(change.db, link);
      if (!approval) {
        await admit(change, place, caller.user, [caller.user]);
        return { state: 'member' as const, conversation };
      }
      await addRequest(change, place, { user: caller.user, by: null, link: link.id, word: word.trim() });
      await tellRequests(change, place);
      return { state: 'asked' as const };
    });
  }

  async requests(caller: Caller, conversation: ConversationId): Promise<ResultOf<'join.requests'>> {
    const db = this.#parts.database.read;
    await accessManaged(db, caller, conversation);
    const requests = await requestsOf(db, conversation);
    const who = requests.flatMap(({ user, by }) => (by === undefined ? [user] : [user, by]));
    return { requests, people: await named(this.#parts.people, who) };
  }

  /** [GR53] */
  async decide(
    caller: Caller,
    { conversation, user, accept, ban: banned }: ParamsOf<'join.decide'>,
  ): Promise<Record<string, never>> {
    return this.#parts.commits.run(async (change) => {
      const place = await accessManaged(change.db, caller, conversation);
      const request = await findRequest(change.db, conversation, user);
      if (request === undefined) return {};
      const members = await membersAmong(change.db, conversation, [user]);
      if (accept && members.size === 0) await admit(change, place, caller.user, [user]);
      if (!accept && banned && members.size === 0) await ban(change, place, caller.user, user);
      await removeRequests(change.db, conversation, [user]);
      await tellRequests(change, place);
      return {};
    });
  }

  /** The link, and where it leads. @throws Failure 'join.unknown', 'rate.limited' for who tries many */
  async #follow(caller: Caller, token: string): Promise<{ link: JoinLinkRow; place: ConversationRow }> {
    const { attempts, database } = this.#parts;
    const retryAfterMs = (await attempts?.waitMs(MISSES, caller.user)) ?? 0;
    if (retryAfterMs > 0) throw new Failure('rate.limited', { retryAfterMs });
    try {
      return await linked(database.read, token);
    } catch (error) {
      await attempts?.failed(MISSES, caller.user);
      throw error;
    }
  }
}

/** @throws Failure 'join.unknown' */
async function linked(db: Parameters<typeof findLink>[0], token: string) {
  const link = await findLink(db, token);
  const place =
    link &&
    (await db.selectFrom('conversations').selectAll().where('id', '=', link.conversation_id).executeTakeFirst());
  // A group that everybody left is no group any more.
  if (link === undefined || place === undefined || place.member_count === 0) throw new Failure('join.unknown');
  return { link, place };
}

/** @throws Failure 'join.expired', 'join.used-up' */
function checkGood(link: JoinLinkRow, now: number): void {
  if (isGood(link, now)) return;
  throw new Failure(link.expires_at !== null && link.expires_at <= now ? 'join.expired' : 'join.used-up');
}

/** @throws Failure 'conversation.unknown', 'access.denied' for all but owner and admins of a group */
async function accessManaged(
  db: Parameters<typeof accessGroup>[0],
  caller: Caller,
  conversation: ConversationId,
): Promise<AccessRow> {
  const place = await accessGroup(db, caller, conversation);
  if (!mayManage(place)) throw new Failure('access.denied');
  return place;
}

/** Takes people in who are not. @throws Failure 'conversation.full' */
async function admit(change: Change, place: ConversationRow, by: UserId, members: UserId[]): Promise<void> {
  if (place.member_count + members.length > mostMembers(place)) throw new Failure('conversation.full');
  await change.append(place, by, { type: 'members-added', members }, members.length);
  await change.join(place, members);
}

interface Asked {
  user: UserId;
  by: UserId | null;
  link: string | null;
  word: string;
}

/** @throws Failure 'join-requests.full' */
async function addRequest(change: Change, place: ConversationRow, { user, by, link, word }: Asked): Promise<void> {
  if ((await countRequests(change.db, place.id)) >= LIMITS.joinRequests) throw new Failure('join-requests.full');
  const row = { user_id: user, asked_by: by, link_id: link, word, asked_at: change.now() };
  await insertRequest(change.db, { conversation_id: place.id, ...row });
}

/** [GR55] Members ask owner and admins to let these people in, who are not; who waits already goes on waiting. */
export async function askFor(change: Change, place: AccessRow, by: UserId, users: readonly UserId[]): Promise<void> {
  for (const user of users) {
    if (await findRequest(change.db, place.id, user)) continue;
    await addRequest(change, place, { user, by, link: null, word: '' });
  }
  await tellRequests(change, place);
}

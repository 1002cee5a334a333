import { Failure } from '#kernel/failure.ts';
import type { UserId } from '#protocol/common.ts';
import type { ReadMark } from '#protocol/conversations.ts';
import type { ParamsOf, Written } from '#protocol/realtime.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Caller } from '../identity/api.ts';
import { accessConversation, accessGroup } from './access.ts';
import type { Change } from './change.ts';
import type { Commits } from './commits.ts';
import { bannedAmong, removeBans } from './groups/ban-store.ts';
import { ban } from './groups/bans.ts';
import { askFor } from './groups/joining.ts';
import { endUnread } from './keeping-store.ts';
import { exist, type PeopleSource } from './people.ts';
import { type AccessRow, settingsOf } from './rows.ts';
import { acceptTitle, heirOf, mayInvite, mayManage, mayRemove, mostMembers } from './rules.ts';
import { eventsBetween, membersAmong, membersAsOf } from './store.ts';
import type { ConversationTables } from './tables.ts';

/** What members write into a conversation. */
export class Writing {
  readonly #database: Database<ConversationTables>;
  readonly #commits: Commits;
  readonly #people: PeopleSource;

  constructor(database: Database<ConversationTables>, commits: Commits, people: PeopleSource) {
    this.#database = database;
    this.#commits = commits;
    this.#people = people;
  }

  async rename(caller: Caller, params: ParamsOf<'conversation.rename'>): Promise<Written> {
    const { clientId, conversation } = params;
    const title = acceptTitle(params.title);
    const content = ['conversation.rename', conversation, title] as const;
    return this.#commits.once({ caller, clientId, content }, async (change) => {
      const place = await accessGroup(change.db, caller, conversation);
      if (!mayManage(place)) throw new Failure('access.denied');
      if (place.title === title) return change.lastOf(place);
      return change.append(place, caller.user, { type: 'renamed', title });
    });
  }

  async addMembers(caller: Caller, params: ParamsOf<'member.add'>): Promise<Written> {
    const { clientId, conversation } = params;
    const existing = await exist(this.#people, params.members);
    const content = ['member.add', conversation, params.members] as const;
    return this.#commits.once({ caller, clientId, content }, async (change) => {
      const place = await accessGroup(change.db, caller, conversation);
      if (!mayInvite(place)) throw new Failure('access.denied');
      if (!existing) throw new Failure('people.unknown');
      const present = await membersAmong(change.db, conversation, params.members);
      const members = params.members.filter((user) => !present.has(user));
      if (members.length === 0) return change.lastOf(place);
      await admitBanned(change, place, members);
      if (settingsOf(place).approval && !mayManage(place)) {
        await askFor(change, place, caller.user, members);
        return change.lastOf(place);
      }
      if (place.member_count + members.length > mostMembers(place)) throw new Failure('conversation.full');
      const written = await change.append(place, caller.user, { type: 'members-added', members }, members.length);
      await change.join(place, members);
      return written;
    });
  }

  async removeMember(caller: Caller, params: ParamsOf<'member.remove'>): Promise<Written> {
    const { clientId, conversation, member, ban: banned } = params;
    const existing = !banned || (await exist(this.#people, [member]));
    const content = ['member.remove', conversation, member, ...(banned ? ['ban'] : [])] as const;
    return this.#commits.once({ caller, clientId, content }, async (change) => {
      const place = await accessGroup(change.db, caller, conversation);
      if (member === caller.user) return leave(change, place, caller);
      if (place.role === 'member') throw new Failure('access.denied');
      const { members } = await membersAsOf(change.db, conversation);
      const target = members.find((one) => one.user === member);
      if (target !== undefined && !mayRemove(place.role, target.role)) throw new Failure('access.denied');
      if (!existing) throw new Failure('people.unknown');
      if (banned) await ban(change, place, caller.user, member);
      if (target === undefined) return change.lastOf(place);
      return remove(change, place, caller, member, 'removed');
    });
  }

  async leave(caller: Caller, params: ParamsOf<'conversation.leave'>): Promise<Written> {
    const { clientId, conversation } = params;
    const content = ['conversation.leave', conversation] as const;
    return this.#commits.once({ caller, clientId, content }, async (change) =>
      leave(change, await accessGroup(change.db, caller, conversation), caller),
    );
  }

  /** Moves the read mark forward; never back, never past the last event. Answers with the mark as it then is. */
  async read(caller: Caller, { conversation, seq }: ParamsOf<'conversation.read'>): Promise<ReadMark> {
    const now = await accessConversation(this.#database.read, caller, conversation);
    if (seq <= now.read_seq) return { seq: now.read_seq, count: now.read_count };
    return this.#commits.run(async (change) => {
      const place = await accessConversation(change.db, caller, conversation);
      const to = Math.min(seq, place.last_seq);
      const [event] = await eventsBetween(change.db, conversation, to, to);
      if (event === undefined || to <= place.read_seq) return { seq: place.read_seq, count: place.read_count };
      const read = { seq: to, count: event.count };
      await change.setRead(conversation, caller.user, read);
      await change.tell(caller.user, { type: 'read', conversation, read });
      await endUnread(change, conversation, caller.user, read.seq);
      return read;
    });
  }
}

/** [GR94] Owner and admins take people in who were banned: they are so no more. @throws Failure 'member.banned' */
async function admitBanned(change: Change, place: AccessRow, users: readonly UserId[]): Promise<void> {
  const banned = await bannedAmong(change.db, place.id, users);
  if (banned.size === 0) return;
  if (!mayManage(place)) throw new Failure('member.banned');
  await removeBans(change.db, place.id, [...banned]);
}

/** An owner who leaves hands the group over first. */
async function leave(change: Change, place: AccessRow, caller: Caller): Promise<Written> {
  if (place.role === 'owner') {
    const { members } = await membersAsOf(change.db, place.id);
    const heir = heirOf(members, caller.user);
    if (heir !== undefined) {
      await change.append(place, caller.user, { type: 'role-changed', member: heir, role: 'owner' });
      await change.setRole(place, heir, 'owner');
    }
  }
  return remove(change, place, caller, caller.user);
}

async function remove(
  change: Change,
  place: AccessRow,
  caller: Caller,
  member: string,
  why?: 'removed',
): Promise<Written> {
  const written = await change.append(place, caller.user, { type: 'member-removed', member }, -1);
  await change.part(place, member, why);
  return written;
}

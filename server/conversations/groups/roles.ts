import { Failure } from '#kernel/failure.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { Member } from '#protocol/conversations.ts';
import { FOR_GOOD } from '#protocol/for-good.ts';
import type { ParamsOf, Written } from '#protocol/realtime.ts';
import type { Caller } from '../../identity/api.ts';
import { accessGroup } from '../access.ts';
import type { Change } from '../change.ts';
import type { Commits } from '../commits.ts';
import { findMember, setMute } from '../group-store.ts';
import type { AccessRow } from '../rows.ts';
import { mayManage, mayRemove } from '../rules.ts';
import { dissolve, type Endings } from './endings.ts';
import { tellRequests } from './requests.ts';

/** Who is what in a group, and its end. Rules: docs/spec/groups.md. */
export class Roles {
  readonly #commits: Commits;
  readonly #endings: Endings;

  constructor(commits: Commits, endings: Endings) {
    this.#commits = commits;
    this.#endings = endings;
  }

  /** [GR20] The owner makes and unmakes admins. */
  async role(caller: Caller, params: ParamsOf<'member.role'>): Promise<Written> {
    const { clientId, conversation, member, role } = params;
    const content = ['member.role', conversation, member, role] as const;
    return this.#commits.once({ caller, clientId, content }, async (change) => {
      const place = await accessOwned(change, caller, conversation);
      const target = await memberOf(change, place, member);
      if (target.role === 'owner') throw new Failure('access.denied');
      if (target.role === role) return change.lastOf(place);
      const written = await change.append(place, caller.user, { type: 'role-changed', member, role });
      await change.setRole(place, member, role);
      await tellRequests(change, place, [member]);
      return written;
    });
  }

  /** [GR21] The owner hands the group over. */
  async owner(caller: Caller, params: ParamsOf<'member.owner'>): Promise<Written> {
    const { clientId, conversation, member } = params;
    const content = ['member.owner', conversation, member] as const;
    return this.#commits.once({ caller, clientId, content }, async (change) => {
      const place = await accessOwned(change, caller, conversation);
      const target = await memberOf(change, place, member);
      if (target.role === 'owner') return change.lastOf(place);
      const written = await change.append(place, caller.user, { type: 'role-changed', member, role: 'owner' });
      await change.setRole(place, member, 'owner');
      await tellRequests(change, place, [member]);
      return written;
    });
  }

  /** [GR22] */
  async mute(caller: Caller, params: ParamsOf<'member.mute'>): Promise<Written> {
    const { clientId, conversation, member, until } = params;
    const content = ['member.mute', conversation, member, until] as const;
    return this.#commits.once({ caller, clientId, content }, async (change) => {
      const place = await accessGroup(change.db, caller, conversation);
      if (!mayManage(place)) throw new Failure('access.denied');
      const target = await memberOf(change, place, member);
      if (!mayRemove(place.role, target.role)) throw new Failure('access.denied');
      if (until === (target.mutedUntil ?? 0)) return change.lastOf(place);
      if (until !== 0 && (until <= change.now() || until > FOR_GOOD)) throw new Failure('request.invalid');
      const written = await change.append(place, caller.user, { type: 'member-muted', member, until });
      await setMute(change.db, place.id, member, until);
      return written;
    });
  }

  /** [GR23] The owner ends the group for everybody. */
  async dissolve(caller: Caller, params: ParamsOf<'conversation.dissolve'>): Promise<Written> {
    const { clientId, conversation } = params;
    const content = ['conversation.dissolve', conversation] as const;
    const written = await this.#commits.once({ caller, clientId, content }, async (change) =>
      dissolve(change, await accessOwned(change, caller, conversation), caller.user, 'dissolved'),
    );
    this.#endings.arm();
    return written;
  }
}

/** @throws Failure 'conversation.unknown', 'access.denied' for all but the owner of a group */
async function accessOwned(change: Change, caller: Caller, conversation: ConversationId): Promise<AccessRow> {
  const place = await accessGroup(change.db, caller, conversation);
  if (place.role !== 'owner') throw new Failure('access.denied');
  return place;
}

/** @throws Failure 'people.unknown' for who is no member */
async function memberOf(change: Change, place: AccessRow, user: UserId): Promise<Member> {
  const member = await findMember(change.db, place.id, user);
  if (member === undefined) throw new Failure('people.unknown');
  return member;
}

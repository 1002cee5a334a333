import type { Kysely } from 'kysely';
import { Failure } from '#kernel/failure.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import { membersAsOf } from '../store.ts';
import type { ConversationTables } from '../tables.ts';

/** Which of some people are there now, as others see them. */
export type Online = (users: readonly UserId[]) => Promise<ReadonlySet<UserId>>;

export const nobodyOnline: Online = async () => new Set();

/** Whom @here means as it is written: the members who are online. @throws Failure 'here.full' */
export async function thoseHere(
  db: Kysely<ConversationTables>,
  conversation: ConversationId,
  online: Online,
): Promise<UserId[]> {
  const { members } = await membersAsOf(db, conversation);
  const users = members.map(({ user }) => user);
  const there = await online(users);
  const here = users.filter((user) => there.has(user));
  if (here.length > LIMITS.here) throw new Failure('here.full');
  return here;
}

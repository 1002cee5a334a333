import type { Kysely } from 'kysely';
import { Failure } from '#kernel/failure.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { PlanId } from '#protocol/planning.ts';
import type { Conversations, Together } from '../../conversations/api.ts';
import type { Directory } from '../../directory/api.ts';
import { type Db, findPerson, findPlan, type StoredPerson, type StoredPlan, type Writing } from './store.ts';

/** What somebody is to a plan that they may know of. */
export interface Standing {
  plan: StoredPlan;
  /** Absent: a member of the plan's group who came later and hasn't answered. */
  person: StoredPerson | undefined;
  /** May change the plan. */
  organises: boolean;
}

/** Who may know of which plan: docs/spec/planning.md [PL2]. */
export interface Reach {
  readonly db: Db;
  isMember(conversation: ConversationId, user: UserId): Promise<boolean>;
  /** Whether what the one says to the other alone reaches them. */
  reaches(from: UserId, to: UserId): Promise<boolean>;
}

/** As committed. */
export function readingReach(db: Db, conversations: Conversations, directory: Directory): Reach {
  return {
    db,
    isMember: async (conversation, user) => (await conversations.sizeFor(user, conversation)) !== undefined,
    reaches: (from, to) => directory.mayReach(from, to),
  };
}

/** As the transaction sees it. */
export function writingReach(together: Together, directory: Directory): Reach & { db: Writing } {
  const db = together.db as unknown as Writing;
  const members = new Map<ConversationId, Promise<ReadonlySet<UserId>>>();
  return {
    db,
    async isMember(conversation, user) {
      const known = members.get(conversation) ?? together.members(conversation).then((all) => new Set(all));
      members.set(conversation, known);
      return (await known).has(user);
    },
    reaches: (from, to) => directory.mayReach(from, to, db as unknown as Kysely<never>),
  };
}

/** Whether somebody whom the plan names, or who is in its group, may know of it. */
export async function knows(
  reach: Reach,
  plan: StoredPlan,
  user: UserId,
  person: Pick<StoredPerson, 'named' | 'organises'> | undefined,
): Promise<boolean> {
  if (user === plan.organiser) return true;
  if (plan.conversation !== null && (await reach.isMember(plan.conversation, user))) return true;
  return person !== undefined && person.named === 1 && (await reach.reaches(plan.organiser, user));
}

/** @throws Failure 'plan.unknown' to whoever isn't invited */
export async function accessPlan(reach: Reach, id: PlanId, user: UserId): Promise<Standing> {
  const plan = await findPlan(reach.db, id);
  const person = plan && (await findPerson(reach.db, id, user));
  if (plan === undefined || !(await knows(reach, plan, user, person))) throw new Failure('plan.unknown');
  return { plan, person, organises: person?.organises === 1 };
}

/** @throws Failure 'plan.unknown', 'access.denied', 'plan.over' */
export async function accessToChange(reach: Reach, id: PlanId, user: UserId, now: number): Promise<Standing> {
  const standing = await accessPlan(reach, id, user);
  if (!standing.organises) throw new Failure('access.denied');
  checkRunning(standing.plan, now);
  return standing;
}

/** @throws Failure 'plan.over' */
export function checkRunning({ cancelled_at, ends_at }: StoredPlan, now: number): void {
  if (cancelled_at !== null || ends_at <= now) throw new Failure('plan.over');
}

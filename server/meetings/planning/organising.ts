import type { Kysely } from 'kysely';
import type { UserId } from '#protocol/common.ts';
import type { Db } from './store.ts';

/** [PL43] Whether the member may change the plan that has this number. */
export async function organisesMeeting<Tables>(read: Kysely<Tables>, number: string, user: UserId): Promise<boolean> {
  const db = read as unknown as Db;
  const row = await db
    .selectFrom('plans')
    .innerJoin('plan_people', 'plan_people.plan', 'plans.id')
    .select('plans.id')
    .where('plans.number', '=', number)
    .where('plans.cancelled_at', 'is', null)
    .where('plan_people.account', '=', user)
    .where('plan_people.organises', '=', 1)
    .executeTakeFirst();
  return row !== undefined;
}

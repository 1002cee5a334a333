import { newId } from '#kernel/ids.ts';
import type { Jobs } from '#kernel/ports/jobs.ts';
import type { Occasion } from '#kernel/recurrence.ts';
import { nextOccasion, occasionsBetween } from '#kernel/recurrence.ts';
import type { ConversationId, TimeMs, UserId } from '#protocol/common.ts';
import type { Day, MeetingContent } from '#protocol/planning.ts';
import type { Together } from '../../conversations/api.ts';
import { answersOn } from './day-answers.ts';
import { knows, type Reach } from './reach.ts';
import { peopleOf, type StoredPerson, type StoredPlan, type Writing } from './store.ts';
import { ENDLESS } from './tables.ts';

export const NOTICE_JOB = 'plan.notice';
export const TICK_JOB = 'plan.tick';
const MINUTE_MS = 60_000;
/** Meetings that may go on at once in one series, at most. */
const AT_ONCE = 20;
const FOR_EVER = Date.UTC(2200, 0, 1);

/** One transaction about a plan: what it writes, and through what. */
export interface Telling {
  together: Together;
  reach: Reach & { db: Writing };
  jobs: Jobs;
}

/** Puts into everybody's own log that the plan is not what it was, or `gone`. */
export async function tellAll({ together, reach }: Telling, plan: StoredPlan, gone = false): Promise<void> {
  for (const person of await peopleOf(reach.db, plan.id)) {
    if (await knows(reach, plan, person.account, person)) await tellOne(together, plan, person, gone);
  }
}

export async function tellOne(
  together: Together,
  plan: StoredPlan,
  { account, answer }: Pick<StoredPerson, 'account' | 'answer'>,
  gone = false,
  soon?: TimeMs,
): Promise<void> {
  await together.tell(account, {
    type: 'plan',
    plan: plan.id,
    revision: plan.revision,
    ...(gone ? { gone: true as const } : {}),
    ...(answer === null || gone ? {} : { answer }),
    ...(soon === undefined || gone ? {} : { soon }),
  });
}

/** To those who may change it. */
export async function tellOrganisers(telling: Telling, plan: StoredPlan, soon?: TimeMs): Promise<void> {
  for (const person of await peopleOf(telling.reach.db, plan.id)) {
    if (person.organises === 1) await tellOne(telling.together, plan, person, false, soon);
  }
}

/** Where something is to be said: in the plan's group, and to each who was invited by name. `day`: of this occurrence. */
export async function chatsOf({ reach }: Telling, plan: StoredPlan, withRefusing: boolean, day?: Day): Promise<Chat[]> {
  const chats: Chat[] = plan.conversation === null ? [] : [{ conversation: plan.conversation, account: null }];
  const onDay = day === undefined ? undefined : await answersOn(reach.db, plan.id, day);
  for (const { account, named, answer } of await peopleOf(reach.db, plan.id)) {
    const refuses = (onDay?.get(account) ?? answer) === 'no';
    if (named === 0 || account === plan.organiser || (refuses && !withRefusing)) continue;
    chats.push({ conversation: null, account });
  }
  return chats;
}

export type Chat = { conversation: ConversationId; account: null } | { conversation: null; account: UserId };

/** Will be said in the chats, each time once: [PL31]. */
export async function announce(
  { reach, jobs }: Telling,
  plan: StoredPlan,
  chats: readonly Chat[],
  content: MeetingContent,
): Promise<void> {
  for (const chat of chats) {
    const id = newId('pn');
    const row = { id, plan: plan.id, organiser: plan.organiser, ...chat, content: JSON.stringify(content) };
    await reach.db.insertInto('plan_notices').values(row).execute();
    await jobs.put(reach.db, { kind: NOTICE_JOB, key: id, payload: { notice: id } });
  }
}

/** What the chat says; `one`: of this occurrence alone. */
export function contentOf(
  plan: StoredPlan,
  what: MeetingContent['what'],
  now: TimeMs,
  one?: Pick<Occasion, 'day' | 'at' | 'minutes'>,
): MeetingContent {
  const { repeat, zone, minutes } = plan.table;
  const shown = one ?? nextOccasion(plan.table, now) ?? { at: Math.min(plan.ends_at, now), minutes, day: undefined };
  return {
    type: 'meeting',
    what,
    plan: plan.id,
    title: plan.title,
    number: plan.number,
    at: shown.at,
    minutes: shown.minutes,
    zone,
    ...(repeat === undefined ? {} : { repeat }),
    ...(one === undefined || repeat === undefined ? {} : { day: one.day }),
  };
}

/** The next occurrence that has not been reminded of. */
export function nextToRemind({ table, reminded_to }: StoredPlan, now: TimeMs): Occasion | undefined {
  const coming = occasionsBetween(table, Math.max(now, reminded_to), FOR_EVER, AT_ONCE);
  return coming.find(({ at }) => at > reminded_to);
}

/** What is to be reminded of already when it is planned was just told: nobody is reminded of that. */
export function withoutOldReminders(plan: StoredPlan, now: TimeMs): StoredPlan {
  let found = plan;
  for (let next = nextToRemind(found, now); next !== undefined; next = nextToRemind(found, now)) {
    if (plan.remind === null || next.at - plan.remind * MINUTE_MS > now) break;
    found = { ...found, reminded_to: next.at };
  }
  return found;
}

/** When something is to be done about the plan next; undefined: never. */
export function nextTick(plan: StoredPlan, now: TimeMs): TimeMs | undefined {
  if (plan.cancelled_at !== null) return undefined;
  const next = plan.remind === null ? undefined : nextToRemind(plan, now);
  if (next !== undefined && plan.remind !== null) return next.at - plan.remind * MINUTE_MS;
  return plan.ends_at === ENDLESS ? undefined : plan.ends_at;
}

/** Has the clock look at the plan at the right time. */
export async function arm({ reach, jobs }: Telling, plan: StoredPlan, now: TimeMs): Promise<void> {
  const due = nextTick(plan, now);
  if (due === undefined) await jobs.drop(reach.db, TICK_JOB, plan.id);
  else await jobs.put(reach.db, { kind: TICK_JOB, key: plan.id, payload: { plan: plan.id }, due });
}

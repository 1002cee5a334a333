import type { Transaction } from 'kysely';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { newId, randomDigits } from '#kernel/ids.ts';
import type { AttemptRule, Attempts } from '#kernel/ports/attempts.ts';
import type { Jobs } from '#kernel/ports/jobs.ts';
import { nextOccasion, type Occasion, occasionNamed } from '#kernel/recurrence.ts';
import { instantOf } from '#kernel/zoned-time.ts';
import type { UserId } from '#protocol/common.ts';
import { checkTitle } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { PlanException, PlanId, Timetable } from '#protocol/planning.ts';
import type { ParamsOf } from '#protocol/realtime.ts';
import type { Database } from '../../adapters/sql/database.ts';
import { upsert } from '../../adapters/sql/upsert.ts';
import type { Conversations, Together } from '../../conversations/api.ts';
import type { Directory } from '../../directory/api.ts';
import type { Caller, Identity } from '../../identity/api.ts';
import { type ChatDb, chatOfNumber } from '../chat/store.ts';
import { type FirstSettings, setUp } from '../service.ts';
import { insertMeeting } from '../store.ts';
import type { MeetingTables } from '../tables.ts';
import type { Guests } from './guest-list.ts';
import { endForGood } from './kept.ts';
import { accessToChange, writingReach } from './reach.ts';
import {
  type AllTables,
  countPlans,
  findByClientId,
  insertPeople,
  insertPlan,
  type StoredPlan,
  updatePlan,
  type Writing,
} from './store.ts';
import { ENDLESS } from './tables.ts';
import { announce, arm, chatsOf, contentOf, type Telling, TICK_JOB, tellAll, withoutOldReminders } from './telling.ts';
import { acceptTable, checkStart, endsAt } from './timetable.ts';

export interface PlanningOptions {
  database: Database<AllTables>;
  conversations: Conversations;
  directory: Directory;
  identity: Identity;
  attempts: Attempts;
  jobs: Jobs;
  clock: Clock;
}

/** [PL5] Plans made by one account: each has a number, and writes to people. */
const PLANNING: AttemptRule = {
  name: 'meeting planning: account',
  free: 60,
  windowMs: 3600_000,
  firstWaitMs: 10_000,
  maxWaitMs: 600_000,
};

type Creating = ParamsOf<'plan.create'>;

/** Planned meetings, as those see them who organise them. Rules: docs/spec/planning.md. */
export class Planning {
  readonly #options: PlanningOptions;
  readonly #guests: Guests;

  constructor(options: PlanningOptions, guests: Guests) {
    this.#options = options;
    this.#guests = guests;
  }

  async create(caller: Caller, params: Creating): Promise<PlanId> {
    const { attempts, clock } = this.#options;
    const title = acceptTitle(params.title);
    const table = acceptTable({ ...params, exceptions: [] }, clock.now());
    const retryAfterMs = await attempts.waitMs(PLANNING, caller.user);
    if (retryAfterMs > 0) throw new Failure('rate.limited', { retryAfterMs });
    const guests = await this.#guests.of(params);
    await attempts.failed(PLANNING, caller.user);
    return this.run(async (telling) => {
      const { together, reach } = telling;
      const known = await findByClientId(reach.db, caller.user, params.clientId);
      if (known !== undefined) return known;
      if ((await countPlans(reach.db, caller.user, clock.now())) >= LIMITS.plans) throw new Failure('plan.full');
      const place = await placeOf(together, caller, params.conversation);
      const now = clock.now();
      const plan: StoredPlan = withoutOldReminders(
        {
          ...{ id: newId('pl'), organiser: caller.user, client_id: params.clientId, title },
          ...{
            number: await takeNumber(reach.db, caller.user, title, now),
            agenda: params.agenda?.trim() ?? '',
            table,
          },
          ...{ remind: params.remind ?? null, conversation: place.group, revision: 1, changed_at: now },
          ...{ cancelled_at: null, ends_at: endsAt(table), reminded_to: 0 },
        },
        now,
      );
      await insertPlan(reach.db, plan);
      await setUp(reach.db as unknown as Transaction<MeetingTables>, plan.number, settingsIn(params));
      await keepNumber(reach.db, plan);
      await insertAll(telling, plan, [...place.peers, ...guests], place.members);
      await announce(telling, plan, await chatsOf(telling, plan, true), contentOf(plan, 'invited', now));
      await tellAll(telling, plan);
      await arm(telling, plan, now);
      return plan.id;
    });
  }

  async change({ user }: Caller, params: ParamsOf<'plan.change'>): Promise<void> {
    const renamed = await this.run(async (telling) => {
      const now = this.#options.clock.now();
      const { plan } = await accessToChange(telling.reach, params.plan, user, now);
      const table = changedTable(plan.table, params, now);
      const title = params.title === undefined ? plan.title : acceptTitle(params.title);
      const agenda = params.agenda === undefined ? plan.agenda : params.agenda.trim();
      const remind = params.remind === undefined ? plan.remind : params.remind;
      const told = title !== plan.title || JSON.stringify(table) !== JSON.stringify(plan.table);
      if (!told && agenda === plan.agenda && remind === plan.remind) return undefined;
      const next = await this.#store(telling, plan, { ...plan, title, agenda, remind, table });
      if (title !== plan.title) await retitle(telling.reach.db, next);
      if (told) await announce(telling, next, await chatsOf(telling, next, true), contentOf(next, 'changed', now));
      return title === plan.title ? undefined : next;
    });
    if (renamed !== undefined) await this.#renameChat(renamed, user);
  }

  /** [PL44] */
  async #renameChat({ number, title }: StoredPlan, by: UserId): Promise<void> {
    const { conversations, database } = this.#options;
    const chat = await chatOfNumber(database.read as unknown as ChatDb, number);
    if (chat !== undefined) await conversations.meetingChats.rename(chat, title, by);
  }

  /** [PL12] */
  async move({ user }: Caller, params: ParamsOf<'plan.move'>): Promise<void> {
    await this.run(async (telling) => {
      const now = this.#options.clock.now();
      const { plan } = await accessToChange(telling.reach, params.plan, user, now);
      const { day, start, minutes } = params;
      const occasion = accessOccasion(plan, day, now);
      checkStart(start, plan.table.zone, now);
      if (instantOf(start, plan.table.zone) + minutes * 60_000 <= now) throw new Failure('plan.time');
      if (occasion.start === start && occasion.minutes === minutes) return;
      const next = await this.#store(telling, plan, withException(plan, { day, start, minutes }));
      const moved = contentOf(next, 'changed', now, occasionNamed(next.table, day));
      await announce(telling, next, await chatsOf(telling, next, true), moved);
    });
  }

  async cancel({ user }: Caller, { plan: id, day }: ParamsOf<'plan.cancel'>): Promise<void> {
    await this.run(async (telling) => {
      const now = this.#options.clock.now();
      const { plan } = await accessToChange(telling.reach, id, user, now);
      const one = day === undefined ? undefined : accessOccasion(plan, day, now);
      const without = one === undefined ? plan : withException(plan, { day: one.day, cancelled: true });
      const chats = await chatsOf(telling, plan, true);
      // When none is left, it is cancelled as a whole.
      const left = one !== undefined && nextOccasion(without.table, now) !== undefined;
      if (left) {
        const next = await this.#store(telling, plan, without);
        await announce(telling, next, chats, contentOf(next, 'cancelled', now, one));
      } else {
        await this.#cancelAll(telling, plan, now);
        await announce(telling, plan, chats, contentOf(plan, 'cancelled', now));
      }
    });
  }

  /** One transaction about plans, with what it says and tells. */
  run<Result>(work: (telling: Telling) => Promise<Result>): Promise<Result> {
    const { conversations, directory, jobs } = this.#options;
    return conversations.together((together) => work({ together, reach: writingReach(together, directory), jobs }));
  }

  /** Keeps the changed plan, and tells everybody that it is another one. */
  async #store(telling: Telling, before: StoredPlan, changed: StoredPlan): Promise<StoredPlan> {
    const now = this.#options.clock.now();
    const whole = { ...changed, ends_at: endsAt(changed.table), revision: before.revision + 1, changed_at: now };
    const next = withoutOldReminders(whole, now);
    if (!(await updatePlan(telling.reach.db, before, next))) throw new Failure('server.busy');
    await keepNumber(telling.reach.db, next);
    await tellAll(telling, next);
    await arm(telling, next, now);
    return next;
  }

  async #cancelAll(telling: Telling, plan: StoredPlan, now: number): Promise<void> {
    const { db } = telling.reach;
    const next = { ...plan, cancelled_at: now, changed_at: now, revision: plan.revision + 1 };
    if (!(await updatePlan(db, plan, next))) throw new Failure('server.busy');
    await endForGood(db, plan.number, now);
    await tellAll(telling, next, true);
    await telling.jobs.drop(db, TICK_JOB, plan.id);
  }
}

function settingsIn({ passcode, lobby }: Creating): FirstSettings {
  return { ...(passcode === undefined ? {} : { passcode }), ...(lobby === undefined ? {} : { lobby }) };
}

/** @throws Failure 'fields.invalid' */
function acceptTitle(typed: string): string {
  const title = typed.normalize('NFC').trim();
  const fault = checkTitle(title);
  if (fault) throw new Failure('fields.invalid', { fields: { title: fault } });
  return title;
}

/** [PL12] Another time or rule makes everything as the rule says; another length leaves what was moved as it is. */
function changedTable(table: Timetable, params: ParamsOf<'plan.change'>, now: number): Timetable {
  const { start = table.start, zone = table.zone, minutes = table.minutes } = params;
  const repeat = params.repeat === undefined ? table.repeat : (params.repeat ?? undefined);
  const same = start === table.start && zone === table.zone && JSON.stringify(repeat) === JSON.stringify(table.repeat);
  if (same && minutes === table.minutes) return table;
  return acceptTable({ start, zone, minutes, repeat, exceptions: same ? table.exceptions : [] }, now);
}

/** An occurrence that can still be changed. @throws Failure 'plan.over' */
export function accessOccasion(plan: StoredPlan, day: string, now: number): Occasion {
  const occasion = occasionNamed(plan.table, day);
  if (occasion === undefined || occasion.at + occasion.minutes * 60_000 <= now) throw new Failure('plan.over');
  return occasion;
}

/** @throws Failure 'plan.full' */
function withException(plan: StoredPlan, exception: PlanException): StoredPlan {
  const others = plan.table.exceptions.filter(({ day }) => day !== exception.day);
  if (others.length >= LIMITS.planExceptions) throw new Failure('plan.full');
  return { ...plan, table: { ...plan.table, exceptions: [...others, exception] } };
}

/** Where it is invited to: a group as it is, and the other one of a conversation of two. */
async function placeOf(together: Together, caller: Caller, conversation: Creating['conversation']) {
  if (conversation === undefined) return { group: null, peers: [], members: [] };
  const { kind } = await together.access(caller, conversation);
  const members = await together.members(conversation);
  if (kind === 'direct') return { group: null, peers: members, members: [] };
  return { group: conversation, peers: [], members };
}

async function insertAll(
  { reach }: Telling,
  { id: plan, organiser }: StoredPlan,
  named: readonly UserId[],
  members: readonly UserId[],
): Promise<void> {
  const inGroup = new Set(members);
  const byName = [...new Set(named)].filter((user) => user !== organiser && !inGroup.has(user));
  if (byName.length > LIMITS.planPeople) throw new Failure('plan.too-many');
  const others = [...byName, ...members.filter((user) => user !== organiser)];
  const people = [organiser, ...others].map((account, place) => ({
    ...{ plan, account, place, answer: null },
    organises: place === 0 ? 1 : 0,
    named: inGroup.has(account) ? 0 : 1,
  }));
  await insertPeople(reach.db, people);
}

/** A meeting with a number of its own. */
export async function takeNumber(db: Writing, host: UserId, title: string, now: number): Promise<string> {
  for (;;) {
    const number = randomDigits(LIMITS.meetingNumberDigits);
    if (await insertMeeting(db, { number, room: newId('m'), title, host, created_at: now })) return number;
  }
}

/** [PL41] The number of a series stays good until the last meeting is over. */
async function keepNumber(db: Writing, { number, table, ends_at }: StoredPlan): Promise<void> {
  const until = table.repeat === undefined ? 0 : Math.min(ends_at, ENDLESS);
  await upsert(db, 'kept_numbers', { number, account: null, until }, ['number']);
}

async function retitle(db: Writing, { number, title }: StoredPlan): Promise<void> {
  await db.updateTable('meeting').set({ title }).where('number', '=', number).execute();
}

import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { nextOccasion, type Occasion, occasionsBetween } from '#kernel/recurrence.ts';
import type { Person, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Invitee, Occurrence, Plan, PlanAnswer, PlanId } from '#protocol/planning.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Database } from '../../adapters/sql/database.ts';
import type { Conversations } from '../../conversations/api.ts';
import type { Directory } from '../../directory/api.ts';
import type { Caller, Identity } from '../../identity/api.ts';
import { type CalendarEvent, type CalendarMethod, calendarFile } from './calendar-file.ts';
import { dayAnswersOf, ownDayAnswers } from './day-answers.ts';
import { accessPlan, knows, type Reach, readingReach } from './reach.ts';
import {
  type AllTables,
  type Db,
  peopleOf,
  plansIn,
  plansNaming,
  type StoredPerson,
  type StoredPlan,
} from './store.ts';

export interface PlanReadingOptions {
  database: Database<AllTables>;
  conversations: Conversations;
  directory: Directory;
  identity: Identity;
  clock: Clock;
}

/** Meetings that were over this long ago are in nobody's feed. */
const FEED_BACK_MS = 60 * 86_400_000;

/** Planned meetings, as those see them who are invited. */
export class PlanReading {
  readonly #options: PlanReadingOptions;

  constructor(options: PlanReadingOptions) {
    this.#options = options;
  }

  /** @throws Failure 'plan.unknown' */
  async get({ user }: Caller, id: PlanId): Promise<Plan> {
    const { clock, identity } = this.#options;
    const reach = this.#reach();
    const { plan, person } = await accessPlan(reach, id, user);
    const all = await this.#present(plan, await peopleOf(reach.db, plan.id));
    const invitees = all.filter(({ account }) => account !== plan.organiser);
    const next = plan.cancelled_at === null ? nextOccasion(plan.table, clock.now()) : undefined;
    const { start, zone, minutes, repeat, exceptions } = plan.table;
    const named = new Set(all.map(({ account }) => account));
    const answers = (await dayAnswersOf(reach.db, plan.id, clock.now())).filter((one) => named.has(one.user));
    const own = await ownDayAnswers(reach.db, [plan.id], user);
    return {
      ...{ plan: plan.id, number: plan.number, title: plan.title, agenda: plan.agenda, organiser: plan.organiser },
      ...{ start, zone, minutes, exceptions: [...exceptions], revision: plan.revision },
      ...(repeat === undefined ? {} : { repeat }),
      ...(plan.remind === null ? {} : { remind: plan.remind }),
      ...(plan.conversation === null ? {} : { conversation: plan.conversation }),
      ...(plan.cancelled_at === null ? {} : { cancelledAt: plan.cancelled_at }),
      ...(await passcodeOf(reach.db, plan.number)),
      ...(next === undefined ? {} : { next: shown(plan, next, person, own) }),
      ...(answers.length === 0 ? {} : { answers }),
      mine: person === undefined ? { user, member: true } : inviteeOf(person),
      invitees: [...invitees].sort((one, other) => other.organises - one.organises).map(inviteeOf),
      people: await identity.people([...new Set([plan.organiser, ...invitees.map(({ account }) => account)])]),
    };
  }

  /** [PL3] What the person is invited to, between two instants. */
  async agenda({ user }: Caller, { from, to }: ParamsOf<'plan.agenda'>): Promise<ResultOf<'plan.agenda'>> {
    if (to <= from || to - from > LIMITS.planWindowMs) throw new Failure('request.invalid');
    const most = LIMITS.planAgendaItems;
    const found: Occurrence[] = [];
    const plans = await this.#plansOf(user, from);
    const ids = plans.map(({ plan }) => plan.id);
    const own = await ownDayAnswers(this.#options.database.read, ids, user);
    for (const { plan, person } of plans) {
      found.push(...occasionsBetween(plan.table, from, to, most).map((one) => shown(plan, one, person, own)));
    }
    const items = found.sort((one, other) => one.at - other.at || (one.plan < other.plan ? -1 : 1)).slice(0, most);
    return { items, people: await this.#cards(items.map(({ organiser }) => organiser)) };
  }

  /** [PL50] */
  async file({ user }: Caller, params: ParamsOf<'plan.file'>): Promise<ResultOf<'plan.file'>> {
    const { plan, person } = await accessPlan(this.#reach(), params.plan, user);
    const asks = params.invitation === true && user !== plan.organiser;
    const method: CalendarMethod = plan.cancelled_at !== null ? 'CANCEL' : asks ? 'REQUEST' : 'PUBLISH';
    const names = await this.#names([plan.organiser, user]);
    const attendee = { id: user, name: names.get(user) ?? '', answer: person?.answer ?? undefined };
    const event = { ...eventOf(plan, acceptOrigin(params.origin), names), ...(asks ? { attendee } : {}) };
    return { name: `${plan.table.start.slice(0, 10)}-${plan.number}.ics`, text: calendarFile([event], method) };
  }

  /** [PL52] All meetings of a person, for their calendar; `origin`: where this server is reached. */
  async calendar(user: UserId, origin: string): Promise<string> {
    const plans = await this.#plansOf(user, this.#options.clock.now() - FEED_BACK_MS);
    const names = await this.#names(plans.map(({ plan }) => plan.organiser));
    return calendarFile(
      plans.map(({ plan }) => eventOf(plan, origin, names)),
      'PUBLISH',
      'Yiqi',
    );
  }

  async #names(users: readonly UserId[]): Promise<ReadonlyMap<UserId, string>> {
    return new Map((await this.#cards(users)).map(({ id, nickname }) => [id, nickname]));
  }

  /** Plans that the person may know of now, each once. */
  async #plansOf(user: UserId, from: number): Promise<{ plan: StoredPlan; person: StoredPerson | undefined }[]> {
    const { conversations } = this.#options;
    const reach = this.#reach();
    const inIt = new Set(await conversations.conversationsOf(user));
    const seen: Reach = { ...reach, isMember: async (conversation) => inIt.has(conversation) };
    const found: { plan: StoredPlan; person: StoredPerson | undefined }[] = [];
    for (const one of await plansNaming(reach.db, user, from)) {
      if (await knows(seen, one.plan, user, one.person)) found.push(one);
    }
    const known = new Set(found.map(({ plan }) => plan.id));
    for (const plan of await plansIn(reach.db, [...inIt], from)) {
      if (!known.has(plan.id)) found.push({ plan, person: undefined });
    }
    return found;
  }

  /** Without those who were invited with the group and are in it no more. */
  async #present(plan: StoredPlan, people: readonly StoredPerson[]): Promise<StoredPerson[]> {
    if (plan.conversation === null) return [...people];
    const members = new Set(await this.#options.conversations.membersOf(plan.conversation));
    return people.filter(({ account, named }) => named === 1 || members.has(account) || account === plan.organiser);
  }

  #cards(users: readonly UserId[]): Promise<Person[]> {
    return users.length === 0 ? Promise.resolve([]) : this.#options.identity.people([...new Set(users)]);
  }

  #reach(): Reach {
    const { database, conversations, directory } = this.#options;
    return readingReach(database.read, conversations, directory);
  }
}

/** [PL42] As it is now: hosts change it. */
async function passcodeOf(db: Db, number: string): Promise<Pick<Plan, 'passcode'>> {
  const row = await db.selectFrom('meeting_rooms').select('passcode').where('meeting', '=', number).executeTakeFirst();
  return row === undefined || row.passcode === '' ? {} : { passcode: row.passcode };
}

function eventOf(plan: StoredPlan, origin: string, names: ReadonlyMap<UserId, string>): CalendarEvent {
  const link = `${origin}/m/${plan.number}`;
  return {
    ...{ uid: `${plan.id}@yiqi`, table: plan.table, title: plan.title, agenda: plan.agenda, link },
    ...{ note: `${link}\n${plan.number.replace(/(\d{3})(?=\d)/g, '$1 ')}`, sequence: plan.revision },
    ...{ changedAt: plan.changed_at, cancelled: plan.cancelled_at !== null },
    organiser: { id: plan.organiser, name: names.get(plan.organiser) ?? '' },
    ...(plan.remind === null ? {} : { remindMinutes: plan.remind }),
  };
}

function inviteeOf({ account, answer, organises, named }: StoredPerson): Invitee {
  return {
    user: account,
    ...(answer === null ? {} : { answer }),
    ...(organises === 1 ? { organises: true as const } : {}),
    ...(named === 1 ? {} : { member: true as const }),
  };
}

function shown(
  plan: StoredPlan,
  { day, at, minutes, moved }: Occasion,
  person: StoredPerson | undefined,
  own: ReadonlyMap<string, PlanAnswer>,
): Occurrence {
  const answer = own.get(`${plan.id} ${day}`) ?? person?.answer ?? undefined;
  return {
    ...{ plan: plan.id, day, at, minutes, title: plan.title, number: plan.number, organiser: plan.organiser },
    ...(moved ? { moved: true as const } : {}),
    ...(plan.table.repeat === undefined ? {} : { repeats: true as const }),
    ...(plan.conversation === null ? {} : { conversation: plan.conversation }),
    ...(answer === undefined ? {} : { answer }),
  };
}

/** Where the asker reaches this server. @throws Failure 'request.invalid' */
function acceptOrigin(typed: string): string {
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw new Failure('request.invalid');
  return url.origin;
}

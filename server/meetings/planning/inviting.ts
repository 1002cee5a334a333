import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ParamsOf } from '#protocol/realtime.ts';
import { insertIfAbsent } from '../../adapters/sql/upsert.ts';
import type { Caller } from '../../identity/api.ts';
import { countDayAnswers, dropDayAnswers, putDayAnswer } from './day-answers.ts';
import type { Guests } from './guest-list.ts';
import { accessOccasion, type Planning } from './planning.ts';
import { accessPlan, accessToChange, checkRunning } from './reach.ts';
import {
  deletePerson,
  findPerson,
  insertPeople,
  peopleOf,
  type StoredPerson,
  type StoredPlan,
  updatePerson,
} from './store.ts';
import { announce, contentOf, type Telling, tellAll, tellOne, tellOrganisers } from './telling.ts';

/** Who is invited to planned meetings, and what they answer. */
export class Inviting {
  readonly #planning: Pick<Planning, 'run'>;
  readonly #guests: Guests;
  readonly #clock: Clock;

  constructor(planning: Pick<Planning, 'run'>, guests: Guests, clock: Clock) {
    this.#planning = planning;
    this.#guests = guests;
    this.#clock = clock;
  }

  async invite({ user }: Caller, params: ParamsOf<'plan.invite'>): Promise<void> {
    const guests = await this.#guests.of(params);
    await this.#planning.run(async (telling) => {
      const { reach } = telling;
      const now = this.#clock.now();
      const { plan } = await accessToChange(reach, params.plan, user, now);
      const before = await peopleOf(reach.db, plan.id);
      const known = new Set(before.map(({ account }) => account));
      const fresh = guests.filter((guest) => !known.has(guest));
      const named = before.filter((one) => one.named === 1).length - 1;
      if (named + fresh.length > LIMITS.planPeople) throw new Failure('plan.too-many');
      const last = Math.max(...before.map(({ place }) => place));
      const people = fresh.map((account, index) => ({ ...newPerson(plan, account), place: last + 1 + index }));
      await insertPeople(reach.db, people);
      const chats = fresh.map((account) => ({ conversation: null, account }));
      await announce(telling, plan, chats, contentOf(plan, 'invited', now));
      if (fresh.length > 0) await tellAll(telling, plan);
    });
  }

  /** Members of the plan's group are invited as long as they are in it. */
  async uninvite({ user }: Caller, params: ParamsOf<'plan.uninvite'>): Promise<void> {
    await this.#planning.run(async (telling) => {
      const { plan } = await accessToChange(telling.reach, params.plan, user, this.#clock.now());
      const person = await accessPerson(telling, plan, params.user);
      if (person.named === 0 || person.account === plan.organiser) throw new Failure('access.denied');
      if (person.organises === 1 && user !== plan.organiser) throw new Failure('access.denied');
      await deletePerson(telling.reach.db, person);
      await dropDayAnswers(telling.reach.db, plan.id, person.account);
      await tellOne(telling.together, plan, person, true);
      await tellAll(telling, plan);
    });
  }

  /** [PL4] Only who planned the meeting says who may change it besides. */
  async organise({ user }: Caller, params: ParamsOf<'plan.organise'>): Promise<void> {
    await this.#planning.run(async (telling) => {
      const { plan } = await accessToChange(telling.reach, params.plan, user, this.#clock.now());
      const person = await accessPerson(telling, plan, params.user);
      if (user !== plan.organiser || person.account === plan.organiser) throw new Failure('access.denied');
      if ((person.organises === 1) === params.on) return;
      await updatePerson(telling.reach.db, person, { organises: params.on ? 1 : 0 });
      await tellAll(telling, plan);
    });
  }

  /** [PL20] [PL21] */
  async answer({ user }: Caller, { plan: id, answer, day }: ParamsOf<'plan.answer'>): Promise<void> {
    await this.#planning.run(async (telling) => {
      const { plan, person } = await accessPlan(telling.reach, id, user);
      if (user === plan.organiser) throw new Failure('access.denied');
      checkRunning(plan, this.#clock.now());
      const { db } = telling.reach;
      const whole = day === undefined ? answer : (person?.answer ?? null);
      if (day !== undefined) {
        const now = this.#clock.now();
        accessOccasion(plan, day, now);
        if ((await countDayAnswers(db, { plan: plan.id, user, day, now })) >= LIMITS.planDayAnswers)
          throw new Failure('plan.full');
        await putDayAnswer(db, { plan: plan.id, user, day, answer });
      } else await dropDayAnswers(db, plan.id, user);
      if (person === undefined) await addMember(telling, plan, { ...newPerson(plan, user), named: 0, answer: whole });
      else if (day === undefined) await updatePerson(db, person, { answer });
      await tellOne(telling.together, plan, { account: user, answer: whole });
      await tellOrganisers(telling, plan);
    });
  }
}

/** Somebody who came into the plan's group later. */
async function addMember({ reach }: Telling, plan: StoredPlan, person: StoredPerson): Promise<void> {
  const before = await peopleOf(reach.db, plan.id);
  await insertIfAbsent(reach.db, 'plan_people', {
    ...person,
    place: Math.max(...before.map(({ place }) => place)) + 1,
  });
}

function newPerson({ id }: StoredPlan, account: UserId): StoredPerson {
  return { plan: id, account, place: 0, organises: 0, named: 1, answer: null };
}

/** @throws Failure 'people.unknown' */
async function accessPerson({ reach }: Telling, { id }: StoredPlan, user: UserId): Promise<StoredPerson> {
  const person = await findPerson(reach.db, id, user);
  if (person === undefined) throw new Failure('people.unknown');
  return person;
}

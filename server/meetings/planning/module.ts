import type { FastifyPluginAsync } from 'fastify';
import type { Clock } from '#kernel/clock.ts';
import type { Attempts } from '#kernel/ports/attempts.ts';
import type { Jobs } from '#kernel/ports/jobs.ts';
import type { CommandName, ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Database } from '../../adapters/sql/database.ts';
import type { Conversations } from '../../conversations/api.ts';
import type { Directory } from '../../directory/api.ts';
import type { Caller, Identity } from '../../identity/api.ts';
import type { Push } from '../../push/api.ts';
import { CalendarFeeds, calendarRoutes } from './feeds.ts';
import { Guests } from './guest-list.ts';
import { History } from './history.ts';
import { Inviting } from './inviting.ts';
import { OwnNumbers } from './numbers.ts';
import { Planning } from './planning.ts';
import { PlanReading } from './reading.ts';
import type { AllTables } from './store.ts';
import { Ticking } from './ticking.ts';

export interface PlansOptions {
  /** With `planningMigrations` and those of meetings; the one of the conversations. */
  database: Database<AllTables>;
  conversations: Conversations;
  directory: Directory;
  identity: Identity;
  attempts: Attempts;
  jobs: Jobs;
  /** Tells devices of what begins soon; absent: none. */
  push?: Pick<Push, 'notify'>;
  clock: Clock;
}

type PlanCommand = Extract<CommandName, `${'plan' | 'meeting'}.${string}`>;
export type PlanCommands = {
  [Name in PlanCommand]: (caller: Caller, params: ParamsOf<Name>) => Promise<ResultOf<Name>>;
};

/** Planned meetings as the program runs them. Rules: docs/spec/planning.md. */
export function createPlanning(options: PlansOptions): {
  readonly commands: PlanCommands;
  readonly routes: FastifyPluginAsync;
} {
  const guests = new Guests(options.identity, options.directory);
  const planning = new Planning(options, guests);
  const inviting = new Inviting(planning, guests, options.clock);
  const reading = new PlanReading(options);
  const numbers = new OwnNumbers(options.database, options.attempts, options.clock);
  const feeds = new CalendarFeeds(options.database, reading, options.clock);
  const history = new History(options.database, options.identity, options.conversations);
  new Ticking({ ...options, planning });
  const then = async (work: Promise<void>, caller: Caller, plan: string) => {
    await work;
    return reading.get(caller, plan);
  };
  const done = async (work: Promise<void>) => {
    await work;
    return {};
  };
  return {
    routes: (app) => calendarRoutes(app, feeds),
    commands: {
      'plan.create': async (caller, params) => reading.get(caller, await planning.create(caller, params)),
      'plan.change': (caller, params) => then(planning.change(caller, params), caller, params.plan),
      'plan.move': (caller, params) => then(planning.move(caller, params), caller, params.plan),
      'plan.cancel': (caller, params) => done(planning.cancel(caller, params)),
      'plan.invite': (caller, params) => then(inviting.invite(caller, params), caller, params.plan),
      'plan.uninvite': (caller, params) => then(inviting.uninvite(caller, params), caller, params.plan),
      'plan.organise': (caller, params) => then(inviting.organise(caller, params), caller, params.plan),
      'plan.answer': (caller, params) => done(inviting.answer(caller, params)),
      'plan.get': (caller, { plan }) => reading.get(caller, plan),
      'plan.agenda': (caller, params) => reading.agenda(caller, params),
      'plan.file': (caller, params) => reading.file(caller, params),
      'plan.feed': (caller, params) => feeds.feed(caller, params),
      'meeting.history': (caller, params) => history.list(caller, params),
      'meeting.own': (caller, params) => numbers.own(caller, params),
    },
  };
}

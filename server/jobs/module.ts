import { Failure } from '#kernel/failure.ts';
import type { JobKeeping } from '#kernel/ports/jobs.ts';
import type { CommandName, ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Caller, Identity } from '../identity/api.ts';

type JobCommand = Extract<CommandName, `jobs.${string}`>;

/** @throws Failure */
export type JobCommands = {
  [Name in JobCommand]: (caller: Caller, params: ParamsOf<Name>) => Promise<ResultOf<Name>>;
};

const MOST = 100;

/** [JB9] What was given up, for owner and administrators. */
export function jobCommands(jobs: JobKeeping, identity: Pick<Identity, 'me'>): JobCommands {
  async function requireRunning({ user }: Caller): Promise<void> {
    if ((await identity.me(user)).role === 'member') throw new Failure('access.denied');
  }
  return {
    'jobs.dead': async (caller) => {
      await requireRunning(caller);
      return { jobs: await jobs.dead(MOST), counts: await jobs.counts() };
    },
    'jobs.retry': async (caller, { kind, key }) => {
      await requireRunning(caller);
      if (!(await jobs.retry(kind, key))) throw new Failure('job.unknown');
      return {};
    },
    'jobs.forget': async (caller, { kind, key }) => {
      await requireRunning(caller);
      if (!(await jobs.forget(kind, key))) throw new Failure('job.unknown');
      return {};
    },
  };
}

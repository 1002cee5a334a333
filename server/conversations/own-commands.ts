import type { Clock } from '#kernel/clock.ts';
import type { Jobs } from '#kernel/ports/jobs.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { ConversationCommands } from './api.ts';
import type { Commits } from './commits.ts';
import type { Contents } from './contents.ts';
import { Drafts } from './marks/drafts.ts';
import { Hearing } from './marks/hearing.ts';
import { Marking } from './marks/marking.ts';
import type { Messages } from './messages.ts';
import type { PeopleSource } from './people.ts';
import { Voting } from './polls/voting.ts';
import { SENDING } from './scheduling/scheduled-store.ts';
import { Scheduling } from './scheduling/scheduling.ts';
import { SendingJob } from './scheduling/sending-job.ts';
import type { ConversationTables } from './tables.ts';

/** What is each person's own: docs/spec/keeping.md and docs/spec/polls.md. */
export type OwnCommands = Pick<
  ConversationCommands,
  | 'message.star'
  | 'message.stars'
  | 'message.erase'
  | 'message.schedule'
  | 'message.reschedule'
  | 'message.unschedule'
  | 'message.scheduled'
  | 'draft.set'
  | 'poll.vote'
  | 'poll.close'
  | 'poll.voters'
  | 'voice.heard'
>;

export interface OwnOptions {
  database: Database<ConversationTables>;
  identity: PeopleSource;
  commits: Commits;
  messages: Messages;
  contents: Contents;
  clock: Clock;
  jobs?: Jobs;
}

/** Without a queue nothing is sent at its time. */
const noJobs: Jobs = { put: async () => {}, drop: async () => {}, handle() {} };

export function createOwn(options: OwnOptions): { commands: OwnCommands } {
  const { database, identity, commits, contents, clock, jobs = noJobs } = options;
  const marking = new Marking(database, commits, identity);
  const drafts = new Drafts(commits, clock);
  const hearing = new Hearing(commits);
  const voting = new Voting(database, commits, identity, clock);
  jobs.handle(SENDING, new SendingJob(options));
  const scheduling = new Scheduling({
    ...{ database, commits, clock, jobs, contents },
    faultOf: (content, text) => contents.faultOf(content, text, clock.now()),
  });
  return {
    commands: {
      'message.star': (caller, params) => marking.star(caller, params),
      'message.stars': (caller, params) => marking.stars(caller, params),
      'message.erase': (caller, params) => marking.erase(caller, params),
      'message.schedule': (caller, params) => scheduling.schedule(caller, params),
      'message.reschedule': (caller, params) => scheduling.reschedule(caller, params),
      'message.unschedule': (caller, params) => scheduling.unschedule(caller, params),
      'message.scheduled': (caller, params) => scheduling.scheduled(caller, params),
      'draft.set': (caller, params) => drafts.set(caller, params),
      'poll.vote': (caller, params) => voting.vote(caller, params),
      'poll.close': (caller, params) => voting.close(caller, params),
      'poll.voters': (caller, params) => voting.voters(caller, params),
      'voice.heard': (caller, params) => hearing.heard(caller, params),
    },
  };
}

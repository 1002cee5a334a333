import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { JobOutcome, Jobs } from '#kernel/ports/jobs.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { MeetingContent } from '#protocol/planning.ts';
import type { Database } from '../../adapters/sql/database.ts';
import type { Conversations } from '../../conversations/api.ts';
import type { Push } from '../../push/api.ts';
import type { Planning } from './planning.ts';
import { type AllTables, findPlan, peopleOf, type StoredPlan, type Writing } from './store.ts';
import type { PlanningTables } from './tables.ts';
import {
  announce,
  chatsOf,
  contentOf,
  NOTICE_JOB,
  nextTick,
  nextToRemind,
  type Telling,
  TICK_JOB,
  tellAll,
  tellOrganisers,
} from './telling.ts';

const MINUTE_MS = 60_000;
/** Nearly a day of trying. */
const ATTEMPTS = 30;

export interface TickingOptions {
  database: Database<AllTables>;
  conversations: Conversations;
  planning: Planning;
  jobs: Jobs;
  /** Tells devices; absent: none. */
  push?: Pick<Push, 'notify'>;
  clock: Clock;
}

/**
 * What the clock does to planned meetings: [PL30] reminders, [PL31] what is said in chats. A notice and its end are one
 * transaction, and so are a reminder and that it was given: whatever dies in between, each is said once.
 */
export class Ticking {
  readonly #options: TickingOptions;

  constructor(options: TickingOptions) {
    this.#options = options;
    const { jobs } = options;
    jobs.handle(NOTICE_JOB, { attempts: ATTEMPTS, run: (payload) => this.#say(idIn(payload, 'notice')) });
    jobs.handle(TICK_JOB, { attempts: ATTEMPTS, run: (payload) => this.#tick(idIn(payload, 'plan')) });
  }

  #tick(id: string): Promise<JobOutcome | undefined> {
    const { planning, clock } = this.#options;
    return planning.run(async (telling) => {
      const now = clock.now();
      let plan = await findPlan(telling.reach.db, id);
      if (plan === undefined || plan.cancelled_at !== null) return undefined;
      for (let next = nextToRemind(plan, now); next !== undefined; next = nextToRemind(plan, now)) {
        if (plan.remind === null || next.at - plan.remind * MINUTE_MS > now) break;
        plan = { ...plan, reminded_to: next.at };
        await setReminded(telling.reach.db, id, next.at);
        await announce(
          telling,
          plan,
          await chatsOf(telling, plan, false, next.day),
          contentOf(plan, 'reminder', now, next),
        );
        await tellOrganisers(telling, plan, next.at);
        await this.#push(telling, plan, next.at - now);
      }
      if (plan.ends_at <= now) {
        await tellAll(telling, plan, true);
        return undefined;
      }
      const due = nextTick(plan, now);
      return due === undefined ? undefined : { again: due };
    });
  }

  /** Whoever says it in the chats isn't told of it there. */
  async #push({ reach }: Telling, plan: StoredPlan, inMs: number): Promise<void> {
    const people = await peopleOf(reach.db, plan.id);
    const users = people.flatMap(({ account, organises }) => (organises === 1 ? [account] : []));
    const minutes = Math.max(0, Math.round(inMs / MINUTE_MS));
    const text = {
      zh: { title: plan.title, body: minutes === 0 ? '会议现在开始' : `会议 ${minutes} 分钟后开始` },
      en: {
        title: plan.title,
        body: minutes === 0 ? 'The meeting begins now' : `The meeting begins in ${minutes} min`,
      },
    };
    await this.#options.push?.notify(reach.db, { users, about: `plan:${plan.id}`, text, path: `/m/${plan.number}` });
  }

  async #say(id: string): Promise<undefined> {
    const { database, planning } = this.#options;
    const found = database.read.selectFrom('plan_notices').selectAll().where('id', '=', id);
    const notice = await found.executeTakeFirst();
    if (notice === undefined) return;
    const conversation = notice.conversation ?? (await this.#directWith(notice));
    await planning.run(async (telling) => {
      const { db } = telling.reach;
      const taken = await db.deleteFrom('plan_notices').where('id', '=', id).executeTakeFirst();
      // Another process was quicker, or who organises it may write there no more.
      if (taken.numDeletedRows === 0n || conversation === undefined) return;
      if (!(await maySay(telling, conversation, notice.organiser))) return;
      const content = JSON.parse(notice.content) as MeetingContent;
      await telling.together.sayMeeting(conversation, notice.organiser, content);
    });
  }

  /** The conversation of the organiser and somebody; undefined when there can be none. */
  async #directWith({ organiser, account }: PlanningTables['plan_notices']): Promise<ConversationId | undefined> {
    if (account === null) return undefined;
    const caller = callerOf(organiser);
    try {
      const { commands } = this.#options.conversations;
      return (await commands['conversation.direct'](caller, { user: account })).summary.id;
    } catch (error) {
      if (error instanceof Failure && error.code === 'people.unknown') return undefined;
      throw error;
    }
  }
}

async function maySay({ together }: Telling, conversation: ConversationId, organiser: UserId): Promise<boolean> {
  try {
    await together.access(callerOf(organiser), conversation);
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

function callerOf(user: UserId) {
  return { user, device: '', role: 'member', expiresAt: Number.MAX_SAFE_INTEGER } as const;
}

async function setReminded(db: Writing, id: string, at: number): Promise<void> {
  await db.updateTable('plans').set({ reminded_to: at }).where('id', '=', id).execute();
}

/** A job's payload is read as if a stranger had written it. */
function idIn(payload: unknown, name: string): string {
  const value = (payload as Record<string, unknown> | null)?.[name];
  return typeof value === 'string' ? value : '';
}

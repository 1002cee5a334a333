import type { Clock } from '#kernel/clock.ts';
import type { JobHandler, Jobs } from '#kernel/ports/jobs.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { EntryOf } from '#protocol/personal.ts';
import type { PushPayload } from '#protocol/push-payload.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Conversations } from '../conversations/api.ts';
import type { Identity } from '../identity/api.ts';
import { entriesOf } from '../personal/api.ts';
import type { Sightings } from '../presence/api.ts';
import type { PushNotice } from './api.ts';
import type { CallPasses } from './call-pass.ts';
import type { Dispatch, Target } from './dispatch.ts';
import { callPayload, callTopic, messagePayload } from './payloads.ts';
import { isQuiet } from './quiet.ts';
import { settingsOf } from './store.ts';
import type { PushTables } from './tables.ts';
import { type News, Telling } from './telling.ts';

/** The kinds of the module's jobs. */
export const PUSHING = { person: 'push.person', call: 'push.call', notice: 'push.notice' } as const;

export interface PushJobsOptions {
  database: Database<PushTables>;
  conversations: Pick<Conversations, 'commands' | 'unreadOf'>;
  identity: Pick<Identity, 'people'>;
  sightings: Pick<Sightings, 'of'>;
  dispatch: Dispatch;
  passes: CallPasses;
  clock: Clock;
}

const DAY_S = 86_400;
const WEEK_S = 7 * DAY_S;
/** Two minutes at the least: longer than push services ask to be left alone. */
const ATTEMPTS = 8;
const RING_ATTEMPTS = 3;
const AT_ONCE = 16;

/** Does what was put for a person: finds out what is true by now, and sends it. */
export class PushJobs {
  readonly #options: PushJobsOptions;
  readonly #telling: Telling;

  constructor(options: PushJobsOptions) {
    this.#options = options;
    const { database, conversations, clock } = options;
    this.#telling = new Telling({ db: database.read, conversations, clock });
  }

  handleIn(jobs: Jobs): void {
    const handler = (attempts: number, run: (payload: never) => Promise<void>): JobHandler => ({
      atOnce: AT_ONCE,
      attempts,
      run: (payload) => run(payload as never),
    });
    jobs.handle(
      PUSHING.person,
      handler(ATTEMPTS, (payload: { user: UserId; conversation: ConversationId }) => this.#person(payload)),
    );
    jobs.handle(
      PUSHING.call,
      handler(RING_ATTEMPTS, (payload: { user: UserId; call: string }) => this.#call(payload)),
    );
    jobs.handle(
      PUSHING.notice,
      handler(ATTEMPTS, (payload: { user: UserId } & Omit<PushNotice, 'users'>) => this.#notice(payload)),
    );
  }

  /** All that there is of one conversation: what is unread is shown, what isn't any more is taken away. */
  async #person({ user, conversation }: { user: UserId; conversation: ConversationId }): Promise<void> {
    const { database, dispatch, clock } = this.#options;
    const settings = await settingsOf(database.read, user);
    const news = await this.#telling.of(user, conversation, settings);
    const badge = await this.#badge(user);
    await this.#closeOld(user, conversation, news, badge);
    const still = settings.quiet !== undefined && isQuiet(settings.quiet, clock.now());
    if (still || (await this.#isActive(user))) return;
    for (const one of news) {
      const targets = await dispatch.targets(user, one.topic);
      await dispatch.show(targets, ({ row, told }) => ({
        ...{ topic: one.topic, seq: one.line.seq, ttlSeconds: WEEK_S },
        urgency: one.direct || one.mentioned ? 'high' : 'normal',
        payload: quietly(messagePayload(one, settings, row.language, badge), told > 0 && !one.direct && !one.mentioned),
      }));
    }
  }

  /** [PN14] What was read elsewhere, recalled or muted since is shown no more. */
  async #closeOld(user: UserId, conversation: ConversationId, news: readonly News[], badge: number): Promise<void> {
    const { database, dispatch } = this.#options;
    const rows = await database.read
      .selectFrom('push_told as t')
      .innerJoin('push_registrations as r', 'r.device_id', 't.device_id')
      .select(['t.topic', 't.seq'])
      .where('r.user_id', '=', user)
      .where('t.topic', 'like', `${conversation}%`)
      .execute();
    const newest = new Map(news.map(({ topic, line }) => [topic, line.seq]));
    for (const topic of new Set(rows.map((row) => row.topic))) {
      const told = Math.max(...rows.flatMap((row) => (row.topic === topic ? [row.seq] : [])));
      if ((newest.get(topic) ?? 0) >= told) continue;
      const payload: PushPayload = { type: 'close', tag: topic, badge };
      await dispatch.close(await dispatch.targets(user, topic), { topic, payload, ttlSeconds: WEEK_S });
    }
  }

  /** [PN9] While it rings for the person it rings on their devices; then no longer. */
  async #call({ user, call }: { user: UserId; call: string }): Promise<void> {
    const { database, dispatch, clock, passes } = this.#options;
    const topic = callTopic(call);
    const entry = (await entriesOf(database.read, user, 'call')).find((one) => one.call === call);
    const now = clock.now();
    const targets = await dispatch.targets(user, topic);
    if (entry?.until === undefined || entry.until <= now) {
      const payload: PushPayload = { type: 'close', tag: topic, badge: await this.#badge(user) };
      return dispatch.close(targets, { topic, payload, ttlSeconds: DAY_S });
    }
    const { until } = entry;
    const settings = await settingsOf(database.read, user);
    if (!settings.calls || (settings.quiet !== undefined && isQuiet(settings.quiet, now))) return;
    const pass = passes.make({ user, call, until });
    const caller = await this.#callerName(entry);
    await dispatch.show(targets, ({ row }) => ({
      ...{ topic, seq: 1, ttlSeconds: Math.ceil((until - now) / 1000), urgency: 'high' },
      payload: callPayload(entry, settings, row.language, { caller, pass }),
    }));
  }

  async #notice({ user, about, text, path }: { user: UserId } & Omit<PushNotice, 'users'>): Promise<void> {
    const { database, dispatch, clock } = this.#options;
    const { quiet, shows } = await settingsOf(database.read, user);
    const now = clock.now();
    if (quiet !== undefined && isQuiet(quiet, now)) return;
    const targets = await dispatch.targets(user, about);
    await dispatch.show(targets, ({ row }: Target) => {
      const { title, body } = text[row.language];
      const shown = shows === 'nothing' ? { title, body: '' } : { title, body };
      const payload: PushPayload = { type: 'notice', tag: about, ...shown, path };
      return { topic: about, seq: now, ttlSeconds: DAY_S, urgency: 'high', payload };
    });
  }

  async #callerName({ by }: EntryOf<'call'>): Promise<string | undefined> {
    return (await this.#options.identity.people([by]))[0]?.nickname;
  }

  /** [PN15] Somebody at one of their devices sees it there. */
  async #isActive(user: UserId): Promise<boolean> {
    const there = (await this.#options.sightings.of([user])).get(user) ?? [];
    return there.some(({ active }) => active);
  }

  /** [PN16] Conversations that are not muted and have something unread. */
  async #badge(user: UserId): Promise<number> {
    const { database, conversations } = this.#options;
    const unread = await conversations.unreadOf(user);
    const chats = await entriesOf(database.read, user, 'chat');
    const muted = new Set(chats.flatMap((chat) => (chat.muted ? [chat.conversation] : [])));
    return unread.filter(({ conversation }) => !muted.has(conversation)).length;
  }
}

function quietly(payload: PushPayload & { type: 'message' }, quiet: boolean): PushPayload {
  return quiet ? { ...payload, quiet } : payload;
}

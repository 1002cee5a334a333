import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { ConversationId, DeviceId, UserId } from '#protocol/common.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { ConversationTopics } from '../conversations/api.ts';
import type { IdentityTopics } from '../identity/api.ts';
import type { CallChanges } from './changes.ts';
import { callsOnDevice, liveCallOf } from './store.ts';
import type { CallTables } from './tables.ts';

export interface MembershipOptions {
  database: Database<CallTables>;
  bus: Bus<ConversationTopics & IdentityTopics>;
  changes: CallChanges;
  clock: Clock;
  log: Log;
}

/** [CA8] Who is put out of a group, or signed out, is out of its call as well; who comes into the group may join. */
export class Membership {
  readonly #options: MembershipOptions;
  readonly #stops: (() => void)[];
  #working: Promise<void> = Promise.resolve();

  constructor(options: MembershipOptions) {
    this.#options = options;
    this.#stops = [
      options.bus.subscribe('conversation', ({ event }) => this.#heard(event)),
      options.bus.subscribe('device-revoked', ({ device }) => this.#later(() => this.#signedOut(device))),
    ];
  }

  /** What has been heard has been done. */
  async settled(): Promise<void> {
    await this.#working;
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    await this.#working;
  }

  #heard(event: ConversationEvent): void {
    const { conversation } = event;
    if (event.type === 'member-removed') this.#later(() => this.#changed(conversation, [event.member]));
    if (event.type === 'members-added') this.#later(() => this.#changed(conversation, []));
    if (event.type === 'dissolved') this.#later(() => this.#dissolved(conversation));
  }

  #later(work: () => Promise<void>): void {
    this.#working = this.#working.then(work).catch((error: unknown) => {
      if (!(error instanceof Failure && error.code === 'call.over')) {
        this.#options.log.warn({ err: error }, 'a call did not follow its group');
      }
    });
  }

  async #changed(conversation: ConversationId, out: readonly UserId[]): Promise<void> {
    const { database, changes, clock } = this.#options;
    const live = await liveCallOf(database.read, conversation);
    if (live === undefined) return;
    await changes.run(async (change) => {
      let stored = await change.lock(live);
      for (const user of out) {
        if (stored.call.over !== undefined) return;
        stored = await change.step(stored, { on: 'removed', user, now: clock.now() }, [user]);
      }
      if (out.length === 0) await change.retell(stored);
    });
  }

  async #dissolved(conversation: ConversationId): Promise<void> {
    const { database, changes, clock } = this.#options;
    const live = await liveCallOf(database.read, conversation);
    if (live === undefined) return;
    await changes.run(async (change) => {
      let stored = await change.lock(live);
      const onlookers = await change.told(stored);
      for (const user of onlookers) {
        if (stored.call.over !== undefined) break;
        stored = await change.step(stored, { on: 'removed', user, now: clock.now() }, onlookers);
      }
    });
  }

  async #signedOut(device: DeviceId): Promise<void> {
    const { database, changes, clock } = this.#options;
    for (const { call, account } of await callsOnDevice(database.read, device)) {
      await changes.run(async (change) => {
        await change.step(await change.lock(call), { on: 'left', user: account, now: clock.now() });
      });
    }
  }
}

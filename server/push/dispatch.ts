import { createHash } from 'node:crypto';
import type { Clock } from '#kernel/clock.ts';
import type { UserId } from '#protocol/common.ts';
import type { PushPayload } from '#protocol/push-payload.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Identity } from '../identity/api.ts';
import type { PushMessage, PushService } from './ports.ts';
import { addressOf, forgetTold, noteTold, registrationsOf, toldOf, unregister } from './store.ts';
import type { PushTables, RegistrationRow } from './tables.ts';

export interface DispatchOptions {
  database: Database<PushTables>;
  identity: Pick<Identity, 'isSignedIn'>;
  service: PushService;
  clock: Clock;
}

/** What is to be shown, or taken away, under one topic. */
export interface Notice {
  /** One notification each; a later one takes its place. */
  topic: string;
  /** Up to which place it tells; a device that shows as much already gets nothing. */
  seq: number;
  payload: PushPayload;
  ttlSeconds: number;
  urgency: PushMessage['urgency'];
}

/** A device that takes pushes, and how far it shows the topic that was asked for. */
export interface Target {
  row: RegistrationRow;
  told: number;
}

/** Thrown when some devices could not be reached now: the job is done again, for them alone. */
class UnreachedDevices extends Error {
  override name = 'UnreachedDevices';
}

/** [PN8] Browsers of Apple take a registration away whose pushes show nothing. */
const SHOWS_ALWAYS = /^https:\/\/[^/]*\.push\.apple\.com\//;

/** Sends to a person's devices, and keeps in mind what each shows. */
export class Dispatch {
  readonly #options: DispatchOptions;

  constructor(options: DispatchOptions) {
    this.#options = options;
  }

  /** The person's devices that are signed in. Registrations of others go. */
  async targets(user: UserId, topic: string): Promise<Target[]> {
    const { database, identity } = this.#options;
    const rows = await registrationsOf(database.read, user);
    const told = await toldOf(
      database.read,
      rows.map(({ device_id }) => device_id),
      topic,
    );
    const targets: Target[] = [];
    for (const row of rows) {
      if (await identity.isSignedIn(row.device_id)) targets.push({ row, told: told.get(row.device_id) ?? 0 });
      else await database.write((db) => unregister(db, row.device_id));
    }
    return targets;
  }

  /** Shows it on the devices that don't yet. @throws UnreachedDevices */
  async show(targets: readonly Target[], noticeFor: (target: Target) => Notice): Promise<void> {
    const { database } = this.#options;
    await this.#each(targets, async (target) => {
      const notice = noticeFor(target);
      if (target.told >= notice.seq) return true;
      const sent = await this.#send(target.row, notice);
      if (sent) await database.write((db) => noteTold(db, target.row.device_id, notice.topic, notice.seq));
      return sent;
    });
  }

  /** Takes it away where it is shown. @throws UnreachedDevices */
  async close(targets: readonly Target[], notice: Omit<Notice, 'seq' | 'urgency'>): Promise<void> {
    const { database } = this.#options;
    const showing = targets.filter(({ told }) => told > 0);
    await this.#each(showing, async ({ row }) => {
      const silent = SHOWS_ALWAYS.test(row.endpoint);
      const sent = silent || (await this.#send(row, { ...notice, seq: 0, urgency: 'normal' }));
      if (sent) await database.write((db) => forgetTold(db, row.device_id, notice.topic));
      return sent;
    });
  }

  async #each(targets: readonly Target[], act: (target: Target) => Promise<boolean>): Promise<void> {
    const reached = await Promise.all(targets.map(act));
    if (!reached.every(Boolean)) throw new UnreachedDevices('some devices could not be reached');
  }

  /** Whether it need not be tried again. */
  async #send(row: RegistrationRow, { topic, payload, ttlSeconds, urgency }: Notice): Promise<boolean> {
    const { service, database } = this.#options;
    const message = { payload, ttlSeconds, urgency, topic: serviceTopic(topic) };
    const outcome = await service.send(addressOf(row), message);
    if (outcome === 'gone') await database.write((db) => unregister(db, row.device_id));
    return outcome !== 'later';
  }
}

/** What push services see of a topic: nothing that says which conversation it is. */
function serviceTopic(topic: string): string {
  return createHash('sha256').update(topic).digest('base64url').slice(0, 32);
}

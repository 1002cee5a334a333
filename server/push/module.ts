import type { FastifyPluginAsync } from 'fastify';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { Jobs } from '#kernel/ports/jobs.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { PushSettings } from '#protocol/commands/push.ts';
import type { Language } from '#protocol/failures.ts';
import type { PushPayload } from '#protocol/push-payload.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Conversations, Told } from '../conversations/api.ts';
import type { Caller, Identity, IdentityTopics } from '../identity/api.ts';
import type { Sightings } from '../presence/api.ts';
import type { Push, PushCommands, PushNotice } from './api.ts';
import { CallPasses } from './call-pass.ts';
import { Dispatch } from './dispatch.ts';
import { PUSHING, PushJobs } from './jobs.ts';
import type { PushAddress, PushService } from './ports.ts';
import { isZone } from './quiet.ts';
import { pushRoutes } from './routes.ts';
import {
  addressOf,
  conversationPush,
  digest,
  keepConversation,
  keepSettings,
  register,
  registeredUsers,
  registrationsOf,
  settingsOf,
  unregister,
} from './store.ts';
import type { PushTables } from './tables.ts';
import { SPREADING, Witness } from './witness.ts';
import { PUSH_WORDS } from './words.ts';

export interface PushOptions {
  /** With `pushMigrations`. */
  database: Database<PushTables>;
  jobs: Jobs;
  service: PushService;
  /** Signs what notifications may do. */
  secret: string;
  conversations: Pick<Conversations, 'commands' | 'unreadOf' | 'membersOf' | 'sizeFor'>;
  /** Declines a call for somebody. @throws Failure */
  decline: (caller: Caller, params: { call: string }) => Promise<unknown>;
  identity: Pick<Identity, 'isSignedIn' | 'people'>;
  sightings: Pick<Sightings, 'of'>;
  bus: Pick<Bus<PushTopics & IdentityTopics>, 'subscribe' | 'publish' | 'onLoss'>;
  clock: Clock;
  log: Log;
}

export interface PushTopics extends Record<string, unknown> {
  /** Somebody has a device that takes pushes. */
  'push-registered': { user: string };
}

export interface PushModule extends Push {
  readonly commands: PushCommands;
  readonly routes: FastifyPluginAsync;
  /** Is told of all that happens in conversations and people's own logs, in the transaction in which it does. */
  saw(within: object, told: Told): Promise<void>;
  close(): Promise<void>;
}

export async function createPush(options: PushOptions): Promise<PushModule> {
  const { database, jobs, conversations, bus, clock, log } = options;
  const witness = new Witness({ jobs, clock });
  witness.knows(await registeredUsers(database.read));
  const passes = new CallPasses(options.secret, clock);
  const dispatch = new Dispatch(options);
  new PushJobs({ ...options, dispatch, passes }).handleIn(jobs);
  jobs.handle(SPREADING, {
    async run(payload) {
      const { conversation } = payload as { conversation: string };
      const members = await conversations.membersOf(conversation);
      await database.write((db) => witness.spread(db, conversation, members));
    },
  });
  const stops = [
    bus.subscribe('push-registered', ({ user }) => witness.knows([user])),
    bus.onLoss(() => {
      registeredUsers(database.read)
        .then((users) => witness.knows(users))
        .catch((err: unknown) => log.warn({ err }, 'who has devices could not be asked'));
    }),
    bus.subscribe('device-revoked', ({ device }) => {
      // Who isn't signed in any more is sent nothing either way: `Dispatch.targets`.
      database
        .write((db) => unregister(db, device))
        .catch((err: unknown) => log.warn({ err }, 'a registration could not be taken away'));
    }),
  ];
  const people = new PushDesk(options);
  return {
    commands: people.commands(),
    saw: (within, told) => witness.saw(within, told),
    async notify(within, { users, about, text, path }: PushNotice) {
      for (const user of users) {
        if (!witness.isKnown(user)) continue;
        const payload = { user, about, text, path };
        await jobs.put(within, { kind: PUSHING.notice, key: `${user} ${about}`, payload });
      }
    },
    async routes(app) {
      const decline = async (user: string, call: string) => {
        await options.decline({ user, device: '', role: 'member', expiresAt: Number.MAX_SAFE_INTEGER }, { call });
      };
      await app.register(async (scope) => pushRoutes(scope, passes, decline));
    },
    async close() {
      for (const stop of stops) stop();
      options.service.close();
    },
  };
}

/** What people ask for themselves. */
class PushDesk {
  readonly #options: PushOptions;

  constructor(options: PushOptions) {
    this.#options = options;
  }

  commands(): PushCommands {
    const { database } = this.#options;
    return {
      'push.state': (caller) => this.#state(caller),
      'push.settings': async ({ user }, { settings }) => {
        checkSettings(settings);
        await database.write((db) => keepSettings(db, user, settings));
        return {};
      },
      'push.register': (caller, { language, ...address }) => this.#register(caller, address, language),
      'push.app': (caller, { kind, token, language }) => {
        // Apple's tokens are hexadecimal: one is one, however it is written.
        const endpoint = kind === 'apns' ? token.toLowerCase() : token;
        return this.#register(caller, { kind, endpoint }, language);
      },
      'push.unregister': async ({ device }) => {
        await database.write((db) => unregister(db, device));
        return {};
      },
      'push.test': (caller) => this.#test(caller),
      'push.conversation': async ({ user }, { conversation }) => {
        await this.#requireMember(user, conversation);
        return conversationPush(database.read, user, conversation);
      },
      'push.quieten': async ({ user }, { conversation, ...how }) => {
        await this.#requireMember(user, conversation);
        await database.write((db) => keepConversation(db, user, conversation, how));
        return {};
      },
    };
  }

  async #requireMember(user: string, conversation: string): Promise<void> {
    if ((await this.#options.conversations.sizeFor(user, conversation)) === undefined)
      throw new Failure('conversation.unknown');
  }

  async #state({ user, device }: Caller) {
    const { database, service } = this.#options;
    const rows = await registrationsOf(database.read, user);
    const here = rows.find(({ device_id }) => device_id === device);
    return {
      settings: await settingsOf(database.read, user),
      key: service.key,
      devices: rows.length,
      apps: [...service.apps],
      ...(here === undefined ? {} : { here: here.endpoint_hash }),
    };
  }

  /** @throws Failure 'push.address' for one that can't be pushed to, as those that are not on the public internet */
  async #register({ user, device }: Caller, address: PushAddress, language: Language) {
    const { database, service, bus, clock } = this.#options;
    if (!(await service.reaches(address))) throw new Failure('push.address');
    const { kind = 'web', endpoint } = address;
    const { p256dh, auth } = 'auth' in address ? address : { p256dh: '', auth: '' };
    const kept = { kind, endpoint, endpoint_hash: digest(endpoint), p256dh, auth };
    const row = { device_id: device, user_id: user, ...kept, language, created_at: clock.now() };
    await database.write((db) => register(db, row));
    bus.publish('push-registered', { user });
    return {};
  }

  /** @throws Failure 'push.unregistered', 'push.unreachable' */
  async #test({ user, device }: Caller) {
    const { database, service } = this.#options;
    const row = (await registrationsOf(database.read, user)).find(({ device_id }) => device_id === device);
    if (row === undefined) throw new Failure('push.unregistered');
    const words = PUSH_WORDS[row.language];
    const payload: PushPayload = {
      type: 'notice',
      tag: 'test',
      title: words.app,
      body: words.test,
      path: '/settings/notifications',
    };
    const outcome = await service.send(addressOf(row), { payload, ttlSeconds: 60, urgency: 'high' });
    if (outcome === 'sent') return {};
    if (outcome === 'gone') await database.write((db) => unregister(db, device));
    throw new Failure(outcome === 'gone' ? 'push.unregistered' : 'push.unreachable');
  }
}

/** @throws Failure 'request.invalid' */
function checkSettings({ quiet }: PushSettings): void {
  if (quiet !== undefined && (!isZone(quiet.zone) || quiet.from === quiet.to)) throw new Failure('request.invalid');
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { Registry } from 'prom-client';
import type { Clock } from '#kernel/clock.ts';
import { newId, randomText } from '#kernel/ids.ts';
import { silentLog } from '#kernel/ports/log.ts';
import type { Session } from '#protocol/accounts.ts';
import type { UserId } from '#protocol/common.ts';
import type { FileItem } from '#protocol/files.ts';
import { COMMANDS, type ParamsOf, type ResultOf, type SessionCommand } from '#protocol/realtime.ts';
import { MemoryAttempts } from '#server/adapters/attempts/memory-attempts.ts';
import { DiskBlobs } from '#server/adapters/blob/disk-blobs.ts';
import { DiskSmallBlobs } from '#server/adapters/blob/disk-small-blobs.ts';
import { LocalBus } from '#server/adapters/bus/local-bus.ts';
import { LocalSightings } from '#server/adapters/presence/local-sightings.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import { openSqliteDatabase } from '#server/adapters/sql/sqlite-database.ts';
import {
  CAPABILITY_MIGRATIONS,
  type Capabilities,
  createCapabilities,
  type Tables,
  type Topics,
} from '#server/capabilities.ts';
import { DEFAULT_SETTINGS } from '#server/config/settings.ts';
import { createHttpApp } from '#server/http/app.ts';
import { DEMO_PASSWORD, type DemoPerson, YOU } from './people.ts';
import type { Made } from './things.ts';

/** Parameters without the id that makes a repeat recognisable: nothing is repeated here. */
export type Wanted<Name extends SessionCommand> = Omit<ParamsOf<Name>, 'clientId'>;

/**
 * The workspace before it is opened to anybody: the server's own modules on its database, with a clock that is set. What
 * is done here is done by the rules, and is in the log as if it had happened then.
 */
export class Past {
  readonly #database: Database<Tables>;
  readonly #bus: LocalBus<Topics>;
  readonly #capabilities: Capabilities;
  readonly #app: FastifyInstance;
  readonly #users = new Map<string, UserId>();
  readonly #clock: { nowMs: number };

  private constructor(
    database: Database<Tables>,
    bus: LocalBus<Topics>,
    capabilities: Capabilities,
    app: FastifyInstance,
    clock: { nowMs: number },
  ) {
    this.#database = database;
    this.#bus = bus;
    this.#capabilities = capabilities;
    this.#app = app;
    this.#clock = clock;
  }

  static async open(data: string, startMs: number): Promise<Past> {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    const time = { nowMs: startMs };
    const clock: Clock = { now: () => time.nowMs };
    const [log, bus] = [silentLog, new LocalBus<Topics>(silentLog)];
    const file = join(data, 'yiqi.sqlite');
    const database = await openSqliteDatabase<Tables>({ file, migrations: CAPABILITY_MIGRATIONS, log });
    const ports = { attempts: new MemoryAttempts(), sightings: new LocalSightings() };
    const blobs = new DiskSmallBlobs(join(data, 'avatars'));
    const stickerBlobs = new DiskSmallBlobs(join(data, 'stickers'));
    const settings = { ...DEFAULT_SETTINGS, edit_hours: 0, recall_hours: 0 };
    const capabilities = await createCapabilities({
      database,
      bus,
      ...ports,
      stickerBlobs,
      fileBlobs: new DiskBlobs(join(data, 'files')),
      blobs,
      dataFolder: data,
      settings,
      clock,
      log,
    });
    const app = await createHttpApp({
      ...{ version: 'demo', trustProxy: false, metricsToken: '', webFolder: join(data, 'none'), log },
      ...{ registry: new Registry(), checks: {}, draining: () => false, passOn: () => false },
      routes: async (routes) => void (await routes.register(capabilities.identity.routes)),
    });
    return new Past(database, bus, capabilities, app, time);
  }

  get nowMs(): number {
    return this.#clock.nowMs;
  }

  /** Time goes on, never back. */
  setTime(ms: number): void {
    this.#clock.nowMs = Math.max(this.#clock.nowMs + 1, ms);
  }

  userOf(login: string): UserId {
    const user = this.#users.get(login);
    if (user === undefined) throw new TypeError(`nobody here is called ${login}`);
    return user;
  }

  /** The first one registered owns the workspace. */
  async register(person: DemoPerson): Promise<void> {
    const { login, nickname, job, realName, signature, status } = person;
    const invite = this.#capabilities.identity.ownerInvite();
    const secret = { password: DEMO_PASSWORD, passwordAgain: DEMO_PASSWORD };
    const session = (await this.#ask('POST', '/api/v1/auth/register', undefined, {
      ...{ login, nickname, ...secret, deviceName: 'Demo', keep: 'body' },
      ...(invite === undefined ? {} : { invite }),
    })) as Session;
    this.#users.set(login, session.me.id);
    const about = { job, ...(realName ? { realName } : {}), ...(signature ? { signature } : {}) };
    const now = status === undefined ? {} : { status: { text: status } };
    await this.#ask('PATCH', '/api/v1/me', session.accessToken, { ...about, ...now });
    await this.#ask('POST', '/api/v1/auth/logout', undefined, { refreshToken: session.refreshToken });
  }

  /** Carries a command out for somebody, with a fresh client id when it takes one. */
  as<Name extends SessionCommand>(login: string, name: Name, params: Wanted<Name>): Promise<ResultOf<Name>> {
    const role = login === YOU ? 'owner' : 'member';
    const caller = { user: this.userOf(login), device: newId('d'), role, expiresAt: Number.MAX_SAFE_INTEGER } as const;
    const handler = this.#capabilities.commands[name] as unknown as (
      who: typeof caller,
      what: object,
      seat: object,
    ) => Promise<ResultOf<Name>>;
    return handler(caller, isWriting(name) ? { clientId: randomText(20), ...params } : params, { id: 'demo' });
  }

  /** A file of somebody's, ready to be sent. */
  async file(login: string, { bytes, ...what }: Made): Promise<FileItem> {
    return this.#capabilities.files.keep(this.userOf(login), what, bytes);
  }

  async close(): Promise<void> {
    await this.#app.close();
    await this.#capabilities.close();
    await this.#bus.close();
    await this.#database.close();
  }

  async #ask(method: 'POST' | 'PATCH', url: string, token: string | undefined, payload: object): Promise<unknown> {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const request: InjectOptions = { method, url, payload, headers };
    const answer = await this.#app.inject(request);
    if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.statusCode} ${answer.body}`);
    return answer.body === '' ? undefined : answer.json();
  }
}

/** Whether the command brings an id along by which a repeat is recognised. */
function isWriting(name: SessionCommand): boolean {
  return 'clientId' in COMMANDS[name].params.properties;
}

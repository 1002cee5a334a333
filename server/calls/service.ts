import { personIn, type Rung, startCall } from '#kernel/call-machine.ts';
import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import type { AttemptRule, Attempts } from '#kernel/ports/attempts.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { CallId, CallMode, CallPass } from '#protocol/calls.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Directory } from '../directory/api.ts';
import type { Caller, Identity } from '../identity/api.ts';
import type { MediaEngine } from '../meetings/api.ts';
import type { CallChange, CallChanges } from './changes.ts';
import { busyAmong, liveCallOf, type StoredCall } from './store.ts';

export interface CallServiceOptions {
  changes: CallChanges;
  identity: Pick<Identity, 'me' | 'people'>;
  directory: Pick<Directory, 'mayReach'>;
  engine: MediaEngine;
  attempts: Attempts;
  log: Log;
}

/** Phones that ring all the time are a nuisance: so many calls and invitations of one person. */
const CALLING: AttemptRule = {
  name: 'calls: account',
  free: 60,
  windowMs: 600_000,
  firstWaitMs: 10_000,
  maxWaitMs: 600_000,
};

/** What people do with calls. Rules: docs/spec/calls.md. */
export class CallService {
  readonly #options: CallServiceOptions;

  constructor(options: CallServiceOptions) {
    this.#options = options;
  }

  /** @throws Failure 'conversation.unknown', 'media.unavailable', 'call.too-many', 'rate.limited', why one may not write */
  async start(caller: Caller, conversation: ConversationId, mode: CallMode): Promise<CallPass> {
    const { changes, engine, log } = this.#options;
    await this.#checkRate(caller.user, 1);
    const stored = await changes.run(async (change) => {
      const { kind } = await change.together.access(caller, conversation);
      if (engine.apiUrl === undefined) throw new Failure('media.unavailable');
      const live = await liveCallOf(change.db, conversation);
      if (live !== undefined) return enter(change, await change.lock(live), caller, 'joined');
      const whom = await this.#rung(change, caller.user, conversation, kind === 'group');
      const { user: by, device } = caller;
      const head = { id: newId('v'), conversation, group: kind === 'group', mode, by, device };
      const call = startCall({ ...head, whom, now: change.together.now() });
      const begun = { call, room: newId('v') };
      if (!(await change.begin(begun))) throw new Failure('server.busy');
      await change.leaveOthers(by, call.id);
      log.info({ user: by, call: call.id, mode, group: call.group }, 'call started');
      return begun;
    });
    return this.#letIn(caller, stored);
  }

  /** @throws Failure 'call.unknown', 'call.over', 'call.elsewhere', 'media.unavailable' */
  async answer(caller: Caller, id: CallId, hold = false): Promise<CallPass> {
    return this.#enter(caller, id, 'answered', hold);
  }

  /** @throws Failure 'call.unknown', 'call.over', 'call.full', 'media.unavailable' */
  async join(caller: Caller, id: CallId, hold = false): Promise<CallPass> {
    return this.#enter(caller, id, 'joined', hold);
  }

  /** @throws Failure 'call.unknown'. Declining what is over does nothing. */
  async decline({ user }: Caller, id: CallId): Promise<void> {
    await this.#step(user, id, 'declined');
  }

  /** @throws Failure 'call.unknown'. Leaving what is over does nothing. */
  async leave({ user }: Caller, id: CallId): Promise<void> {
    await this.#step(user, id, 'left');
  }

  /** @throws Failure 'call.unknown', 'call.over', 'access.denied' for who is not in it, 'people.unknown', 'call.full' */
  async invite({ user: by }: Caller, id: CallId, users: readonly UserId[]): Promise<void> {
    const { changes, identity, directory } = this.#options;
    await this.#checkRate(by, users.length);
    if ((await identity.people(users)).length < users.length) throw new Failure('people.unknown');
    await changes.run(async (change) => {
      const stored = await known(change, by, id);
      const busy = await busyAmong(change.db, users);
      const members = new Set(await change.together.members(stored.call.conversation));
      const whom: Rung[] = [];
      for (const user of users) {
        const apart = !(await directory.mayReach(by, user, change.together.db));
        const outside = !members.has(user) && { outside: true as const };
        whom.push({ user, ...outside, ...(apart ? { apart } : busy.has(user) ? { busy: true } : {}) });
      }
      await change.step(stored, { on: 'invited', by, whom, now: change.together.now() });
    });
  }

  /** @throws Failure 'call.unknown', 'call.over', 'access.denied' for who is not in it */
  async video({ user }: Caller, id: CallId): Promise<void> {
    await this.#options.changes.run(async (change) => {
      await change.step(await known(change, user, id), { on: 'video', user, now: change.together.now() });
    });
  }

  async #enter(caller: Caller, id: CallId, on: 'answered' | 'joined', hold: boolean): Promise<CallPass> {
    const { changes, engine } = this.#options;
    const stored = await changes.run(async (change) => {
      const stored = await known(change, caller.user, id);
      if (engine.apiUrl === undefined) throw new Failure('media.unavailable');
      return enter(change, stored, caller, on, hold);
    });
    return this.#letIn(caller, stored);
  }

  async #step(user: UserId, id: CallId, on: 'declined' | 'left'): Promise<void> {
    await this.#options.changes.run(async (change) => {
      const stored = await known(change, user, id);
      if (stored.call.over === undefined) await change.step(stored, { on, user, now: change.together.now() });
    });
  }

  /** Whom a call of `by` rings. @throws Failure 'call.too-many' */
  async #rung(change: CallChange, by: UserId, conversation: ConversationId, group: boolean): Promise<Rung[]> {
    const members = await change.together.members(conversation);
    if (members.length > LIMITS.callGroup) throw new Failure('call.too-many');
    if (members.length > LIMITS.callRings) return [];
    const others = members.filter((user) => user !== by);
    const apart = group ? undefined : await change.together.apart(conversation, by);
    const busy = await busyAmong(change.db, others);
    return others.map((user) => {
      if (user === apart) return { user, apart: true };
      return { user, ...(busy.has(user) && { busy: true as const }) };
    });
  }

  /** A token for the room, which is there then. When it can't be had, the person is out again. */
  async #letIn({ user, device }: Caller, { call, room }: StoredCall): Promise<CallPass> {
    const { engine, identity } = this.#options;
    try {
      await engine.openRoom(room);
      const { nickname: name } = await identity.me(user);
      const token = await engine.pass(room, { identity: user, name, metadata: { guest: false, host: false } });
      return { call: call.id, device, identity: user, name, url: engine.publicUrl, token };
    } catch (error) {
      await this.#step(user, call.id, 'left');
      throw error;
    }
  }

  /** @throws Failure 'rate.limited' */
  async #checkRate(user: UserId, times: number): Promise<void> {
    const { attempts } = this.#options;
    const retryAfterMs = await attempts.waitMs(CALLING, user);
    if (retryAfterMs > 0) throw new Failure('rate.limited', { retryAfterMs });
    for (let n = 0; n < times; n += 1) await attempts.failed(CALLING, user);
  }
}

async function enter(
  change: CallChange,
  stored: StoredCall,
  { user, device }: Caller,
  on: 'answered' | 'joined',
  hold = false,
): Promise<StoredCall> {
  const entered = await change.step(stored, { on, user, device, now: change.together.now() });
  await change.leaveOthers(user, stored.call.id, hold ? device : undefined);
  return entered;
}

/** The call, for who is called to it, is or was in it, or is in its group. @throws Failure 'call.unknown' */
async function known(change: CallChange, user: UserId, id: CallId): Promise<StoredCall> {
  const stored = await change.lock(id);
  const me = personIn(stored.call, user);
  if (me !== undefined && !me.apart) return stored;
  const { group, conversation } = stored.call;
  if (group && (await change.together.members(conversation)).includes(user)) return stored;
  throw new Failure('call.unknown');
}

import type { Transaction } from 'kysely';
import { callEntry, callGone } from '#kernel/call-entry.ts';
import { type Call, type CallInput, durationOf, personIn, stepCall } from '#kernel/call-machine.ts';
import { Failure } from '#kernel/failure.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { CallContent, CallId } from '#protocol/calls.ts';
import type { DeviceId, UserId } from '#protocol/common.ts';
import type { Conversations, Together } from '../conversations/api.ts';
import type { MediaEngine } from '../meetings/api.ts';
import type { PersonalTables } from '../personal/api.ts';
import { callsWith, insertCall, lockCall, type StoredCall, updateCall } from './store.ts';
import type { CallTables } from './tables.ts';

export type Writing = Transaction<CallTables>;

/** A transaction in which calls change. */
export interface CallChange {
  readonly db: Writing;
  readonly together: Together;
  /** @throws Failure 'call.unknown' */
  lock(id: CallId): Promise<StoredCall>;
  /** @returns false when a call goes on in the conversation */
  begin(stored: StoredCall): Promise<boolean>;
  /** `formerly`: members until now. @throws Failure why it may not be */
  step(stored: StoredCall, input: CallInput, formerly?: readonly UserId[]): Promise<StoredCall>;
  /** Tells whoever has not been told: who has come into the group. */
  retell(stored: StoredCall): Promise<void>;
  /** Everybody who has been told of the call of a group. */
  told(stored: StoredCall): Promise<UserId[]>;
  /** [CA6] Nobody speaks in two calls. `hold`: the device on which what the person is in waits for them. */
  leaveOthers(user: UserId, stays: CallId, hold?: DeviceId): Promise<void>;
}

interface Done {
  before: Call;
  after: StoredCall;
}

/** Steps calls in transactions: what is stored, told and said is one; then the media engine follows. */
export class CallChanges {
  readonly #conversations: Pick<Conversations, 'together'>;
  readonly #engine: MediaEngine;
  readonly #log: Log;

  constructor(conversations: Pick<Conversations, 'together'>, engine: MediaEngine, log: Log) {
    this.#conversations = conversations;
    this.#engine = engine;
    this.#log = log;
  }

  async run<Result>(work: (change: CallChange) => Promise<Result>): Promise<Result> {
    const { done, result } = await this.#conversations.together(async (together) => {
      const done: Done[] = [];
      return { done, result: await work(changeOf(together, done)) };
    });
    for (const each of done) await this.#follow(each);
    return result;
  }

  /** Who is out is put out; a room without a call is closed. What fails is done by the next look. */
  async #follow({ before, after: { call, room } }: Done): Promise<void> {
    try {
      if (call.over !== undefined) {
        this.#log.info({ call: call.id, outcome: call.over.outcome }, 'call ended');
        await this.#engine.closeRoom(room);
        return;
      }
      const there = new Set(usersIn(call));
      for (const user of usersIn(before)) if (!there.has(user)) await this.#engine.remove(room, user);
    } catch {
      this.#log.debug({ call: call.id }, 'the media engine could not follow a call');
    }
  }
}

function changeOf(together: Together, done: Done[]): CallChange {
  const db = together.db as unknown as Writing;
  const change: CallChange = {
    db,
    together,
    async lock(id) {
      const stored = await lockCall(db, id);
      if (stored === undefined) throw new Failure('call.unknown');
      return stored;
    },
    async begin(stored) {
      if (!(await insertCall(db, stored))) return false;
      await tellCall(together, undefined, stored.call, []);
      if (stored.call.group) await say(together, stored.call, 'started');
      return true;
    },
    async step(stored, input, formerly = []) {
      const { call, refusal } = stepCall(stored.call, input);
      if (refusal !== undefined) throw new Failure(refusal);
      const after = { ...stored, call };
      if (call !== stored.call) {
        await updateCall(db, stored.call, call);
        if (call.over !== undefined) await say(together, call, call.over.outcome);
        done.push({ before: stored.call, after });
      }
      if (call !== stored.call || formerly.length > 0) await tellCall(together, stored.call, call, formerly);
      return after;
    },
    retell: ({ call }) => tellCall(together, undefined, call, []),
    async told({ call }) {
      const slot = `call:${call.conversation}`;
      const personal = together.db as unknown as Transaction<PersonalTables>;
      const rows = await personal.selectFrom('user_entries').select('user_id').where('slot', '=', slot).execute();
      return [...new Set([...call.people.map(({ user }) => user), ...rows.map((row) => row.user_id)])];
    },
    async leaveOthers(user, stays, hold) {
      const ids = (await callsWith(db, user)).filter((id) => id !== stays);
      const others = [];
      for (const id of ids) others.push(await change.lock(id));
      const waits = waitingOf(others, user, hold);
      for (const stored of others) {
        const now = together.now();
        if (stored !== waits) await change.step(stored, { on: 'left', user, now });
        else if (hold !== undefined) await change.step(stored, { on: 'held', user, device: hold, now });
      }
    },
  };
  return change;
}

/** Which of somebody's calls waits: the one they spoke in on the device until now, else the one that waits there already. */
function waitingOf(calls: readonly StoredCall[], user: UserId, hold: DeviceId | undefined): StoredCall | undefined {
  const here = calls.filter(({ call }) => {
    const me = personIn(call, user);
    return me?.state === 'in' && me.device === hold;
  });
  return here.find(({ call }) => !isHeld(call, user)) ?? here[0];
}

function isHeld(call: Call, user: UserId): boolean {
  const me = personIn(call, user);
  return me?.state === 'in' && me.held === true;
}

function usersIn(call: Call): UserId[] {
  return call.people.flatMap((one) => (one.state === 'in' ? [one.user] : []));
}

function say(together: Together, call: Call, outcome: CallContent['outcome']): Promise<void> {
  const lasted = outcome === 'ended' ? { durationMs: durationOf(call) } : {};
  const content = { type: 'call' as const, call: call.id, mode: call.mode, outcome, ...lasted };
  return together.sayCall(call.conversation, call.by, content);
}

/** Everybody for whom the call is not what it was. */
async function tellCall(
  together: Together,
  before: Call | undefined,
  after: Call,
  formerly: readonly UserId[],
): Promise<void> {
  const members = new Set(await together.members(after.conversation));
  const everybody = new Set([...members, ...formerly, ...after.people.map(({ user }) => user)]);
  for (const user of everybody) {
    const me = personIn(after, user);
    const was = members.has(user) || formerly.includes(user);
    // Who was removed just now is told when that is heard of.
    if (!was && !me?.outside) continue;
    const known = before && callEntry(before, user, was);
    const now = members.has(user) || me?.outside ? callEntry(after, user, members.has(user)) : undefined;
    if (JSON.stringify(known) === JSON.stringify(now)) continue;
    await together.tell(user, now ?? callGone(after, user));
  }
}

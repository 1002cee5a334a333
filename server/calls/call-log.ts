import { durationOf, personIn } from '#kernel/call-machine.ts';
import { Failure } from '#kernel/failure.ts';
import type { CallId, CallLog, CallRecord } from '#protocol/calls.ts';
import type { ConversationId, Person, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Conversations } from '../conversations/api.ts';
import type { Identity } from '../identity/api.ts';
import { findCall, type LogPlace, loggedCalls, type StoredCall } from './store.ts';
import type { CallTables } from './tables.ts';

export interface CallReadingOptions {
  database: Database<CallTables>;
  identity: Pick<Identity, 'people'>;
  conversations: Pick<Conversations, 'sizeFor'>;
}

/** What somebody may know of calls that they had. */
export class CallReading {
  readonly #options: CallReadingOptions;

  constructor(options: CallReadingOptions) {
    this.#options = options;
  }

  /** @throws Failure 'call.unknown' */
  async get(user: UserId, id: CallId): Promise<ResultOf<'call.get'>> {
    const { database, conversations } = this.#options;
    const stored = await findCall(database.read, id);
    const me = stored && personIn(stored.call, user);
    if (stored === undefined || me?.apart) throw new Failure('call.unknown');
    const { call } = stored;
    const member = me === undefined && call.group && (await conversations.sizeFor(user, call.conversation));
    if (me === undefined && !member) throw new Failure('call.unknown');
    return outcomeOf(stored);
  }

  /** @throws Failure 'request.invalid' for a page that isn't one */
  async log(user: UserId, page: string | undefined, missed: boolean): Promise<CallLog> {
    const { database, identity } = this.#options;
    const after = page === undefined ? undefined : placeFrom(page);
    const places = await loggedCalls(database.read, user, { missed, after, limit: LIMITS.callPage + 1 });
    const shown = places.slice(0, LIMITS.callPage);
    const member = await this.#memberships(user);
    const calls: CallRecord[] = [];
    for (const { call } of shown) {
      const stored = await findCall(database.read, call);
      if (stored !== undefined) calls.push(await recordOf(stored, user, member));
    }
    const named = new Set(calls.flatMap(({ by, people }) => [by, ...people]));
    const people: Person[] = await identity.people([...named]);
    const last = shown.at(-1);
    const next = places.length > shown.length && last ? { next: `${last.startedAt}.${last.call}` } : {};
    return { calls, people, ...next };
  }

  async #memberships(user: UserId): Promise<(conversation: ConversationId) => Promise<boolean>> {
    const known = new Map<ConversationId, boolean>();
    return async (conversation) => {
      const is =
        known.get(conversation) ?? (await this.#options.conversations.sizeFor(user, conversation)) !== undefined;
      known.set(conversation, is);
      return is;
    };
  }
}

function outcomeOf({ call }: StoredCall): ResultOf<'call.get'> {
  if (call.over === undefined) return {};
  const { outcome } = call.over;
  return { outcome, ...(outcome === 'ended' ? { durationMs: durationOf(call) } : {}) };
}

async function recordOf(
  stored: StoredCall,
  user: UserId,
  member: (conversation: ConversationId) => Promise<boolean>,
): Promise<CallRecord> {
  const { call } = stored;
  const others = call.people.filter((one) => one.user !== user).map((one) => one.user);
  return {
    call: call.id,
    ...((await member(call.conversation)) ? { conversation: call.conversation } : {}),
    ...(call.group ? { group: true as const } : {}),
    mode: call.mode,
    by: call.by,
    startedAt: call.startedAt,
    state: personIn(call, user)?.state ?? 'left',
    people: others.slice(0, LIMITS.callFaces),
    ...outcomeOf(stored),
  };
}

/** @throws Failure 'request.invalid' */
function placeFrom(page: string): LogPlace {
  const [, at, call] = /^(\d{1,16})\.(v_[0-9a-z]{20})$/.exec(page) ?? [];
  if (at === undefined || call === undefined) throw new Failure('request.invalid');
  return { startedAt: Number(at), call };
}

import type { UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { PastMeeting } from '#protocol/planning.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Database } from '../../adapters/sql/database.ts';
import type { Conversations } from '../../conversations/api.ts';
import type { Caller, Identity } from '../../identity/api.ts';
import { boardsShown } from '../boards/kept-boards.ts';
import { boardsOfMeetings } from '../boards/store.ts';
import { type ChatDb, chatsOfNumbers } from '../chat/store.ts';
import type { MeetingTables } from '../tables.ts';
import { type AllTables, type Db, plansOfNumbers } from './store.ts';

type Visit = MeetingTables['meeting_visits'];

/** Nobody there for so long: what comes after is another meeting. */
export const APART_MS = 20 * 60_000;
/** Comings that are looked through for one page: people come and go. */
const LOOKED_THROUGH = 400;

/** [PL60] Meetings that were, as those see them who were in. */
export class History {
  readonly #database: Database<AllTables>;
  readonly #identity: Identity;
  readonly #conversations: Conversations;

  constructor(database: Database<AllTables>, identity: Identity, conversations: Conversations) {
    this.#database = database;
    this.#identity = identity;
    this.#conversations = conversations;
  }

  async list({ user }: Caller, { before }: ParamsOf<'meeting.history'>): Promise<ResultOf<'meeting.history'>> {
    const db = this.#database.read;
    const own = await ownVisits(db, user, before);
    const meetings: PastMeeting[] = [];
    const mine: Visit[][] = [];
    const seen = new Map<string, Visit[][]>();
    for (const visit of own) {
      const sittings = seen.get(visit.meeting) ?? sittingsOf(await visitsOf(db, visit.meeting));
      seen.set(visit.meeting, sittings);
      const index = sittings.findIndex((one) =>
        one.some(({ identity, in_at }) => identity === user && in_at === visit.in_at),
      );
      const [sitting] = index < 0 ? [] : sittings.splice(index, 1);
      if (sitting === undefined) continue;
      meetings.push(pastOf(sitting));
      mine.push(sitting.filter(({ identity }) => identity === user));
      if (meetings.length === LIMITS.meetingPage) break;
    }
    const last = meetings.at(-1);
    const more = meetings.length === LIMITS.meetingPage && last !== undefined;
    const made = await boardsOfMeetings(db, [...new Set(meetings.map(({ number }) => number))]);
    const described = await this.#described(meetings, user);
    const told = described.map((one, index) => ({ ...one, ...boardsShown(made, one.number, mine[index] ?? []) }));
    const people = new Set(told.flatMap(({ host, visitors }) => [host, ...visitors.flatMap((one) => one.user ?? [])]));
    return {
      meetings: told,
      people: people.size === 0 ? [] : await this.#identity.people([...people]),
      ...(more ? { next: last.startedAt } : {}),
    };
  }

  /** With title, host, plan and, for those who are in it, the chat. */
  async #described(meetings: readonly PastMeeting[], user: UserId): Promise<PastMeeting[]> {
    const db = this.#database.read;
    const numbers = [...new Set(meetings.map(({ number }) => number))];
    if (numbers.length === 0) return [];
    const rows = await db.selectFrom('meeting').selectAll().where('number', 'in', numbers).execute();
    const known = new Map(rows.map((row) => [row.number, row]));
    const plans = await plansOfNumbers(db, numbers);
    const inIt = new Set(await this.#conversations.conversationsOf(user));
    const chats = await chatsOfNumbers(db as unknown as ChatDb, numbers);
    return meetings.map((meeting) => {
      const row = known.get(meeting.number);
      const plan = plans.get(meeting.number);
      const conversation = [chats.get(meeting.number), plan?.conversation].find((one) => one != null && inIt.has(one));
      const chat = conversation == null ? {} : { conversation };
      return { ...meeting, title: row?.title ?? '', host: row?.host ?? '', ...(plan && { plan: plan.id }), ...chat };
    });
  }
}

/** The person's comings, newest first. */
function ownVisits(db: Db, user: UserId, before = Number.MAX_SAFE_INTEGER): Promise<Visit[]> {
  const own = db.selectFrom('meeting_visits').selectAll().where('identity', '=', user).where('in_at', '<', before);
  return own.orderBy('in_at', 'desc').orderBy('meeting').limit(LOOKED_THROUGH).execute();
}

function visitsOf(db: Db, meeting: string): Promise<Visit[]> {
  const all = db.selectFrom('meeting_visits').selectAll().where('meeting', '=', meeting);
  return all.orderBy('in_at', 'desc').orderBy('identity').limit(LIMITS.meetingVisits).execute();
}

/** Comings and goings of one number as the meetings that they were, each in the order of coming. */
export function sittingsOf(visits: readonly Visit[]): Visit[][] {
  const sittings: Visit[][] = [];
  let until = Number.NEGATIVE_INFINITY;
  for (const visit of [...visits].sort((one, other) => one.in_at - other.in_at)) {
    if (visit.in_at - until > APART_MS) sittings.push([]);
    sittings.at(-1)?.push(visit);
    until = Math.max(until, visit.out_at ?? Number.POSITIVE_INFINITY);
  }
  return sittings;
}

function pastOf(sitting: readonly Visit[]): PastMeeting {
  const visitors = new Map<string, PastMeeting['visitors'][number]>();
  for (const { identity, name, guest, in_at, out_at } of sitting) {
    const before = visitors.get(identity);
    const seenAt = Math.max(before?.seenAt ?? 0, out_at ?? in_at);
    visitors.set(identity, {
      ...before,
      ...(guest ? {} : { user: identity }),
      name,
      cameAt: before?.cameAt ?? in_at,
      seenAt,
    });
  }
  const ended = sitting.every(({ out_at }) => out_at !== null);
  return {
    ...{ number: sitting[0]?.meeting ?? '', title: '', host: '', startedAt: sitting[0]?.in_at ?? 0 },
    ...(ended ? { endedAt: Math.max(...sitting.map(({ out_at }) => out_at ?? 0)) } : {}),
    visitors: [...visitors.values()].slice(0, LIMITS.meetingVisitorsTold),
    visitorCount: visitors.size,
  };
}

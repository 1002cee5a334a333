import assert from 'node:assert/strict';
import { ManualClock } from '#kernel/clock.ts';
import { asFailure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import { foldPersonal } from '#kernel/personal-fold.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { PlanEntry, StateEntry } from '#protocol/personal.ts';
import type { MeetingContent, Plan } from '#protocol/planning.ts';
import type { ParamsOf, ResultOf, SessionCommand } from '#protocol/realtime.ts';
import { type LiveServer, startLiveServer } from '../../../gateway/testing/live-server.ts';
import { signUp } from '../../../gateway/testing/raw-peer.ts';
import type { Caller } from '../../../identity/api.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Monday 2027-01-04, 08:00 in Shanghai. */
export const MONDAY = Date.UTC(2027, 0, 4);
const ZONE = 'Asia/Shanghai';

/** A server with planned meetings, and people who are told what the bus says. */
export class PlanWorld {
  readonly server: LiveServer;
  readonly clock: ManualClock;
  readonly #told = new Map<UserId, ReadonlyMap<string, StateEntry>>();
  #people = 0;
  #weeks = 0;

  constructor(server: LiveServer, clock: ManualClock) {
    this.server = server;
    this.clock = clock;
    server.bus.subscribe('user-entry', ({ user, entry }) => {
      this.#told.set(user, foldPersonal(this.#told.get(user) ?? new Map(), entry));
    });
  }

  /** Goes to a Monday of its own, so that no test sees another's meetings. */
  freshMonday(): { at: number; start: string } {
    this.#weeks += 1;
    const at = MONDAY + this.#weeks * 7 * DAY;
    this.clock.set(at);
    return { at, start: `${new Date(at).toISOString().slice(0, 10)}T09:00` };
  }

  async person(nickname: string): Promise<Caller> {
    const { me } = await signUp(this.server.origin, `person${this.#people++}`);
    await this.server.database.write((db) =>
      db.updateTable('account').set({ nickname }).where('id', '=', me.id).execute(),
    );
    return { user: me.id, device: newId('d'), role: 'member', expiresAt: Number.MAX_SAFE_INTEGER };
  }

  as<Name extends SessionCommand>(caller: Caller, name: Name, params: ParamsOf<Name>): Promise<ResultOf<Name>> {
    const handler = this.server.commands[name] as unknown as (
      caller: Caller,
      params: ParamsOf<Name>,
      seat: object,
    ) => Promise<ResultOf<Name>>;
    return handler(caller, params, { id: 'seat', push() {} });
  }

  /** A meeting of three quarters of an hour, Monday at 9 in Shanghai unless told. */
  plan(caller: Caller, more: Partial<ParamsOf<'plan.create'>> = {}): Promise<Plan> {
    const usual = { title: 'Weekly', start: '2027-01-04T09:00', zone: ZONE, minutes: 45 };
    return this.as(caller, 'plan.create', { clientId: newId('t'), ...usual, ...more });
  }

  async group(owner: Caller, ...others: Caller[]): Promise<ConversationId> {
    const members = others.map(({ user }) => user);
    return (await this.as(owner, 'conversation.create', { clientId: newId('t'), title: 'g', members })).summary.id;
  }

  async direct(one: Caller, other: Caller): Promise<ConversationId> {
    return (await this.as(one, 'conversation.direct', { user: other.user })).summary.id;
  }

  /** The clock goes on to `at`, and all that is due is done. */
  async goTo(at: number): Promise<void> {
    this.clock.set(at);
    await this.settle();
  }

  settle(): Promise<void> {
    return this.server.jobs.settle();
  }

  /** What the chat says of meetings, as a member sees it. */
  async cards(caller: Caller, conversation: ConversationId): Promise<MeetingContent[]> {
    await this.settle();
    const { lines } = await this.as(caller, 'conversation.history', { conversation });
    return lines.flatMap((line) => (line.type === 'message' && line.content?.type === 'meeting' ? [line.content] : []));
  }

  async said(caller: Caller, conversation: ConversationId): Promise<string[]> {
    return (await this.cards(caller, conversation)).map(({ what, day }) =>
      day === undefined ? what : `${what} ${day}`,
    );
  }

  /** The plans that the person's devices know of. */
  entries({ user }: Caller): PlanEntry[] {
    return [...(this.#told.get(user) ?? new Map()).values()].filter((entry) => entry.type === 'plan');
  }

  /** When the person's meetings begin. */
  async agenda(caller: Caller, days = 30): Promise<string[]> {
    const from = this.clock.now();
    const { items } = await this.as(caller, 'plan.agenda', { from, to: from + days * DAY });
    return items.map(({ at }) => new Date(at).toISOString().slice(0, 16));
  }

  close(): Promise<void> {
    return this.server.stop();
  }
}

export async function openPlanWorld(now = MONDAY): Promise<PlanWorld> {
  const clock = new ManualClock(now);
  return new PlanWorld(await startLiveServer({ inMemory: true, clock, callsEveryMs: 86_400_000 }), clock);
}

export async function assertRefused(code: string, work: Promise<unknown>): Promise<void> {
  const outcome = await work.then(
    () => 'done',
    (error: unknown) => asFailure(error).code,
  );
  assert.equal(outcome, code);
}

import { RoomServiceClient } from 'livekit-server-sdk';
import { ManualClock } from '#kernel/clock.ts';
import { newId } from '#kernel/ids.ts';
import { foldPersonal } from '#kernel/personal-fold.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { CallEntry, StateEntry } from '#protocol/personal.ts';
import type { ParamsOf, ResultOf, SessionCommand } from '#protocol/realtime.ts';
import { type LiveServer, startLiveServer } from '../../gateway/testing/live-server.ts';
import { signUp } from '../../gateway/testing/raw-peer.ts';
import type { Caller } from '../../identity/api.ts';
import { MEDIA_KEY, MEDIA_SECRET, startMediaEngine, type TestMediaEngine } from '../../testing/media-engine.ts';

/** A server with calls over a real media engine, and people who are told what the bus says. */
export class CallWorld {
  readonly server: LiveServer;
  readonly engine: TestMediaEngine;
  readonly clock: ManualClock;
  #people = 0;
  readonly #told = new Map<UserId, ReadonlyMap<string, StateEntry>>();

  constructor(server: LiveServer, engine: TestMediaEngine, clock: ManualClock) {
    this.server = server;
    this.engine = engine;
    this.clock = clock;
    server.bus.subscribe('user-entry', ({ user, entry }) => {
      this.#told.set(user, foldPersonal(this.#told.get(user) ?? new Map(), entry));
    });
  }

  /** The media engine's own view of its rooms. */
  get rooms(): RoomServiceClient {
    return new RoomServiceClient(`http://127.0.0.1:${this.engine.port()}`, MEDIA_KEY, MEDIA_SECRET);
  }

  /** Where clients go in. */
  get mediaUrl(): string {
    return `ws://127.0.0.1:${this.engine.clientPort()}`;
  }

  /** Somebody new, on one device. */
  async person(nickname: string): Promise<Caller> {
    const { me } = await signUp(this.server.origin, `person${this.#people++}`);
    await this.server.database.write((db) =>
      db.updateTable('account').set({ nickname }).where('id', '=', me.id).execute(),
    );
    return onAnotherDevice({ user: me.id, device: '', role: 'member', expiresAt: Number.MAX_SAFE_INTEGER });
  }

  as<Name extends SessionCommand>(caller: Caller, name: Name, params: ParamsOf<Name>): Promise<ResultOf<Name>> {
    const handler = this.server.commands[name] as unknown as (
      caller: Caller,
      params: ParamsOf<Name>,
      seat: object,
    ) => Promise<ResultOf<Name>>;
    return handler(caller, params, { id: 'seat', push() {} });
  }

  async direct(one: Caller, other: Caller): Promise<ConversationId> {
    return (await this.as(one, 'conversation.direct', { user: other.user })).summary.id;
  }

  async group(owner: Caller, ...others: Caller[]): Promise<ConversationId> {
    const members = others.map(({ user }) => user);
    return (await this.as(owner, 'conversation.create', { clientId: newId('t'), title: 'g', members })).summary.id;
  }

  /** The calls that the person's devices know of. */
  callsOf({ user }: Caller): CallEntry[] {
    return [...(this.#told.get(user) ?? new Map()).values()].filter((entry) => entry.type === 'call');
  }

  /** Names of calls' lines as a member sees them, with the outcomes. */
  async lines(caller: Caller, conversation: ConversationId): Promise<string[]> {
    const { lines } = await this.as(caller, 'conversation.history', { conversation });
    return lines.flatMap((line) =>
      line.type === 'message' && line.content?.type === 'call' ? [line.content.outcome] : [],
    );
  }

  async unread(caller: Caller, conversation: ConversationId): Promise<number> {
    const { summary } = await this.as(caller, 'conversation.get', { conversation });
    return summary.messageCount - summary.read.count;
  }

  async close(): Promise<void> {
    await this.server.stop();
    await this.engine.stop();
  }
}

export function onAnotherDevice(caller: Caller): Caller {
  return { ...caller, device: newId('d') };
}

/** The clock stands at `now`; clients of their own go by the real time, and want it near. */
export async function openCallWorld(now = 1_700_000_000_000): Promise<CallWorld> {
  const engine = await startMediaEngine('native');
  const clock = new ManualClock(now);
  const apiUrl = () => (engine.port() === undefined ? undefined : `http://127.0.0.1:${engine.port()}`);
  const media = { apiUrl, publicUrl: '/', key: MEDIA_KEY, secret: MEDIA_SECRET };
  const server = await startLiveServer({ inMemory: true, clock, media, callsEveryMs: 86_400_000 });
  return new CallWorld(server, engine, clock);
}

import type { CallId, CallLog, CallPass } from '#protocol/calls.ts';
import type { DeviceId, UserId } from '#protocol/common.ts';
import type { CallEntry } from '#protocol/personal.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import type { Client } from './api.ts';
import type { CallWish } from './tab-call.ts';

/**
 * A call as one device sees it. 'ringing': here; 'here': in it on this device; 'elsewhere': on another one of this
 * person; 'open': others are in it, and so might this person.
 */
export interface CallView {
  entry: CallEntry;
  stands: 'ringing' | 'here' | 'elsewhere' | 'open';
}

/** What an entry means to a device. `device`: undefined while it is not known which one this is. */
export function standingOf(entry: CallEntry, device: DeviceId | undefined): CallView['stands'] {
  if (entry.until !== undefined) return 'ringing';
  if (entry.device === undefined) return 'open';
  return entry.device === device ? 'here' : 'elsewhere';
}

/** Whether the call rings on a device that hears from the server. What it heard last may be over by now. */
export function rings({ stands }: CallView, connected: boolean): boolean {
  return connected && stands === 'ringing';
}

/** Calls of one person on one device: what there is, and what can be done. All actions reject with a Failure. */
export class Calling {
  readonly #client: Pick<Client, 'personal' | 'call' | 'subscribe' | 'status'>;
  readonly #listeners = new Set<() => void>();
  #entries: ReadonlyMap<string, CallEntry> | undefined;
  #views: readonly CallView[] = [];
  #device: DeviceId | undefined;
  #asked = false;

  constructor(client: Pick<Client, 'personal' | 'call' | 'subscribe' | 'status'>) {
    this.#client = client;
    client.subscribe(() => this.#changed());
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The calls that go on; the same array until one of them changes. */
  readonly views = (): readonly CallView[] => {
    const entries = this.#client.personal('call');
    if (entries === this.#entries) return this.#views;
    this.#entries = entries;
    this.#views = [...entries.values()].map((entry) => ({ entry, stands: standingOf(entry, this.#device) }));
    if (this.#device === undefined && this.#views.some(({ entry }) => entry.device !== undefined)) this.#learn();
    return this.#views;
  };

  async pass(wish: CallWish): Promise<CallPass> {
    const { call } = this.#client;
    const pass = await (wish.do === 'start'
      ? call('call.start', { conversation: wish.conversation, mode: wish.mode })
      : call(wish.do === 'answer' ? 'call.answer' : 'call.join', {
          call: wish.call,
          ...(wish.hold && { hold: true as const }),
        }));
    this.#know(pass.device);
    return pass;
  }

  async decline(call: CallId): Promise<void> {
    await this.#client.call('call.decline', { call });
  }

  async leave(call: CallId): Promise<void> {
    await this.#client.call('call.leave', { call });
  }

  async invite(call: CallId, users: UserId[]): Promise<void> {
    await this.#client.call('call.invite', { call, users });
  }

  async video(call: CallId): Promise<void> {
    await this.#client.call('call.video', { call });
  }

  /** What has become of it. */
  look(call: CallId): Promise<ResultOf<'call.get'>> {
    return this.#client.call('call.get', { call });
  }

  log(page: string | undefined, missed: boolean): Promise<CallLog> {
    const [from, only] = [page === undefined ? {} : { page }, missed ? { missed: true as const } : {}];
    return this.#client.call('call.log', { ...from, ...only });
  }

  /** Which device this is; asked once, when it begins to matter. */
  #learn(): void {
    if (this.#asked || this.#client.status().at !== 'online') return;
    this.#asked = true;
    this.#client.call('call.device', {}).then(
      ({ device }) => this.#know(device),
      () => {
        this.#asked = false;
      },
    );
  }

  #know(device: DeviceId): void {
    if (this.#device === device) return;
    this.#device = device;
    this.#entries = undefined;
    this.#tell();
  }

  #changed(): void {
    const { at } = this.#client.status();
    // Whoever signs in next is on another device.
    if (at === 'signed-out') this.#forget();
    const before = this.#views;
    if (this.views() !== before) this.#tell();
    else if (this.#device === undefined && before.some(({ entry }) => entry.device !== undefined)) this.#learn();
  }

  #forget(): void {
    this.#device = undefined;
    this.#asked = false;
    this.#entries = undefined;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const known = new WeakMap<object, Calling>();

/** The calls of a client: one for all who ask. */
export function callingOf(client: Pick<Client, 'personal' | 'call' | 'subscribe' | 'status'>): Calling {
  const calling = known.get(client) ?? new Calling(client);
  known.set(client, calling);
  return calling;
}

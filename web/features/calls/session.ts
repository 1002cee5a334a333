import type { Client } from '#client/api.ts';
import { type Calling, callingOf } from '#client/calling.ts';
import { mediaUrl } from '#client/meetings.ts';
import { type CallWish, callOf, stepTab, type TabCall, type TabEffect, type TabInput } from '#client/tab-call.ts';
import { asFailure } from '#kernel/failure.ts';
import type { CallId, CallPass } from '#protocol/calls.ts';
import { loadPart } from '#web/app/load-part.ts';
import type { Capture } from '#web/features/meeting/media/preview.ts';
import { type Choices, keepChoices, readChoices } from '#web/features/meeting/model/choices.ts';
import type { DeviceUse, MediaFault } from '#web/features/meeting/model/devices.ts';
import { EMPTY_ROOM, type RoomState } from '#web/features/meeting/model/room-state.ts';
import type { MediaRoom } from '#web/features/meeting/room/media-room.ts';
import { sessionOf as meetingOf } from '#web/features/meeting/session.ts';
import { callHere, keepCall, keptCall } from './wishes.ts';

/** A device that could not be turned on. */
export interface CaptureFault {
  use: Capture;
  fault: MediaFault;
}

/** The one call of this window: steps through its states and does what they ask for. */
export class CallSession {
  readonly #client: Client;
  readonly #calling: Calling;
  #state: TabCall = { at: 'idle' };
  #room: MediaRoom | undefined;
  #roomState: RoomState = EMPTY_ROOM;
  #choices = readChoices(localStorage);
  #fault: CaptureFault | undefined;
  #held: { call: CallId; letGo: () => void } | undefined;
  readonly #volumes = new Map<string, number>();
  readonly #listeners = new Set<() => void>();

  constructor(client: Client) {
    this.#client = client;
    this.#calling = callingOf(client);
    this.#calling.subscribe(() => this.#heard());
    // Whoever goes into a meeting leaves the call.
    const meeting = meetingOf(client);
    meeting.subscribe(() => {
      const { at } = this.#state;
      if (meeting.meeting().at === 'inside' && (at === 'in' || at === 'waiting')) this.send({ on: 'leave' });
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): TabCall => this.#state;
  readonly roomState = (): RoomState => this.#roomState;
  readonly choices = (): Choices => this.#choices;
  readonly fault = (): CaptureFault | undefined => this.#fault;

  /** The room one is in. */
  get room(): MediaRoom | undefined {
    return this.#room;
  }

  choose(change: Partial<Choices>): void {
    this.#choices = { ...this.#choices, ...change };
    keepChoices(localStorage, this.#choices);
    this.#tell();
  }

  /** Asks for a call. Whoever is in a meeting leaves it: nobody speaks in two places. */
  wish(wish: CallWish): void {
    meetingOf(this.#client).send({ on: 'leave' });
    this.send({ on: 'wish', wish });
  }

  /** [CA22] Goes back into the call that this window was in before it was loaded anew. */
  async resume(): Promise<void> {
    const kept = keptCall();
    if (kept === undefined || this.#state.at !== 'idle') return;
    const here = () => this.#calling.views().some(({ entry, stands }) => stands === 'here' && entry.call === kept.call);
    if (!here() || !(await this.#hold(kept.call)) || !here() || this.#state.at !== 'idle') return;
    this.send({ on: 'wish', wish: { do: 'join', call: kept.call, camera: kept.camera } });
  }

  send(input: TabInput): void {
    const [next, effects] = stepTab(this.#state, input);
    this.#state = next;
    if (next.at === 'idle' || next.at === 'over') this.#release();
    for (const effect of effects) this.#run(effect);
    callHere.set(next.at === 'over' ? undefined : callOf(next));
    this.#tell();
  }

  /** Turns a device on or off; what is wrong is told by `fault`. */
  async capture(use: Capture, on: boolean): Promise<void> {
    const room = this.#room;
    const fault = await room?.capture(use, on);
    if (this.#room !== room) return;
    this.#fault = fault === undefined ? undefined : { use, fault };
    if (use === 'camera' && fault === undefined) this.#showed(on);
    this.#tell();
  }

  async chooseDevice(use: DeviceUse, id: string | undefined): Promise<void> {
    this.choose({ [`${use}Id`]: id });
    const room = this.#room;
    const fault = await room?.chooseDevice(use, id ?? 'default');
    if (this.#room !== room || use === 'speaker') return;
    this.#fault = fault === undefined ? undefined : { use, fault };
    this.#tell();
  }

  /** How loud somebody is, from 0 to 1, for as long as the call goes on. */
  volumeOf(identity: string): number {
    return this.#volumes.get(identity) ?? 1;
  }

  setVolume(identity: string, volume: number): void {
    this.#volumes.set(identity, volume);
    this.#room?.setVolume(identity, volume);
    this.#tell();
  }

  /** The media library, fetched while it still rings. */
  readonly prepare = (): Promise<typeof import('#web/features/meeting/room/media-room.ts')> =>
    loadPart(() => import('#web/features/meeting/room/media-room.ts'));

  #run(effect: TabEffect): void {
    switch (effect.do) {
      case 'ask':
        void this.#ask(effect.wish);
        return;
      case 'enter':
        void this.#enter(effect.pass, effect.camera);
        return;
      case 'disconnect':
        this.#disconnect();
        return;
      case 'tell-left':
        // Without a connection the server notices by itself.
        this.#calling.leave(effect.call).catch(() => undefined);
        return;
      case 'look':
        void this.#look(effect.call);
        return;
      case 'wait':
        setTimeout(() => this.send({ on: 'waited' }), effect.forMs);
    }
  }

  async #ask(wish: CallWish): Promise<void> {
    void this.prepare().catch(() => undefined); // Entering tells what is wrong.
    try {
      this.send({ on: 'passed', pass: await this.#calling.pass(wish) });
    } catch (error) {
      this.send({ on: 'refused', code: asFailure(error).code });
    }
  }

  async #enter(pass: CallPass, camera: boolean): Promise<void> {
    this.#fault = undefined;
    keepCall({ call: pass.call, camera });
    void this.#hold(pass.call);
    const choices = this.#choices;
    let room: MediaRoom | undefined;
    try {
      const { MediaRoom } = await this.prepare();
      if (!this.#wants(pass)) return;
      room = new MediaRoom(
        choices,
        this.#listen(() => room),
      );
      this.#room = room;
      await room.enter({ url: mediaUrl(pass.url, location.origin), token: pass.token, tracks: {}, choices });
      if (this.#room !== room) return;
      this.send({ on: 'entered' });
      await this.capture('microphone', true);
      if (camera && this.#room === room && this.#fault === undefined) await this.capture('camera', true);
    } catch {
      if (room === undefined ? !this.#wants(pass) : this.#room !== room) return;
      this.#disconnect();
      this.send({ on: 'dropped', camera, another: false });
    }
    this.#heard();
  }

  async #look(call: CallId): Promise<void> {
    const { outcome, durationMs } = await this.#calling
      .look(call)
      .catch(() => ({ outcome: undefined, durationMs: undefined }));
    this.send({ on: 'looked', call, outcome, ...(durationMs === undefined ? {} : { durationMs }) });
  }

  #wants(pass: CallPass): boolean {
    return this.#state.at === 'in' && this.#state.pass === pass;
  }

  #listen(room: () => MediaRoom | undefined): ConstructorParameters<typeof MediaRoom>[1] {
    const current = () => room() !== undefined && this.#room === room();
    return {
      changed: () => {
        const now = room();
        if (now === undefined || !current()) return;
        this.#roomState = now.state();
        for (const [identity, volume] of this.#volumes) now.setVolume(identity, volume);
        this.#tell();
      },
      linked: (link) => current() && this.send({ on: 'linked', whole: link !== 'mending' }),
      dropped: (why) => {
        if (!current()) return;
        const camera = this.#roomState.people.some((one) => one.me && one.camera !== undefined);
        this.#forget();
        this.send({ on: 'dropped', camera, another: why === 'another-device' });
      },
    };
  }

  /** What the entries say of the call that this window is in. */
  #heard(): void {
    const { at } = this.#state;
    const call = callOf(this.#state);
    if (call === undefined || (at !== 'in' && at !== 'waiting') || this.#client.status().at !== 'online') return;
    const stands = this.#calling.views().find(({ entry }) => entry.call === call)?.stands;
    const told = stands === 'here' || stands === 'elsewhere' ? stands : 'gone';
    if (told !== 'here' || (this.#state.at === 'in' && !this.#state.told)) this.send({ on: 'told', stands: told });
  }

  /** Who shows a picture makes it a call with pictures. */
  #showed(on: boolean): void {
    const { at } = this.#state;
    const call = callOf(this.#state);
    if (at !== 'in' || call === undefined) return;
    keepCall({ call, camera: on });
    const known = this.#calling.views().find(({ entry }) => entry.call === call);
    if (on && known?.entry.mode === 'voice') this.#calling.video(call).catch(() => undefined);
  }

  /** Of several tabs one goes back into the call: whoever holds it. Resolves with whether this one does. */
  #hold(call: CallId): Promise<boolean> {
    const { locks } = navigator;
    if (locks === undefined || this.#held?.call === call) return Promise.resolve(true);
    this.#held?.letGo();
    this.#held = undefined;
    return new Promise((resolve) => {
      const held = (lock: Lock | null) => {
        resolve(lock !== null);
        if (lock === null) return undefined;
        return new Promise<void>((letGo) => {
          this.#held = { call, letGo };
        });
      };
      void locks.request(`yiqi-call ${call}`, { ifAvailable: true }, held).catch(() => resolve(true));
    });
  }

  #release(): void {
    this.#held?.letGo();
    this.#held = undefined;
    this.#volumes.clear();
    keepCall(undefined);
  }

  #disconnect(): void {
    const room = this.#room;
    this.#forget();
    void room?.leave().catch(() => undefined); // The window is out either way; the server notices by itself.
  }

  #forget(): void {
    this.#room = undefined;
    this.#roomState = EMPTY_ROOM;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const sessions = new WeakMap<object, CallSession>();

/** The session of the page's client: one, however often screens come and go. */
export function callSessionOf(client: Client): CallSession {
  const known = sessions.get(client) ?? new CallSession(client);
  sessions.set(client, known);
  return known;
}

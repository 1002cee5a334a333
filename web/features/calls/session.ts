import type { Client } from '#client/api.ts';
import { type Calling, callingOf } from '#client/calling.ts';
import { mediaUrl } from '#client/meetings.ts';
import { type CallWish, callOf, stepTab, type TabCall, type TabEffect, type TabInput } from '#client/tab-call.ts';
import { asFailure } from '#kernel/failure.ts';
import type { CallId, CallPass } from '#protocol/calls.ts';
import type { MediaRoom } from '#web/features/meeting/room/media-room.ts';
import { MediaSeat, type SeatListener } from '#web/features/meeting/room/media-seat.ts';
import { sessionOf as meetingOf } from '#web/features/meeting/session.ts';
import { callHere, keepCall, keptCall } from './wishes.ts';

/** The one call of this window: steps through its states and does what they ask for. */
export class CallSession {
  readonly #client: Client;
  readonly #calling: Calling;
  readonly seat = new MediaSeat();
  #state: TabCall = { at: 'idle' };
  #held: { call: CallId; letGo: () => void } | undefined;
  /** [CA6] The call that waits while this window is in another. */
  #waiting: { call: CallId; room: MediaRoom | undefined } | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(client: Client) {
    this.#client = client;
    this.#calling = callingOf(client);
    this.#calling.subscribe(() => this.#heard());
    this.seat.subscribe(() => this.#tell());
    // Whoever goes into a meeting leaves the call.
    const meeting = meetingOf(client);
    meeting.subscribe(() => {
      const { at } = this.#state;
      if (meeting.meeting().at !== 'inside' || (at !== 'in' && at !== 'waiting')) return;
      this.#letGo(true);
      this.send({ on: 'leave' });
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): TabCall => this.#state;
  readonly waiting = (): CallId | undefined => this.#waiting?.call;

  /** Asks for a call. Whoever is in a meeting leaves it: nobody speaks in two places. */
  wish(wish: CallWish): void {
    meetingOf(this.#client).send({ on: 'leave' });
    // Back to the call that waits: the other one waits then.
    const changes = wish.do !== 'start' && wish.call === this.#waiting?.call;
    this.send({ on: 'wish', wish: changes ? { ...wish, hold: true } : wish });
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
    if (next.at === 'idle') this.#goOn();
  }

  /** Back into the call that waits, once the other is over. */
  #goOn(): void {
    const call = this.#waiting?.call;
    if (call === undefined) return;
    this.#letGo(false);
    this.send({ on: 'wish', wish: { do: 'join', call, camera: false } });
  }

  /** The room of the call that waits is left; the call too, when `leave`. */
  #letGo(leave: boolean): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    void waiting?.room?.leave().catch(() => undefined);
    if (leave && waiting !== undefined) this.#calling.leave(waiting.call).catch(() => undefined);
  }

  #run(effect: TabEffect): void {
    switch (effect.do) {
      case 'ask':
        void this.#ask(effect.wish);
        return;
      case 'enter':
        void this.#enter(effect.pass, effect.camera);
        return;
      case 'disconnect':
        this.seat.disconnect();
        return;
      case 'park':
        this.#letGo(false);
        this.#waiting = { call: effect.call, room: this.seat.park() };
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
    void this.seat.prepare().catch(() => undefined); // Entering tells what is wrong.
    try {
      this.send({ on: 'passed', pass: await this.#calling.pass(this.#holding(wish)) });
    } catch (error) {
      this.send({ on: 'refused', code: asFailure(error).code });
    }
  }

  /** Coming back into a call after a break must not end the one that waits. */
  #holding(wish: CallWish): CallWish {
    const again = this.#state.at === 'asking' && this.#state.back !== undefined;
    return again && wish.do !== 'start' && this.#waiting !== undefined ? { ...wish, hold: true } : wish;
  }

  async #enter(pass: CallPass, camera: boolean): Promise<void> {
    keepCall({ call: pass.call, camera });
    void this.#hold(pass.call);
    const { seat } = this;
    let room: MediaRoom | undefined;
    try {
      room = await seat.open(() => this.#wants(pass), this.#listener);
      if (room === undefined) return;
      const choices = seat.choices();
      await room.enter({ url: mediaUrl(pass.url, location.origin), token: pass.token, tracks: {}, choices });
      if (seat.room !== room) return;
      this.send({ on: 'entered' });
      await seat.capture('microphone', true);
      if (camera && seat.room === room && seat.fault() === undefined) await seat.capture('camera', true);
    } catch {
      if (room === undefined ? !this.#wants(pass) : seat.room !== room) return;
      seat.disconnect();
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

  readonly #listener: SeatListener = {
    linked: (link) => this.send({ on: 'linked', whole: link !== 'mending' }),
    dropped: (why, { people }) => {
      const camera = people.some((one) => one.me && one.camera !== undefined);
      this.send({ on: 'dropped', camera, another: why === 'another-device' });
    },
    showed: (on) => this.#showed(on),
  };

  /** What the entries say of the call that this window is in. */
  #heard(): void {
    this.#heardOfWaiting();
    const { at } = this.#state;
    const call = callOf(this.#state);
    if (call === undefined || (at !== 'in' && at !== 'waiting') || this.#client.status().at !== 'online') return;
    const stands = this.#calling.views().find(({ entry }) => entry.call === call)?.stands;
    const told = stands === 'here' || stands === 'elsewhere' ? stands : 'gone';
    if (told !== 'here' || (this.#state.at === 'in' && !this.#state.told)) this.send({ on: 'told', stands: told });
  }

  /** The call that waits may be over, or taken over elsewhere. */
  #heardOfWaiting(): void {
    const call = this.#waiting?.call;
    if (call === undefined || this.#client.status().at !== 'online') return;
    if (this.#calling.views().some(({ entry, stands }) => entry.call === call && stands === 'here')) return;
    this.#letGo(false);
    this.#tell();
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
    this.seat.clear();
    keepCall(undefined);
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

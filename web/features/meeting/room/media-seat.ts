import { loadPart } from '#web/app/load-part.ts';
import type { Capture } from '../media/preview.ts';
import { type Choices, keepChoices, readChoices } from '../model/choices.ts';
import type { DeviceUse, MediaFault } from '../model/devices.ts';
import { type EffectFaults, NO_FAULTS } from '../model/effect-faults.ts';
import { lookOf } from '../model/look.ts';
import type { EndReason, Link } from '../model/meeting.ts';
import { EMPTY_ROOM, type Person, type RoomState } from '../model/room-state.ts';
import type { MediaRoom } from './media-room.ts';
import { Talk } from './talk.ts';

/** A device that could not be turned on, or that is gone. */
interface SeatFault {
  use: Capture | 'screen';
  fault: MediaFault;
}

/** What becomes of the room that a seat is in. */
export interface SeatListener {
  linked(link: Link): void;
  /** Not by `leave`. `before`: how the room was last. */
  dropped(why: EndReason, before: RoomState): void;
  /** One has turned the camera on or off. */
  showed?(on: boolean): void;
}

/** One's own place in a room of a meeting or a call: devices, what is wrong with them, how loud others are, what is said. */
export class MediaSeat {
  /** What was shown with a reaction, over reconnections. */
  readonly talk = new Talk();
  #room: MediaRoom | undefined;
  #listener: SeatListener | undefined;
  #state: RoomState = EMPTY_ROOM;
  #choices = readChoices(localStorage);
  #fault: SeatFault | undefined;
  readonly #busy = new Set<string>();
  readonly #volumes = new Map<string, number>();
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): RoomState => this.#state;
  readonly choices = (): Choices => this.#choices;
  readonly fault = (): SeatFault | undefined => this.#fault;

  /** The room one is in. */
  get room(): MediaRoom | undefined {
    return this.#room;
  }

  get me(): Person | undefined {
    return this.#state.people.find((person) => person.me);
  }

  choose(change: Partial<Choices>): void {
    this.#choices = { ...this.#choices, ...change };
    keepChoices(localStorage, this.#choices);
    if (change.audioOnly !== undefined) this.#room?.setAudioOnly(change.audioOnly);
    const { sound } = change;
    const looks = 'background' in change || 'sticker' in change || 'beauty' in change;
    if (looks) void this.#change('camera', (room) => room.setLook(lookOf(this.#choices)));
    if (sound !== undefined) void this.#change('microphone', (room) => room.setSound(sound));
    this.#tell();
  }

  /** What keeps a chosen effect from working. */
  readonly effectFaults = (): EffectFaults => this.#room?.effects.faults ?? NO_FAULTS;

  /** The media library, fetched while somebody still looks at the lobby or it still rings. */
  readonly prepare = (): Promise<typeof import('./media-room.ts')> => loadPart(() => import('./media-room.ts'));

  /** A room to enter; undefined when it is not wanted any more once the library is here. */
  async open(wanted: () => boolean, listener: SeatListener): Promise<MediaRoom | undefined> {
    this.#fault = undefined;
    this.#listener = listener;
    const { MediaRoom } = await this.prepare();
    if (!wanted()) return undefined;
    let room: MediaRoom | undefined;
    room = new MediaRoom(
      this.#choices,
      this.#listen(() => room, listener),
    );
    this.#room = room;
    return room;
  }

  /** Leaves the room, if one is in one. */
  disconnect(): void {
    const room = this.#room;
    this.forget();
    void room?.leave().catch(() => undefined); // The window is out either way; the server notices by itself.
  }

  /** Leaves the room for another; the devices that are on belong to the caller from now on. */
  async takeAlong(): Promise<Partial<Record<Capture, MediaStreamTrack>>> {
    const room = this.#room;
    this.forget();
    return (await room?.takeAlong()) ?? {};
  }

  /** The room waits, silent and unheard. It is the caller's from now on. */
  park(): MediaRoom | undefined {
    const room = this.#room;
    this.forget();
    void room?.park().catch(() => undefined); // Whoever comes back to it enters it anew.
    return room;
  }

  /** The room is gone, or belongs to somebody else from now on. */
  forget(): void {
    this.#room = undefined;
    this.#state = EMPTY_ROOM;
    this.#tell();
  }

  /** A call or meeting is over for this window: nothing of it stays. */
  clear(): void {
    this.#volumes.clear();
    this.talk.clear();
    this.#fault = undefined;
  }

  /** Presses during a change count for nothing. */
  toggle(use: Capture): void {
    if (!this.#busy.has(use)) void this.capture(use, !this.#isOn(use));
  }

  /** Turns a device on or off, after what is under way; what is wrong is told by `fault`. */
  async capture(use: Capture, on: boolean): Promise<void> {
    await this.#change(use, async (room) => {
      if (this.#isOn(use) === on) return undefined;
      const fault = await room.capture(use, on);
      if (use === 'camera' && fault === undefined && this.#room === room) this.#listener?.showed?.(on);
      return fault;
    });
  }

  /** Starts or stops showing one's screen. */
  share(): void {
    const on = this.me?.screen === undefined;
    if (this.#busy.has('screen')) return;
    void this.#change('screen', async (room) => {
      const wrong = await room.share(on);
      return wrong === 'denied' ? undefined : wrong; // Closing the browser's choice is an answer, not a fault.
    });
  }

  async chooseDevice(use: DeviceUse, id: string | undefined): Promise<void> {
    this.choose({ [`${use}Id`]: id });
    if (use === 'speaker') await this.#room?.chooseDevice(use, id ?? 'default');
    else await this.#change(use, (room) => room.chooseDevice(use, id ?? 'default'));
  }

  readonly forgetFault = (): void => {
    this.#fault = undefined;
    this.#tell();
  };

  /** How loud somebody is here, from 0 to 1. */
  volumeOf(identity: string): number {
    return this.#volumes.get(identity) ?? 1;
  }

  setVolume(identity: string, volume: number): void {
    this.#volumes.set(identity, volume);
    this.#room?.setVolume(identity, volume);
    this.#tell();
  }

  #isOn(use: Capture): boolean {
    return use === 'microphone' ? this.me?.microphone === true : this.me?.camera !== undefined;
  }

  #changes: Promise<unknown> = Promise.resolve();

  async #change(use: SeatFault['use'], work: (room: MediaRoom) => Promise<MediaFault | undefined>): Promise<void> {
    this.#busy.add(use);
    const room = this.#room;
    const done = this.#changes.then(async () => {
      if (room === undefined || this.#room !== room) return;
      const fault = await work(room);
      if (this.#room !== room) return;
      if (fault !== undefined || this.#fault?.use === use) {
        this.#fault = fault === undefined ? undefined : { use, fault };
      }
    });
    this.#changes = done;
    await done.finally(() => {
      this.#busy.delete(use);
      this.#tell();
    });
  }

  /** Hears a room for as long as it is this window's. */
  #listen(room: () => MediaRoom | undefined, listener: SeatListener): ConstructorParameters<typeof MediaRoom>[1] {
    const current = () => room() !== undefined && this.#room === room();
    return {
      changed: () => {
        if (current()) this.#changed(room()?.state() ?? EMPTY_ROOM);
      },
      linked: (link) => current() && listener.linked(link),
      lostDevice: (use) => {
        if (!current()) return;
        this.#fault = { use, fault: 'unplugged' };
        this.#tell();
      },
      reacted: (identity, name, reaction) => current() && this.talk.show(identity, name, reaction),
      dropped: (why) => {
        if (!current()) return;
        const before = this.#state;
        this.forget();
        listener.dropped(why, before);
      },
    };
  }

  #changed(state: RoomState): void {
    this.#state = state;
    for (const [identity, volume] of this.#volumes) this.#room?.setVolume(identity, volume);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

import {
  cameraConstraints,
  InsecureContextError,
  type MediaFault,
  mediaFault,
  microphoneConstraints,
} from '../model/devices.ts';
import type { SoundMode } from '../model/sound-mode.ts';

export type Capture = 'microphone' | 'camera';

export type CaptureState =
  | { at: 'off' }
  | { at: 'starting' }
  | { at: 'on'; track: MediaStreamTrack }
  | { at: 'fault'; fault: MediaFault };

export type PreviewState = Readonly<Record<Capture, CaptureState>>;

const OFF: PreviewState = { microphone: { at: 'off' }, camera: { at: 'off' } };

/** Microphone and camera before one is in a meeting. Whoever takes the tracks owns them; the rest is stopped by `close`. */
export class Preview {
  #state: PreviewState = OFF;
  #wanted: Record<Capture, string | undefined | false> = { microphone: false, camera: false };
  readonly #given = new WeakSet<MediaStreamTrack>();
  readonly #sound: () => SoundMode | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(sound: () => SoundMode | undefined) {
    this.#sound = sound;
  }

  readonly state = (): PreviewState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Turns on what is named, in one question of the browser where it can be; resolves when all is answered. */
  async start(devices: Partial<Record<Capture, string | undefined>>): Promise<void> {
    const captures = (['microphone', 'camera'] as const).filter((capture) => capture in devices);
    for (const capture of captures) this.#begin(capture, devices[capture]);
    if (captures.length === 2 && (await this.#both(devices))) return;
    await Promise.all(captures.map((capture) => this.#one(capture, devices[capture])));
  }

  /** Turns off and releases the device. */
  stop(capture: Capture): void {
    this.#wanted[capture] = false;
    this.#set(capture, { at: 'off' });
  }

  /** The live tracks, which now belong to the caller. They stay in view until `close`. */
  take(): Partial<Record<Capture, MediaStreamTrack>> {
    const taken: Partial<Record<Capture, MediaStreamTrack>> = {};
    for (const capture of ['microphone', 'camera'] as const) {
      const state = this.#state[capture];
      this.#wanted[capture] = false;
      if (state.at !== 'on' || state.track.readyState !== 'live') continue;
      taken[capture] = state.track;
      state.track.onended = null;
      this.#given.add(state.track);
    }
    return taken;
  }

  close(): void {
    this.stop('microphone');
    this.stop('camera');
  }

  #begin(capture: Capture, id: string | undefined): void {
    this.#wanted[capture] = id;
    this.#set(capture, { at: 'starting' });
  }

  async #both(devices: Partial<Record<Capture, string | undefined>>): Promise<boolean> {
    try {
      const stream = await media().getUserMedia({
        audio: microphoneConstraints(devices.microphone, this.#sound()),
        video: cameraConstraints(devices.camera),
      });
      this.#arrived('microphone', devices.microphone, stream.getAudioTracks()[0]);
      this.#arrived('camera', devices.camera, stream.getVideoTracks()[0]);
      return true;
    } catch {
      return false; // Each is then asked for alone, and tells its own fault.
    }
  }

  async #one(capture: Capture, id: string | undefined): Promise<void> {
    try {
      const stream = await media().getUserMedia(
        capture === 'microphone'
          ? { audio: microphoneConstraints(id, this.#sound()) }
          : { video: cameraConstraints(id) },
      );
      this.#arrived(capture, id, stream.getTracks()[0]);
    } catch (error) {
      const fault = mediaFault(error);
      if (fault === 'missing' && id !== undefined && this.#wanted[capture] === id) {
        this.#wanted[capture] = undefined;
        await this.#one(capture, undefined);
      } else if (this.#wanted[capture] === id) this.#set(capture, { at: 'fault', fault });
    }
  }

  #arrived(capture: Capture, id: string | undefined, track: MediaStreamTrack | undefined): void {
    if (track === undefined) return;
    if (this.#wanted[capture] !== id) {
      track.stop();
      return;
    }
    track.onended = () => {
      if (this.#holds(capture, track)) this.#set(capture, { at: 'fault', fault: 'missing' });
    };
    this.#set(capture, { at: 'on', track });
  }

  #holds(capture: Capture, track: MediaStreamTrack): boolean {
    const state = this.#state[capture];
    return state.at === 'on' && state.track === track;
  }

  #set(capture: Capture, next: CaptureState): void {
    const before = this.#state[capture];
    const replaced = before.at === 'on' && (next.at !== 'on' || next.track !== before.track);
    if (replaced && !this.#given.has(before.track)) before.track.stop();
    this.#state = { ...this.#state, [capture]: next };
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Browsers hide `mediaDevices` from pages that came over plain HTTP from another machine. */
function media(): MediaDevices {
  if (navigator.mediaDevices === undefined) throw new InsecureContextError();
  return navigator.mediaDevices;
}

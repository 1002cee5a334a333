import {
  LocalAudioTrack,
  type LocalTrack,
  type LocalTrackPublication,
  LocalVideoTrack,
  type Room,
  RoomEvent,
  Track,
  type TrackPublishOptions,
} from 'livekit-client';
import { PictureEffect } from '../effects/picture-effect.ts';
import { SoundEffect } from '../effects/sound-effect.ts';
import type { Choices } from '../model/choices.ts';
import { type EffectFaults, NO_FAULTS } from '../model/effect-faults.ts';
import { isPlain, type Look, lookOf, PLAIN } from '../model/look.ts';
import { type SoundMode, soundCapture, soundPublishing } from '../model/sound-mode.ts';

/** What is done with one's own sound and picture in a room before they are sent. */
export class RoomEffects {
  readonly #room: Room;
  readonly #changed: () => void;
  readonly #suppressor = new SoundEffect();
  readonly #picture = new PictureEffect((picture) => this.#fault({ picture }));
  #sound: SoundMode | undefined;
  #look = PLAIN;
  #faults = NO_FAULTS;
  #work: Promise<void> = Promise.resolve();

  constructor(room: Room, choices: Choices, changed: () => void) {
    this.#room = room;
    this.#changed = changed;
    this.#sound = choices.sound;
    this.#choose(lookOf(choices));
    room.on(RoomEvent.LocalTrackPublished, ({ track }: LocalTrackPublication) => {
      if (track instanceof LocalAudioTrack && track.source === Track.Source.Microphone) void this.#follow();
    });
  }

  get faults(): EffectFaults {
    return this.#faults;
  }

  /** The microphone itself, while what is sent is another track. */
  get microphone(): MediaStreamTrack | undefined {
    return this.#suppressor.source;
  }

  publishing(source: Track.Source): TrackPublishOptions {
    return { source, ...(source === Track.Source.Microphone && soundPublishing(this.#sound)) };
  }

  async turnMicrophone(on: boolean): Promise<void> {
    const publishing = this.publishing(Track.Source.Microphone);
    await this.#room.localParticipant.setMicrophoneEnabled(on, undefined, publishing);
  }

  /** The track goes on; only to and from music it is offered anew, for its channels are settled when it is. */
  async setSound(sound: SoundMode): Promise<void> {
    const anew = (this.#sound === 'music') !== (sound === 'music');
    this.#sound = sound;
    const { options } = this.#room;
    options.audioCaptureDefaults = { ...options.audioCaptureDefaults, ...soundCapture(sound) };
    const track = this.#track();
    if (track !== undefined && anew) await this.#offerAnew(track);
    await this.#follow();
  }

  /** To be called before a camera is shown to anybody: not one picture goes out with what is really behind one. */
  async dress(track: LocalVideoTrack): Promise<void> {
    if (!isPlain(this.#look)) await track.setProcessor(this.#picture);
  }

  /** Other effects on the picture while the camera goes on. */
  async setLook(look: Look): Promise<void> {
    this.#choose(look);
    const track = this.#room.localParticipant.getTrackPublication(Track.Source.Camera)?.track;
    if (!(track instanceof LocalVideoTrack)) return;
    const dressed = track.getProcessor() !== undefined;
    const works = this.#picture.processedTrack !== undefined;
    if (dressed && (isPlain(look) || !works)) await track.stopProcessor();
    if (!isPlain(look) && track.getProcessor() === undefined) await this.dress(track);
  }

  /** Cameras that are turned on from now on have them from their first picture. */
  #choose(look: Look): void {
    this.#look = look;
    const { processor: _, ...camera } = this.#room.options.videoCaptureDefaults ?? {};
    if (!isPlain(look)) this.#picture.use(look);
    this.#room.options.videoCaptureDefaults = {
      ...camera,
      ...(!isPlain(look) && { processor: this.#picture }),
    };
  }

  #track(): LocalAudioTrack | undefined {
    const track = this.#room.localParticipant.getTrackPublication(Track.Source.Microphone)?.track;
    return track instanceof LocalAudioTrack ? track : undefined;
  }

  async #offerAnew(track: LocalAudioTrack): Promise<void> {
    const me = this.#room.localParticipant;
    const deviceId = await track.getDeviceId(false);
    await this.#work;
    if (track.getProcessor() !== undefined) await track.stopProcessor();
    await track.restartTrack({ ...soundCapture(this.#sound), ...(deviceId !== undefined && { deviceId }) });
    await me.unpublishTrack(track as LocalTrack, false);
    await me.publishTrack(track as LocalTrack, this.publishing(Track.Source.Microphone));
  }

  /** The suppressor runs on the microphone that is sent now when it is wanted, and only then. */
  #follow(): Promise<void> {
    this.#work = this.#work.then(async () => {
      const track = this.#track();
      const wanted = this.#sound === 'strong';
      let sound: EffectFaults['sound'];
      try {
        if (track !== undefined && wanted && track.getProcessor() === undefined) {
          await track.setProcessor(this.#suppressor);
        } else if (track?.getProcessor() !== undefined && !wanted) await track.stopProcessor();
      } catch {
        await this.#suppressor.destroy();
        sound = 'failed';
      }
      this.#fault({ sound });
    });
    return this.#work;
  }

  #fault(fault: EffectFaults): void {
    this.#faults = { ...this.#faults, ...fault };
    this.#changed();
  }
}

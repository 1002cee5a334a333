import {
  ConnectionState,
  type DisconnectReason,
  LocalAudioTrack,
  type LocalTrack,
  LocalVideoTrack,
  type RemoteTrack,
  Room,
  RoomEvent,
  ScreenSharePresets,
  setLogLevel,
  Track,
  TrackEvent,
} from 'livekit-client';
import { ASK_TOPIC } from '#protocol/meeting-topics.ts';
import type { Capture } from '../media/preview.ts';
import type { Choices } from '../model/choices.ts';
import {
  cameraConstraints,
  type DeviceUse,
  type MediaFault,
  mediaFault,
  microphoneConstraints,
} from '../model/devices.ts';
import type { Look } from '../model/look.ts';
import type { EndReason, Link } from '../model/meeting.ts';
import { EMPTY_ROOM, keepUnchanged, type MediaSourceName, type RoomState } from '../model/room-state.ts';
import type { SoundMode } from '../model/sound-mode.ts';
import type { TrackStats } from '../model/stats.ts';
import { BreakoutMark } from './breakout-mark.ts';
import { endReason } from './end-reason.ts';
import { peopleOfRoom } from './people-of-room.ts';
import { RemoteSound } from './remote-sound.ts';
import { type DataListener, RoomData } from './room-data.ts';
import { RoomEffects } from './room-effects.ts';
import { RoomMeter } from './room-meter.ts';
import { roomOptions } from './room-options.ts';
import { allowedIn, mayRenameIn } from './room-rights.ts';
import { takeAlong } from './take-along.ts';

export interface RoomListener extends DataListener {
  changed(): void;
  linked(link: Link): void;
  /** A device went away while it was in use. */
  lostDevice(use: Capture): void;
  /** The room is gone, not by `leave`. */
  dropped(why: EndReason): void;
}

export interface EnterOptions {
  /** WebSocket base of the media engine. */
  url: string;
  token: string;
  /** Tracks that are on already; they belong to the room from now on. */
  tracks: Partial<Record<Capture, MediaStreamTrack>>;
  choices: Choices;
}

const KIND: Record<DeviceUse, MediaDeviceKind> = {
  microphone: 'audioinput',
  camera: 'videoinput',
  speaker: 'audiooutput',
};

const CHANGES = [
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.ParticipantMetadataChanged,
  RoomEvent.ParticipantNameChanged,
  RoomEvent.ParticipantAttributesChanged,
  RoomEvent.ParticipantPermissionsChanged,
  RoomEvent.RoomMetadataChanged,
  RoomEvent.TrackPublished,
  RoomEvent.TrackUnpublished,
  RoomEvent.TrackSubscribed,
  RoomEvent.TrackUnsubscribed,
  RoomEvent.TrackMuted,
  RoomEvent.TrackUnmuted,
  RoomEvent.TrackStreamStateChanged,
  RoomEvent.LocalTrackPublished,
  RoomEvent.LocalTrackUnpublished,
  RoomEvent.ConnectionQualityChanged,
  RoomEvent.ActiveSpeakersChanged,
  RoomEvent.AudioPlaybackStatusChanged,
  RoomEvent.Connected,
  RoomEvent.Reconnected,
] as const;

setLogLevel('error');

/** One meeting's media: LiveKit's room behind immutable snapshots. Closing the page disconnects it. */
export class MediaRoom {
  readonly #room: Room;
  readonly #sound: RemoteSound;
  readonly #meter: RoomMeter;
  readonly #breakout: BreakoutMark;
  readonly data: RoomData;
  readonly effects: RoomEffects;
  readonly #listener: RoomListener;
  readonly #spokeAt = new Map<string, number>();
  #state: RoomState = EMPTY_ROOM;
  #stale = false;
  /** Own changes of devices under way: what is muted meanwhile is muted by oneself. */
  #changing = 0;
  #hushed = false;
  #asked = false;
  #left = false;
  #audioOnly: boolean;

  constructor(choices: Choices, listener: RoomListener) {
    this.#listener = listener;
    this.#room = new Room(roomOptions(choices));
    this.#sound = new RemoteSound();
    this.#meter = new RoomMeter(this.#room);
    this.#breakout = new BreakoutMark(this.#room, () => this.#later());
    this.data = new RoomData(this.#room, listener);
    this.effects = new RoomEffects(this.#room, choices, () => this.#later());
    this.#audioOnly = choices.audioOnly === true;
    this.#listen();
  }

  state(): RoomState {
    return this.#state;
  }

  /** Connects and brings in the tracks. @throws when the media engine cannot be reached */
  async enter({ url, token, tracks, choices }: EnterOptions): Promise<void> {
    await this.#room.connect(url, token);
    this.#refresh();
    const { microphone, camera } = tracks;
    const { microphoneId, cameraId, sound } = choices;
    const audio = microphoneConstraints(microphoneId, sound);
    const video = cameraConstraints(cameraId);
    const brought = [
      microphone && this.#publish(new LocalAudioTrack(microphone, audio, false), Track.Source.Microphone),
      camera && this.#publish(new LocalVideoTrack(camera, video, false), Track.Source.Camera),
    ];
    await Promise.allSettled(brought);
    this.#refresh();
  }

  /** Turns a device on or off. Resolves with what is wrong, if anything. */
  async capture(what: Capture, on: boolean): Promise<MediaFault | undefined> {
    const me = this.#room.localParticipant;
    return await this.#try(() => (what === 'microphone' ? this.effects.turnMicrophone(on) : me.setCameraEnabled(on)));
  }

  /** Shows or stops showing a screen with its sound. Giving up the browser's choice is 'denied'. */
  async share(on: boolean): Promise<MediaFault | undefined> {
    const capture = {
      audio: true,
      contentHint: 'detail',
      resolution: ScreenSharePresets.h1080fps15.resolution,
      surfaceSwitching: 'include',
      systemAudio: 'include',
    } as const;
    return await this.#try(() => this.#room.localParticipant.setScreenShareEnabled(on, capture));
  }

  async chooseDevice(use: DeviceUse, id: string): Promise<MediaFault | undefined> {
    return await this.#try(() => this.#room.switchActiveDevice(KIND[use], id));
  }

  /** Another treatment of one's sound, while it goes on. */
  async setSound(sound: SoundMode): Promise<MediaFault | undefined> {
    return await this.#try(() => this.effects.setSound(sound));
  }

  async setLook(look: Look): Promise<MediaFault | undefined> {
    return await this.#try(() => this.effects.setLook(look));
  }

  /** Shows somebody's picture in `element` until the returned function is called. */
  attach(identity: string, source: MediaSourceName, element: HTMLVideoElement): () => void {
    const wanted = source === 'camera' ? Track.Source.Camera : Track.Source.ScreenShare;
    const track = this.#room.getParticipantByIdentity(identity)?.getTrackPublication(wanted)?.track;
    if (track === undefined) return () => undefined;
    track.attach(element);
    return () => {
      track.detach(element);
    };
  }

  /** One's own microphone, for a level line. */
  microphoneTrack(): MediaStreamTrack | undefined {
    const publication = this.#room.localParticipant.getTrackPublication(Track.Source.Microphone);
    return publication?.isMuted === false ? publication.track?.mediaStreamTrack : undefined;
  }

  /** The same microphone, heard though it is muted: to be stopped by whoever asked for it. */
  listenWhileMuted(): MediaStreamTrack | undefined {
    const publication = this.#room.localParticipant.getTrackPublication(Track.Source.Microphone);
    const own = this.effects.microphone ?? publication?.track?.mediaStreamTrack;
    const track = publication?.isMuted ? own : undefined;
    if (track?.readyState !== 'live') return undefined;
    const ear = track.clone();
    ear.enabled = true;
    return ear;
  }

  /** Nobody's camera is shown or fetched: what is not shown is not sent here. Shared screens stay. */
  setAudioOnly(on: boolean): void {
    this.#audioOnly = on;
    this.#refresh();
  }

  /** How each sound and picture comes and goes, since the last look. */
  stats(): Promise<TrackStats[]> {
    return this.#meter.look();
  }

  /** The room goes on, but nothing is heard of it and nothing said. */
  async park(): Promise<void> {
    this.#sound.silence();
    for (const { trackPublications } of this.#room.remoteParticipants.values()) {
      for (const publication of trackPublications.values()) publication.setSubscribed(false);
    }
    const me = this.#room.localParticipant;
    await Promise.allSettled([
      me.setMicrophoneEnabled(false),
      me.setCameraEnabled(false),
      me.setScreenShareEnabled(false),
    ]);
  }

  /** How loud somebody is here, from 0 to 1. */
  setVolume(identity: string, volume: number): void {
    this.#room.remoteParticipants.get(identity)?.setVolume(volume);
  }

  /** One stays muted, though a host asks. */
  forgetAsk(): void {
    this.#asked = false;
    this.#refresh();
  }

  /** To be called in a click, when the browser held the sound back. */
  async hear(): Promise<void> {
    await this.#room.startAudio();
  }

  async leave(): Promise<void> {
    this.#left = true;
    this.#sound.close();
    await this.#room.disconnect();
  }

  /** Leaves for another room; the devices that are on come along. */
  takeAlong(): ReturnType<typeof takeAlong> {
    this.#left = true;
    this.#sound.close();
    return takeAlong(this.#room);
  }

  async #publish(track: LocalAudioTrack | LocalVideoTrack, source: Track.Source): Promise<void> {
    track.source = source;
    try {
      if (track instanceof LocalVideoTrack) await this.effects.dress(track);
      await this.#room.localParticipant.publishTrack(track as LocalTrack, this.effects.publishing(source));
    } catch (error) {
      track.stop();
      throw error;
    }
  }

  async #try(action: () => Promise<unknown>): Promise<MediaFault | undefined> {
    this.#changing++;
    try {
      await action();
      return undefined;
    } catch (error) {
      return mediaFault(error);
    } finally {
      this.#changing--;
      this.#refresh();
    }
  }

  #listen(): void {
    const room = this.#room;
    for (const event of CHANGES) room.on(event, () => this.#later());
    room.on(RoomEvent.TrackSubscribed, (track: RemoteTrack) => this.#sound.add(track));
    room.on(RoomEvent.TrackUnsubscribed, (track: RemoteTrack) => this.#sound.remove(track));
    room.on(RoomEvent.TrackMuted, ({ source }, { isLocal }) => {
      if (isLocal && source === Track.Source.Microphone && this.#changing === 0) this.#hushed = true;
    });
    room.on(RoomEvent.LocalTrackPublished, ({ track }) => {
      if (track?.source === Track.Source.Microphone || track?.source === Track.Source.Camera) this.#watchDevice(track);
    });
    // Only the server sends what comes from nobody in the room.
    room.on(RoomEvent.DataReceived, (_payload, participant, _kind, topic) => {
      if (participant !== undefined || topic !== ASK_TOPIC) return;
      this.#asked = !room.localParticipant.isMicrophoneEnabled;
      this.#later();
    });
    room.on(RoomEvent.ActiveSpeakersChanged, (speakers) => {
      for (const { identity } of speakers) this.#spokeAt.set(identity, Date.now());
    });
    room.on(RoomEvent.ConnectionStateChanged, (state) => this.#linked(state));
    room.on(RoomEvent.Disconnected, (reason) => this.#disconnected(reason));
  }

  /** A track ends by itself only when its device is gone or was forbidden. */
  #watchDevice(track: LocalTrack): void {
    const use = track.source === Track.Source.Camera ? 'camera' : 'microphone';
    track.on(TrackEvent.Ended, () => !this.#left && this.#listener.lostDevice(use));
  }

  #linked(state: ConnectionState): void {
    if (state === ConnectionState.Reconnecting || state === ConnectionState.SignalReconnecting) {
      this.#listener.linked('mending');
    } else if (state === ConnectionState.Connected) this.#listener.linked('mended');
  }

  #disconnected(reason: DisconnectReason | undefined): void {
    this.#sound.close();
    if (!this.#left) this.#listener.dropped(endReason(reason));
  }

  /** Many events come together; one snapshot is made of them. */
  #later(): void {
    if (this.#stale) return;
    this.#stale = true;
    queueMicrotask(() => this.#refresh());
  }

  #refresh(): void {
    this.#stale = false;
    const people = keepUnchanged(this.#state.people, peopleOfRoom(this.#room, this.#audioOnly));
    const here = new Set(people.map((person) => person.identity));
    const spokeAt = new Map([...this.#spokeAt].filter(([identity]) => here.has(identity)));
    if (people.some((person) => person.me && person.microphone)) this.#hushed = false;
    const silenced = !this.#room.canPlaybackAudio;
    if (people.some((person) => person.me && person.microphone)) this.#asked = false;
    this.#state = {
      people,
      spokeAt,
      silenced,
      hushed: this.#hushed,
      mayTalk: this.data.allowed,
      asked: this.#asked,
      allowed: allowedIn(this.#room),
      mayRename: mayRenameIn(this.#room),
      breakout: this.#breakout.text,
    };
    this.#listener.changed();
  }
}

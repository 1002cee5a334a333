import {
  AccessToken,
  DataPacket_Kind,
  type ParticipantInfo,
  ParticipantInfo_State,
  RoomServiceClient,
  TrackSource,
  TwirpError,
} from 'livekit-server-sdk';
import { Failure } from '#kernel/failure.ts';
import { ALL_RIGHTS, type MediaRights } from '#kernel/meeting-room.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { UserId } from '#protocol/common.ts';
import type { Attendee, AttendeeMetadata, MutedSource } from '#protocol/meetings.ts';

/** Where the media engine is: our own media server or a LiveKit cluster. */
export interface MediaEngineOptions {
  /** Base URL of its RoomService, as this process reaches it; undefined while it isn't up. */
  apiUrl(): string | undefined;
  /** Its LiveKit URL as clients reach it; '/': on this server's own origin. */
  publicUrl: string;
  key: string;
  secret: string;
}

/** How long a token lets somebody in. Once in, they may stay. */
export const PASS_MS = 10 * 60_000;
/** An empty room is kept for longer than any token for it lives, so that nobody finds it gone. */
const EMPTY_ROOM_S = PASS_MS / 1000 + 60;
const SOURCES: Record<MutedSource, readonly TrackSource[]> = {
  microphone: [TrackSource.MICROPHONE],
  camera: [TrackSource.CAMERA],
  screen: [TrackSource.SCREEN_SHARE, TrackSource.SCREEN_SHARE_AUDIO],
};
const REQUEST_TIMEOUT_S = 5;
const RETRY_AFTER_MS = 2000;

/** Who is let in, and as what. */
export interface Pass {
  identity: string;
  name: string;
  metadata: AttendeeMetadata;
  /** Everything, unless said. */
  rights?: MediaRights;
}

/** Somebody who is in a room, with what the engine holds of them. */
export interface Presence {
  identity: string;
  name: string;
  metadata: string;
  rights: MediaRights;
  /** A person, and not what the engine itself put there (a recorder, a bridge). */
  person: boolean;
}

/** The media engine, by LiveKit's API. Every method throws Failure 'media.unavailable' when it can't be reached. */
export class MediaEngine {
  readonly #options: MediaEngineOptions;
  readonly #log: Log;
  #client: { url: string; rooms: RoomServiceClient } | undefined;
  #silent = false;
  #lapses = 0;

  constructor(options: MediaEngineOptions, log: Log) {
    this.#options = options;
    this.#log = log;
  }

  /** Where it is just now; undefined while it isn't up. */
  get apiUrl(): string | undefined {
    return this.#options.apiUrl();
  }

  /** Another one when it may have forgotten its rooms: it is elsewhere, or answers after it did not. Undefined while it isn't up. */
  get incarnation(): string | undefined {
    const { apiUrl } = this;
    return apiUrl === undefined ? undefined : `${this.#lapses} ${apiUrl}`;
  }

  /** What is thrown while it isn't up. */
  away(): Failure {
    return unavailable();
  }

  get publicUrl(): string {
    return this.#options.publicUrl;
  }

  /** Makes the room unless it is there. `metadata` is what everybody in it may know, as JSON. */
  async openRoom(room: string, metadata = ''): Promise<void> {
    const timeouts = { emptyTimeout: EMPTY_ROOM_S, departureTimeout: EMPTY_ROOM_S };
    await this.#ask((rooms) => rooms.createRoom({ name: room, ...timeouts, ...(metadata !== '' && { metadata }) }));
  }

  /** Tells everybody in the room. */
  async describeRoom(room: string, metadata: string): Promise<void> {
    await this.#ask((rooms) => rooms.updateRoomMetadata(room, metadata));
  }

  /** Everybody who is in the room, with their rights. */
  async present(room: string): Promise<Presence[]> {
    const participants = (await this.#ask((rooms) => rooms.listParticipants(room))) ?? [];
    return participants.filter(({ state }) => state !== ParticipantInfo_State.DISCONNECTED).map(presenceOf);
  }

  /** Gives somebody who is in the room this name, these marks and these rights. Tracks that are against them end. */
  async update(room: string, { identity, name, metadata, rights = ALL_RIGHTS }: Pass): Promise<void> {
    const { sources, canPublish } = publishing(rights);
    const permission = {
      canSubscribe: true,
      canPublish,
      canPublishData: rights.data,
      canPublishSources: sources,
      canUpdateMetadata: false,
    };
    await this.#ask((rooms) =>
      rooms.updateParticipant(room, identity, { name, metadata: JSON.stringify(metadata), permission }),
    );
  }

  /** Sends one person something that nobody else gets, and that comes from nobody in the room. */
  async tell(room: string, identity: string, topic: string, value: object): Promise<void> {
    const data = new TextEncoder().encode(JSON.stringify(value));
    const options = { destinationIdentities: [identity], topic };
    await this.#ask((rooms) => rooms.sendData(room, data, DataPacket_Kind.RELIABLE, options));
  }

  /** Sends everybody in the room something that comes from nobody in it. */
  async tellAll(room: string, topic: string, value: object): Promise<void> {
    const data = new TextEncoder().encode(JSON.stringify(value));
    await this.#ask((rooms) => rooms.sendData(room, data, DataPacket_Kind.RELIABLE, { topic }));
  }

  /** Everybody who is in the room. A room that isn't there is empty. */
  async attendees(room: string): Promise<Attendee[]> {
    const participants = (await this.#ask((rooms) => rooms.listParticipants(room))) ?? [];
    return participants.filter(({ state }) => state !== ParticipantInfo_State.DISCONNECTED).map(attendeeOf);
  }

  /** What is said of each person in the room by attributes. */
  async attributes(room: string): Promise<Map<string, Readonly<Record<string, string>>>> {
    const participants = (await this.#ask((rooms) => rooms.listParticipants(room))) ?? [];
    const there = participants.filter(({ state }) => state !== ParticipantInfo_State.DISCONNECTED);
    return new Map(there.map(({ identity, attributes }) => [identity, attributes]));
  }

  /** Changes these attributes of somebody in the room, for everybody to see; an empty one is taken away. */
  async mark(room: string, identity: string, attributes: Record<string, string>): Promise<void> {
    await this.#ask((rooms) => rooms.updateParticipant(room, identity, { attributes }));
  }

  /** Mutes what those whom `whom` names publish of this kind. */
  async mute(room: string, source: MutedSource, whom: (identity: string) => boolean): Promise<void> {
    const wanted = SOURCES[source];
    const participants = (await this.#ask((rooms) => rooms.listParticipants(room))) ?? [];
    const tracks = participants
      .filter(({ identity }) => whom(identity))
      .flatMap(({ identity, tracks }) => tracks.map((track) => ({ identity, track })))
      .filter(({ track }) => wanted.includes(track.source) && !track.muted);
    await Promise.all(
      tracks.map(({ identity, track }) =>
        this.#ask((rooms) => rooms.mutePublishedTrack(room, identity, track.sid, true)),
      ),
    );
  }

  async remove(room: string, identity: string): Promise<void> {
    await this.#ask((rooms) => rooms.removeParticipant(room, identity));
  }

  /** Sends everybody out and closes the room. [ME51] One that no node of LiveKit's has is closed once it is made again. */
  async closeRoom(room: string): Promise<void> {
    const close = () => this.#ask((rooms) => rooms.deleteRoom(room));
    await close().catch(async () => {
      await this.openRoom(room);
      await close();
    });
  }

  /** Which of the rooms are open. */
  async openAmong(rooms: string[]): Promise<string[]> {
    const found = (await this.#ask((service) => service.listRooms(rooms))) ?? [];
    return found.map(({ name }) => name).filter((name) => rooms.includes(name));
  }

  /** A token that lets its bearer into this one room, which it cannot make. */
  async pass(room: string, { identity, name, metadata, rights = ALL_RIGHTS }: Pass): Promise<string> {
    const { key, secret } = this.#options;
    const token = new AccessToken(key, secret, {
      identity,
      name,
      metadata: JSON.stringify(metadata),
      ttl: PASS_MS / 1000,
    });
    const { sources, canPublish } = publishing(rights);
    const may = { canPublish, canSubscribe: true, canPublishData: rights.data, canUpdateOwnMetadata: false };
    const only = sources.length === 0 ? {} : { canPublishSources: sources };
    token.addGrant({ roomJoin: true, room, ...may, ...only });
    return token.toJwt();
  }

  /** The engine's answer; undefined when it says that there is no such thing. */
  async #ask<Answer>(request: (rooms: RoomServiceClient) => Promise<Answer>): Promise<Answer | undefined> {
    const rooms = this.#rooms();
    try {
      const answer = await request(rooms);
      this.#answered(true);
      return answer;
    } catch (error) {
      this.#answered(error instanceof TwirpError && error.code !== undefined);
      if (error instanceof TwirpError && error.status === 404) return undefined;
      const reason = error instanceof TwirpError ? { status: error.status, code: error.code } : {};
      this.#log.warn(reason, 'media engine does not answer');
      throw unavailable();
    }
  }

  /** An error with a code is an answer: what has none comes from a proxy before it. */
  #answered(answered: boolean): void {
    if (answered && this.#silent) this.#lapses++;
    this.#silent = !answered;
  }

  #rooms(): RoomServiceClient {
    const url = this.#options.apiUrl();
    if (url === undefined) throw unavailable();
    if (this.#client?.url !== url) {
      const { key, secret } = this.#options;
      const rooms = new RoomServiceClient(url, key, secret, { requestTimeout: REQUEST_TIMEOUT_S, failover: false });
      this.#client = { url, rooms };
    }
    return this.#client.rooms;
  }
}

function unavailable(): Failure {
  return new Failure('media.unavailable', { retryAfterMs: RETRY_AFTER_MS });
}

/** LiveKit's way to say so: no sources mean all of them. */
function publishing(rights: MediaRights): { canPublish: boolean; sources: TrackSource[] } {
  const kinds = ['microphone', 'camera', 'screen'] as const;
  const allowed = kinds.filter((kind) => rights[kind]);
  const all = allowed.length === kinds.length;
  return { canPublish: allowed.length > 0, sources: all ? [] : allowed.flatMap((kind) => SOURCES[kind]) };
}

/** `ParticipantInfo_Kind.STANDARD` of livekit_models.proto, which the SDK does not export. */
const STANDARD: ParticipantInfo['kind'] = 0;

function presenceOf({ identity, name, metadata, permission, kind }: ParticipantInfo): Presence {
  const sources = permission?.canPublishSources ?? [];
  const may = (wanted: readonly TrackSource[]) =>
    permission?.canPublish !== false && (sources.length === 0 || wanted.some((source) => sources.includes(source)));
  const rights = {
    microphone: may(SOURCES.microphone),
    camera: may(SOURCES.camera),
    screen: may(SOURCES.screen),
    data: permission?.canPublishData !== false,
  };
  return { identity, name, metadata, rights, person: kind === STANDARD };
}

function attendeeOf({ identity, name, metadata }: ParticipantInfo): Attendee {
  const { guest, host, cohost } = readMetadata(metadata);
  return { identity, name, guest, host, ...(cohost && { cohost }), ...(guest ? {} : { user: identity as UserId }) };
}

/** Participants of other origin (bots, bridges) have metadata of other shapes: they count as guests. */
function readMetadata(text: string): AttendeeMetadata {
  try {
    const { guest, host, cohost } = JSON.parse(text);
    const member = guest === false;
    return {
      guest: !member,
      host: member && host === true,
      ...(member && cohost === true && { cohost: true as const }),
    };
  } catch {
    return { guest: true, host: false };
  }
}

import {
  AccessToken,
  type ParticipantInfo,
  ParticipantInfo_State,
  RoomServiceClient,
  TrackSource,
  TwirpError,
} from 'livekit-server-sdk';
import { Failure } from '#kernel/failure.ts';
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
}

/** The media engine, by LiveKit's API. Every method throws Failure 'media.unavailable' when it can't be reached. */
export class MediaEngine {
  readonly #options: MediaEngineOptions;
  readonly #log: Log;
  #client: { url: string; rooms: RoomServiceClient } | undefined;

  constructor(options: MediaEngineOptions, log: Log) {
    this.#options = options;
    this.#log = log;
  }

  /** Where it is just now; undefined while it isn't up. */
  get apiUrl(): string | undefined {
    return this.#options.apiUrl();
  }

  get publicUrl(): string {
    return this.#options.publicUrl;
  }

  /** Makes the room unless it is there. */
  async openRoom(room: string): Promise<void> {
    const timeouts = { emptyTimeout: EMPTY_ROOM_S, departureTimeout: EMPTY_ROOM_S };
    await this.#ask((rooms) => rooms.createRoom({ name: room, ...timeouts }));
  }

  /** Everybody who is in the room. A room that isn't there is empty. */
  async attendees(room: string): Promise<Attendee[]> {
    const participants = (await this.#ask((rooms) => rooms.listParticipants(room))) ?? [];
    return participants.filter(({ state }) => state !== ParticipantInfo_State.DISCONNECTED).map(attendeeOf);
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

  /** Sends everybody out and closes the room. */
  async closeRoom(room: string): Promise<void> {
    await this.#ask((rooms) => rooms.deleteRoom(room));
  }

  /** Which of the rooms are open. */
  async openAmong(rooms: string[]): Promise<string[]> {
    const found = (await this.#ask((service) => service.listRooms(rooms))) ?? [];
    return found.map(({ name }) => name).filter((name) => rooms.includes(name));
  }

  /** A token that lets its bearer into this one room, which it cannot make. */
  async pass(room: string, { identity, name, metadata }: Pass): Promise<string> {
    const { key, secret } = this.#options;
    const token = new AccessToken(key, secret, {
      identity,
      name,
      metadata: JSON.stringify(metadata),
      ttl: PASS_MS / 1000,
    });
    const may = { canPublish: true, canSubscribe: true, canPublishData: true, canUpdateOwnMetadata: false };
    token.addGrant({ roomJoin: true, room, ...may });
    return token.toJwt();
  }

  /** The engine's answer; undefined when it says that there is no such thing. */
  async #ask<Answer>(request: (rooms: RoomServiceClient) => Promise<Answer>): Promise<Answer | undefined> {
    const rooms = this.#rooms();
    try {
      return await request(rooms);
    } catch (error) {
      if (error instanceof TwirpError && error.status === 404) return undefined;
      const reason = error instanceof TwirpError ? { status: error.status, code: error.code } : {};
      this.#log.warn(reason, 'media engine does not answer');
      throw unavailable();
    }
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

function attendeeOf({ identity, name, metadata }: ParticipantInfo): Attendee {
  const { guest, host } = readMetadata(metadata);
  return { identity, name, guest, host, ...(guest ? {} : { user: identity as UserId }) };
}

/** Participants of other origin (bots, bridges) have metadata of other shapes: they count as guests. */
function readMetadata(text: string): AttendeeMetadata {
  try {
    const { guest, host } = JSON.parse(text);
    return { guest: guest !== false, host: host === true && guest === false };
  } catch {
    return { guest: true, host: false };
  }
}

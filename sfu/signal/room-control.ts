import {
  DataPacket,
  type DataPacket_Kind,
  DisconnectReason,
  MuteTrackRequest,
  type ParticipantInfo,
  type ParticipantPermission,
  type Room as RoomInfo,
  type TrackInfo,
  TrackUnpublishedResponse,
  UserPacket,
} from '@livekit/protocol';
import { attributesSize, limits } from './limits.ts';
import type { Participant } from './participant.ts';
import { mayPublish, withPermission } from './permissions.ts';
import { mergeAttributes, wishSubscriptions } from './requests.ts';
import type { Room } from './room.ts';
import type { Rooms } from './rooms.ts';
import { callParticipant, type RpcOutcome } from './server-rpc.ts';

/** Codes are Twirp's. */
export type ControlResult<Value> =
  | { ok: true; value: Value }
  | { ok: false; code: 'not_found' | 'invalid_argument' | 'failed_precondition'; message: string };

export interface ParticipantChanges {
  name: string;
  metadata: string;
  attributes: Record<string, string>;
  permission: ParticipantPermission | undefined;
}

/** What RoomService does to rooms, after the caller's rights have been checked. */
export class RoomControl {
  readonly #rooms: Rooms;

  constructor(rooms: Rooms) {
    this.#rooms = rooms;
  }

  /** Creates a room; of an existing one the limits given (times and people: other than 0) and the metadata given are taken over. */
  createRoom(wanted: {
    name: string;
    metadata: string;
    emptyTimeoutSeconds: number;
    departureTimeoutSeconds: number;
    maxParticipants: number;
    lastN: number | undefined;
  }): ControlResult<RoomInfo> {
    if (wanted.name === '' || Buffer.byteLength(wanted.name) > limits.roomName)
      return invalid('the name of the room is missing or too long');
    if (Buffer.byteLength(wanted.metadata) > limits.metadata) return invalid('the metadata is too long');
    const room = this.#rooms.create({ name: wanted.name });
    const before = setupOf(room);
    if (wanted.emptyTimeoutSeconds > 0) room.emptyTimeoutSeconds = wanted.emptyTimeoutSeconds;
    if (wanted.departureTimeoutSeconds > 0) room.departureTimeoutSeconds = wanted.departureTimeoutSeconds;
    if (wanted.maxParticipants > 0) room.maxParticipants = wanted.maxParticipants;
    if (wanted.lastN !== undefined) room.lastN = wanted.lastN;
    if (setupOf(room) !== before) room.events.emit('changed');
    if (wanted.metadata !== '' && wanted.metadata !== room.metadata) room.setMetadata(wanted.metadata);
    return { ok: true, value: room.info() };
  }

  /** The rooms of those names that exist, or all. */
  listRooms(names: readonly string[]): RoomInfo[] {
    const wanted = this.#rooms.all.filter((room) => names.length === 0 || names.includes(room.name));
    return wanted.map((room) => room.info());
  }

  deleteRoom(name: string): ControlResult<null> {
    return this.#inRoom(name, (room) => {
      room.close(DisconnectReason.ROOM_DELETED);
      return { ok: true, value: null };
    });
  }

  updateRoomMetadata(name: string, metadata: string): ControlResult<RoomInfo> {
    if (Buffer.byteLength(metadata) > limits.metadata) return invalid('the metadata is too long');
    return this.#inRoom(name, (room) => {
      room.setMetadata(metadata);
      return { ok: true, value: room.info() };
    });
  }

  listParticipants(name: string): ControlResult<ParticipantInfo[]> {
    return this.#inRoom(name, (room) => ({ ok: true, value: room.participants.map((one) => one.info()) }));
  }

  getParticipant(name: string, identity: string): ControlResult<ParticipantInfo> {
    return this.#withParticipant(name, identity, (participant) => ({ ok: true, value: participant.info() }));
  }

  removeParticipant(name: string, identity: string): ControlResult<null> {
    return this.#withParticipant(name, identity, (participant) => {
      participant.leave(DisconnectReason.PARTICIPANT_REMOVED);
      return { ok: true, value: null };
    });
  }

  /** Nobody is unmuted from afar: that would open somebody's microphone. */
  mutePublishedTrack(name: string, identity: string, trackSid: string, muted: boolean): ControlResult<TrackInfo> {
    return this.#withParticipant(name, identity, (participant) => {
      const publication = participant.publications.find(trackSid);
      if (!publication) return missing('the track does not exist');
      if (!muted && publication.muted) {
        return { ok: false, code: 'failed_precondition', message: 'a track cannot be unmuted for somebody else' };
      }
      if (muted !== publication.muted) {
        publication.setMuted(muted);
        participant.signal.send({ case: 'mute', value: new MuteTrackRequest({ sid: trackSid, muted }) });
        participant.touch();
      }
      return { ok: true, value: publication.info };
    });
  }

  updateParticipant(name: string, identity: string, changes: ParticipantChanges): ControlResult<ParticipantInfo> {
    return this.#withParticipant(name, identity, (participant, room) => {
      const attributes = mergeAttributes(participant.attributes, changes.attributes);
      if (Buffer.byteLength(changes.metadata) > limits.metadata) return invalid('the metadata is too long');
      if (Buffer.byteLength(changes.name) > limits.participantName) return invalid('the name is too long');
      if (attributesSize(attributes) > limits.attributes) return invalid('the attributes are too long');
      if (changes.metadata !== '') participant.metadata = changes.metadata;
      if (changes.name !== '') participant.name = changes.name;
      participant.attributes = attributes;
      if (changes.permission) this.#permit(participant, room, changes.permission);
      participant.touch();
      participant.events.emit('claims');
      return { ok: true, value: participant.info() };
    });
  }

  updateSubscriptions(
    name: string,
    identity: string,
    trackSids: readonly string[],
    subscribe: boolean,
  ): ControlResult<null> {
    return this.#withParticipant(name, identity, (participant, room) => {
      wishSubscriptions(participant, room, trackSids, subscribe);
      return { ok: true, value: null };
    });
  }

  sendData(
    name: string,
    data: {
      payload: Uint8Array<ArrayBuffer>;
      kind: DataPacket_Kind;
      identities: readonly string[];
      sids: readonly string[];
      topic: string | undefined;
      nonce: Uint8Array<ArrayBuffer>;
    },
  ): ControlResult<null> {
    return this.#inRoom(name, (room) => {
      const bySid = room.participants.filter((one) => data.sids.includes(one.sid)).map((one) => one.identity);
      const identities = [...data.identities, ...bySid];
      if (data.sids.length > 0 && identities.length === 0) return { ok: true, value: null };
      const value = new UserPacket({
        payload: data.payload,
        nonce: data.nonce,
        ...(data.topic === undefined ? {} : { topic: data.topic }),
      });
      const packet = new DataPacket({
        kind: data.kind,
        destinationIdentities: identities,
        value: { case: 'user', value },
      });
      room.sendData(packet, data.kind, identities);
      return { ok: true, value: null };
    });
  }

  async performRpc(
    name: string,
    identity: string,
    call: { method: string; payload: string; timeoutMs: number },
  ): Promise<RpcOutcome> {
    const found = this.#withParticipant(name, identity, (participant) => ({ ok: true, value: participant }));
    if (!found.ok) return { ok: false, code: 'not_found', message: found.message };
    return await callParticipant(found.value, call);
  }

  /** Tracks that may not be published any more end, and their publisher is told. */
  #permit(participant: Participant, room: Room, permission: ParticipantPermission): void {
    participant.grants = withPermission(participant.grants, permission);
    for (const publication of participant.publications.all) {
      if (mayPublish(participant.grants, publication.info.source)) continue;
      const value = new TrackUnpublishedResponse({ trackSid: publication.sid });
      participant.signal.send({ case: 'trackUnpublished', value });
      publication.end();
    }
    room.reconsider(participant);
  }

  #inRoom<Value>(name: string, work: (room: Room) => ControlResult<Value>): ControlResult<Value> {
    const room = this.#rooms.find(name);
    return room ? work(room) : missing('the room does not exist');
  }

  #withParticipant<Value>(
    name: string,
    identity: string,
    work: (participant: Participant, room: Room) => ControlResult<Value>,
  ): ControlResult<Value> {
    return this.#inRoom(name, (room) => {
      const participant = room.find(identity);
      return participant ? work(participant, room) : missing('the participant is not in the room');
    });
  }
}

function setupOf({ emptyTimeoutSeconds, departureTimeoutSeconds, maxParticipants, lastN }: Room): string {
  return `${emptyTimeoutSeconds} ${departureTimeoutSeconds} ${maxParticipants} ${lastN}`;
}

function missing(message: string): { ok: false; code: 'not_found'; message: string } {
  return { ok: false, code: 'not_found', message };
}

function invalid(message: string): { ok: false; code: 'invalid_argument'; message: string } {
  return { ok: false, code: 'invalid_argument', message };
}

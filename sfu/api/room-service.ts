import type { IncomingMessage } from 'node:http';
import type { Message } from '@bufbuild/protobuf';
import {
  CreateRoomRequest,
  DeleteRoomRequest,
  DeleteRoomResponse,
  ForwardParticipantRequest,
  ListParticipantsRequest,
  ListParticipantsResponse,
  ListRoomsRequest,
  ListRoomsResponse,
  MoveParticipantRequest,
  MuteRoomTrackRequest,
  MuteRoomTrackResponse,
  PerformRpcRequest,
  PerformRpcResponse,
  RemoveParticipantResponse,
  RoomParticipantIdentity,
  SendDataRequest,
  SendDataResponse,
  UpdateParticipantRequest,
  UpdateRoomMetadataRequest,
  UpdateSubscriptionsRequest,
  UpdateSubscriptionsResponse,
} from '@livekit/protocol';
import type { Grants } from '../core/grants.ts';
import type { Outcome, RoomActions } from './ports.ts';
import { readLastN } from './room-tags.ts';
import { readTwirp, TwirpError } from './twirp.ts';

type Method = (request: IncomingMessage, grants: Grants, rooms: RoomActions) => Promise<Message>;

/** LiveKit's RoomService: each method checks the caller's grants before anything else is done. */
const methods: Record<string, Method> = {
  CreateRoom: async (request, grants, rooms) => {
    need(grants.roomCreate, 'roomCreate');
    const wanted = await readTwirp(request, CreateRoomRequest);
    if (wanted.egress) throw new TwirpError('unimplemented', 'rooms cannot be recorded here');
    return value(
      rooms.createRoom({
        name: wanted.name,
        metadata: wanted.metadata,
        emptyTimeoutSeconds: wanted.emptyTimeout,
        departureTimeoutSeconds: wanted.departureTimeout,
        maxParticipants: wanted.maxParticipants,
        lastN: readLastN(wanted.tags),
      }),
    );
  },
  ListRooms: async (request, grants, rooms) => {
    need(grants.roomList, 'roomList');
    const { names } = await readTwirp(request, ListRoomsRequest);
    return new ListRoomsResponse({ rooms: rooms.listRooms(names) });
  },
  DeleteRoom: async (request, grants, rooms) => {
    need(grants.roomCreate, 'roomCreate');
    const { room } = await readTwirp(request, DeleteRoomRequest);
    value(rooms.deleteRoom(room));
    return new DeleteRoomResponse();
  },
  UpdateRoomMetadata: async (request, grants, rooms) => {
    const { room, metadata } = await readTwirp(request, UpdateRoomMetadataRequest);
    needAdmin(grants, room);
    return value(rooms.updateRoomMetadata(room, metadata));
  },
  ListParticipants: async (request, grants, rooms) => {
    const { room } = await readTwirp(request, ListParticipantsRequest);
    needAdmin(grants, room);
    return new ListParticipantsResponse({ participants: value(rooms.listParticipants(room)) });
  },
  GetParticipant: async (request, grants, rooms) => {
    const { room, identity } = await readTwirp(request, RoomParticipantIdentity);
    needAdmin(grants, room);
    return value(rooms.getParticipant(room, identity));
  },
  RemoveParticipant: async (request, grants, rooms) => {
    const { room, identity } = await readTwirp(request, RoomParticipantIdentity);
    needAdmin(grants, room);
    value(rooms.removeParticipant(room, identity));
    return new RemoveParticipantResponse();
  },
  MutePublishedTrack: async (request, grants, rooms) => {
    const { room, identity, trackSid, muted } = await readTwirp(request, MuteRoomTrackRequest);
    needAdmin(grants, room);
    return new MuteRoomTrackResponse({ track: value(rooms.mutePublishedTrack(room, identity, trackSid, muted)) });
  },
  UpdateParticipant: async (request, grants, rooms) => {
    const { room, identity, name, metadata, attributes, permission } = await readTwirp(
      request,
      UpdateParticipantRequest,
    );
    needAdmin(grants, room);
    return value(rooms.updateParticipant(room, identity, { name, metadata, attributes, permission }));
  },
  UpdateSubscriptions: async (request, grants, rooms) => {
    const { room, identity, trackSids, participantTracks, subscribe } = await readTwirp(
      request,
      UpdateSubscriptionsRequest,
    );
    needAdmin(grants, room);
    const sids = [...trackSids, ...participantTracks.flatMap((tracks) => tracks.trackSids)];
    value(rooms.updateSubscriptions(room, identity, sids, subscribe));
    return new UpdateSubscriptionsResponse();
  },
  SendData: async (request, grants, rooms) => {
    const wanted = await readTwirp(request, SendDataRequest);
    const { room, data, kind, topic } = wanted;
    needAdmin(grants, room);
    const [payload, nonce] = [new Uint8Array(data), new Uint8Array(wanted.nonce)];
    if (nonce.length !== 0 && nonce.length !== 16) throw new TwirpError('invalid_argument', 'a nonce has 16 bytes');
    const [identities, sids] = [wanted.destinationIdentities, wanted.destinationSids];
    value(rooms.sendData(room, { payload, kind, identities, sids, topic, nonce }));
    return new SendDataResponse();
  },
  PerformRpc: async (request, grants, rooms) => {
    const { room, destinationIdentity, method, payload, responseTimeoutMs } = await readTwirp(
      request,
      PerformRpcRequest,
    );
    needAdmin(grants, room);
    const call = { method, payload, timeoutMs: responseTimeoutMs };
    const outcome = await rooms.performRpc(room, destinationIdentity, call);
    if (!outcome.ok) throw new TwirpError(outcome.code, outcome.message);
    return new PerformRpcResponse({ payload: outcome.value });
  },
  // A LiveKit of one machine cannot either: one leaves a room and comes into another with another token.
  MoveParticipant: async (request, grants) => {
    needAdmin(grants, (await readTwirp(request, MoveParticipantRequest)).room);
    throw new TwirpError('unimplemented', 'participants cannot be moved');
  },
  ForwardParticipant: async (request, grants) => {
    needAdmin(grants, (await readTwirp(request, ForwardParticipantRequest)).room);
    throw new TwirpError('unimplemented', 'participants cannot be forwarded');
  },
};

/** Runs one method. Throws {@link TwirpError}. */
export async function callRoomService(
  name: string,
  request: IncomingMessage,
  grants: Grants,
  rooms: RoomActions,
): Promise<Message> {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (!method) throw new TwirpError('bad_route', 'RoomService has no such method');
  return await method(request, grants, rooms);
}

function need(granted: boolean, grant: string): void {
  if (!granted) throw new TwirpError('permission_denied', `the access token has no ${grant} grant`);
}

/** An admin's token is for one room; only one that names none would be for all, and LiveKit refuses that too. */
function needAdmin(grants: Grants, room: string): void {
  need(grants.roomAdmin, 'roomAdmin');
  if (room === '' || grants.room !== room)
    throw new TwirpError('permission_denied', 'the access token is for another room');
}

function value<Value>(outcome: Outcome<Value>): Value {
  if (outcome.ok) return outcome.value;
  throw new TwirpError(outcome.code, outcome.message);
}

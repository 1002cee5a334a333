import {
  DisconnectReason,
  LeaveRequest_Action,
  type ParticipantTracks,
  Pong,
  RequestResponse_Reason,
  SessionDescription,
  type SignalRequest,
  SubscriptionError,
  SubscriptionResponse,
  type SyncState,
  TrackPublishedResponse,
  UpdateTrackSettings,
} from '@livekit/protocol';
import { publishDataTrack, unpublishDataTrack } from './data-track-requests.ts';
import { attributesSize, limits } from './limits.ts';
import type { Participant } from './participant.ts';
import { mayPublish } from './permissions.ts';
import { refuse } from './refusals.ts';
import type { Room } from './room.ts';
import { simulate } from './simulations.ts';

type Message = SignalRequest['message'];
type Handlers = {
  [Case in NonNullable<Message['case']>]: (
    value: Extract<Message, { case: Case }>['value'],
    participant: Participant,
    room: Room,
  ) => void;
};

const handlers: Handlers = {
  offer: (offer, participant) => takeOffer(participant, offer),
  answer: (answer, participant) => {
    const problem = participant.serverOffers?.answered(answer.sdp, answer.id) ?? null;
    if (problem !== null) participant.leave(DisconnectReason.STATE_MISMATCH, LeaveRequest_Action.RECONNECT);
  },
  // Ours is the lite side of ICE: it finds the client by its checks, and needs no candidates of it.
  trickle: () => {},
  addTrack: (request, participant) => addTrack(participant, request),
  mute: ({ sid, muted }, participant) => {
    const publication = participant.publications.find(sid);
    if (!publication || publication.muted === muted) return;
    publication.setMuted(muted);
    if (publication.state === 'published') participant.touch();
  },
  subscription: ({ trackSids, participantTracks, subscribe }, participant, room) => {
    const sids = [...trackSids, ...ofParticipants(participantTracks)].slice(0, limits.namedTracks);
    wishSubscriptions(participant, room, sids, subscribe);
  },
  trackSetting: (settings, participant, room) => {
    participant.subscriptions.set(settings);
    room.reviewVideos(participant);
  },
  leave: ({ reason }, participant) => participant.close(OWN_REASONS.has(reason) ? reason : CLIENT_INITIATED),
  updateLayers: ({ trackSid, layers }, participant) => participant.publications.find(trackSid)?.setLayers(layers),
  subscriptionPermission: (rules, participant, room) => {
    if (rules.trackPermissions.length > limits.permissions) {
      const reason = RequestResponse_Reason.LIMIT_EXCEEDED;
      refuse(participant, reason, 'too many permissions at once', { case: undefined });
      return;
    }
    participant.subscriberRules.set(rules);
    room.reconsider(participant);
  },
  syncState: (state, participant, room) => syncState(participant, room, state),
  simulate: (scenario, participant, room) => simulate(participant, room, scenario, Date.now()),
  ping: (_, participant) => participant.signal.send({ case: 'pong', value: BigInt(Date.now()) }),
  pingReq: ({ timestamp }, participant) => {
    const value = new Pong({ lastPingTimestamp: timestamp, timestamp: BigInt(Date.now()) });
    participant.signal.send({ case: 'pongResp', value });
  },
  updateMetadata: (update, participant) => updateMetadata(participant, update),
  updateAudioTrack: ({ trackSid, features }, participant) => {
    const publication = participant.publications.find(trackSid);
    if (publication?.kind !== 'audio') return;
    publication.info.audioFeatures = features;
    participant.touch();
  },
  updateVideoTrack: ({ trackSid, width, height }, participant) => {
    const publication = participant.publications.find(trackSid);
    if (publication?.kind !== 'video') return;
    publication.info.width = width;
    publication.info.height = height;
    participant.touch();
  },
  publishDataTrackRequest: (request, participant) => publishDataTrack(participant, request),
  unpublishDataTrackRequest: (request, participant) => unpublishDataTrack(participant, request),
  updateDataSubscription: ({ updates }, participant, room) => {
    for (const { trackSid, subscribe } of updates.slice(0, limits.namedTracks))
      participant.dataSubscriptions.wish(trackSid, subscribe);
    room.reviewDataTracks(participant);
  },
  storeDataBlobRequest: ({ requestId }, participant) => refuseBlobs(participant, requestId),
  getDataBlobRequest: ({ requestId }, participant) => refuseBlobs(participant, requestId),
};

/** Why a client may say that it leaves; servers hear it in webhooks. */
const { CLIENT_INITIATED, USER_UNAVAILABLE, USER_REJECTED, AGENT_ERROR } = DisconnectReason;
const OWN_REASONS: ReadonlySet<DisconnectReason> = new Set([USER_UNAVAILABLE, USER_REJECTED, AGENT_ERROR]);

/** Does what a client asks for. Throws only for bugs. */
export function handleRequest(request: SignalRequest, participant: Participant, room: Room): void {
  const { message } = request;
  if (message.case === undefined) return;
  const handler = handlers[message.case] as (value: unknown, from: Participant, room: Room) => void;
  handler(message.value, participant, room);
}

/** Answers an offer, or asks for a full reconnect when that is impossible. */
export function takeOffer(participant: Participant, offer: SessionDescription): void {
  const answer = participant.offers.answer(offer.sdp);
  if (!answer.ok) {
    participant.leave(DisconnectReason.STATE_MISMATCH, LeaveRequest_Action.RECONNECT);
    return;
  }
  participant.signal.send({
    case: 'answer',
    value: new SessionDescription({ type: 'answer', sdp: answer.sdp, id: offer.id, midToTrackId: answer.midToTrackId }),
  });
  answer.begin();
}

function addTrack(participant: Participant, request: Extract<Message, { case: 'addTrack' }>['value']): void {
  const original = { case: 'addTrack', value: request } as const;
  if (!mayPublish(participant.grants, request.source)) {
    refuse(participant, RequestResponse_Reason.NOT_ALLOWED, 'does not have permission to publish this track', original);
    return;
  }
  if (request.sid !== '') {
    addCodec(participant, request);
    return;
  }
  const publication = participant.publications.add(request);
  if (!publication) {
    refuse(participant, RequestResponse_Reason.LIMIT_EXCEEDED, 'the track cannot be published', original);
    return;
  }
  participant.signal.send({
    case: 'trackPublished',
    value: new TrackPublishedResponse({ cid: request.cid, track: publication.info }),
  });
}

/** The second codec of a track that is published already. */
function addCodec(participant: Participant, request: Extract<Message, { case: 'addTrack' }>['value']): void {
  const publication = participant.publications.addCodec(request);
  if (!publication) {
    const original = { case: 'addTrack', value: request } as const;
    refuse(participant, RequestResponse_Reason.NOT_FOUND, 'no track awaits this codec', original);
    return;
  }
  const value = new TrackPublishedResponse({ cid: request.cid, track: publication.info });
  participant.signal.send({ case: 'trackPublished', value });
}

function refuseBlobs(participant: Participant, requestId: number): void {
  const message = 'data blobs are not supported';
  refuse(participant, RequestResponse_Reason.UNSUPPORTED_TYPE, message, { case: undefined }, requestId);
}

function ofParticipants(tracks: readonly ParticipantTracks[]): string[] {
  return tracks.flatMap((one) => one.trackSids);
}

/** Of the tracks of one request that are not there, so many are told. */
const MAX_UNKNOWN_TOLD = 64;

/** Also used by RoomService.UpdateSubscriptions. */
export function wishSubscriptions(
  participant: Participant,
  room: Room,
  trackSids: readonly string[],
  subscribe: boolean,
): void {
  const known = new Set(
    room.participants.flatMap((one) => one.publications.published.map((publication) => publication.sid)),
  );
  let unknown = 0;
  for (const sid of trackSids) {
    participant.subscriptions.wish(sid, subscribe);
    if (!subscribe || known.has(sid) || ++unknown > MAX_UNKNOWN_TOLD) continue;
    const value = new SubscriptionResponse({ trackSid: sid, err: SubscriptionError.SE_TRACK_NOTFOUND });
    participant.signal.send({ case: 'subscriptionResponse', value });
  }
  room.subscribe(participant);
}

/**
 * After a resume the client tells what it had: wishes are taken over, missed data is sent again. One that believes to
 * publish what we don't know of connects anew.
 */
function syncState(participant: Participant, room: Room, state: SyncState): void {
  const { publications, dataTracks } = participant;
  const unknown =
    state.publishTracks.some(({ track }) => !publications.find(track?.sid ?? '')) ||
    state.publishDataTracks.some(({ info }) => !dataTracks.hasSid(info?.sid ?? ''));
  if (unknown) {
    participant.leave(DisconnectReason.STATE_MISMATCH, LeaveRequest_Action.RECONNECT);
    return;
  }
  const disabled = new UpdateTrackSettings({ trackSids: state.trackSidsDisabled, disabled: true });
  participant.subscriptions.set(disabled);
  const { subscription } = state;
  if (subscription) {
    const sids = [...subscription.trackSids, ...ofParticipants(subscription.participantTracks)];
    for (const sid of sids) participant.subscriptions.wish(sid, subscription.subscribe);
    room.subscribe(participant);
  }
  const seen = new Map(state.datachannelReceiveStates.map((one) => [one.publisherSid, one.lastSeq]));
  participant.data.resume(seen);
}

function updateMetadata(participant: Participant, update: Extract<Message, { case: 'updateMetadata' }>['value']): void {
  const original = { case: 'updateMetadata', value: update } as const;
  const answer = (reason: RequestResponse_Reason, message: string): void =>
    refuse(participant, reason, message, original, update.requestId);
  if (!participant.grants.canUpdateOwnMetadata) {
    answer(RequestResponse_Reason.NOT_ALLOWED, 'does not have permission to update own metadata');
    return;
  }
  const attributes = mergeAttributes(participant.attributes, update.attributes);
  const tooLarge =
    Buffer.byteLength(update.metadata) > limits.metadata ||
    Buffer.byteLength(update.name) > limits.participantName ||
    attributesSize(attributes) > limits.attributes;
  if (tooLarge) {
    answer(RequestResponse_Reason.LIMIT_EXCEEDED, 'metadata, name or attributes are too large');
    return;
  }
  if (update.metadata !== '') participant.metadata = update.metadata;
  if (update.name !== '') participant.name = update.name;
  participant.attributes = attributes;
  participant.touch();
  participant.events.emit('claims');
  if (update.requestId !== 0) answer(RequestResponse_Reason.OK, '');
}

/** An empty value deletes an attribute. */
export function mergeAttributes(old: Record<string, string>, changes: Record<string, string>): Record<string, string> {
  const merged = Object.entries({ ...old, ...changes }).filter(([, value]) => value !== '');
  return Object.fromEntries(merged);
}

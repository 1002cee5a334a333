import {
  type ClientInfo,
  ConnectionQuality,
  DisconnectReason,
  type JoinRequest,
  LeaveRequest,
  LeaveRequest_Action,
  MediaSectionsRequirement,
  ParticipantInfo,
  ParticipantInfo_Kind,
  ParticipantInfo_State,
  SessionDescription,
} from '@livekit/protocol';
import { Emitter } from '#kernel/emitter.ts';
import { newId } from '#kernel/ids.ts';
import { Allowance } from '../core/allowance.ts';
import type { Grants } from '../core/grants.ts';
import { QualityMeter } from '../core/media/quality.ts';
import type { TransportFactory } from '../core/transport.ts';
import { ClientOffers } from './client-offers.ts';
import { DataPort } from './data-port.ts';
import { DataSubscriptions, DataTracks } from './data-tracks.ts';
import { EncodedOther } from './join-signal.ts';
import type { MediaLink } from './media-link.ts';
import { OfferedSections } from './offered-sections.ts';
import { permissionOf, SubscriberRules } from './permissions.ts';
import { Publications } from './publications.ts';
import { refusalAllowance, requestAllowance } from './request-costs.ts';
import { ServerOffers } from './server-offers.ts';
import { SignalPort, type SignalSink } from './signal-port.ts';
import { tellStreamState } from './stream-states.ts';
import { Subscriptions } from './subscriptions.ts';

export interface ParticipantOptions {
  grants: Grants;
  /** The key that signed the token, for signing refreshed ones. */
  key: string;
  request: JoinRequest;
  version: 0 | 1;
  firefox: boolean;
  /** Only TCP candidates are told to this client. */
  tcpOnly: boolean;
  transports: TransportFactory;
  sink: SignalSink;
  /** Nobody is at the other end of `sink`: only media tells that the client is there. */
  signalless: boolean;
  nowMs: number;
}

/** One client in one room, from join to leave, over any number of sockets and transports. */
export class Participant {
  /** `claims`: what its access token says has changed. */
  readonly events = new Emitter<{ changed: []; claims: []; closed: [DisconnectReason] }>();
  readonly sid = newId('PA');
  readonly identity: string;
  readonly key: string;
  readonly version: 0 | 1;
  readonly firefox: boolean;
  readonly signalless: boolean;
  readonly client: ClientInfo | undefined;
  readonly joinedAtMs: number;
  readonly signal: SignalPort;
  readonly publications = new Publications();
  readonly subscriberRules = new SubscriberRules();
  readonly data = new DataPort();
  readonly dataTracks = new DataTracks();
  readonly dataSubscriptions: DataSubscriptions;
  /** What its client may still ask, over all its sockets, and be refused. */
  readonly requests = new Allowance(requestAllowance.burst, requestAllowance.perSecond);
  readonly refusals = new Allowance(refusalAllowance.burst, refusalAllowance.perSecond);
  readonly offers: ClientOffers;
  /** Null in v1. */
  readonly serverOffers: ServerOffers | null;
  readonly subscriptions: Subscriptions;
  readonly quality: QualityMeter;
  /** One, or in v0 one a direction. */
  readonly links: readonly MediaLink[];
  connectionQuality = ConnectionQuality.EXCELLENT;
  qualityScore = 5;
  /** When the client last said anything, Unix milliseconds. */
  heardAtMs: number;
  /** When its media was last seen connected, and when it last resumed; Unix milliseconds. */
  connectedAtMs = 0;
  resumedAtMs = 0;
  grants: Grants;
  name: string;
  metadata: string;
  attributes: Record<string, string>;
  #state = ParticipantInfo_State.JOINED;
  #infoVersion = 1;
  readonly #encoded = new EncodedOther();
  #closeReason: DisconnectReason | null = null;

  constructor(options: ParticipantOptions) {
    const { grants, request, nowMs } = options;
    this.grants = grants;
    this.identity = grants.identity;
    this.name = grants.name;
    const own = grants.canUpdateOwnMetadata;
    this.metadata = own && request.metadata !== '' ? request.metadata : grants.metadata;
    this.attributes = { ...grants.attributes, ...(own ? request.participantAttributes : {}) };
    this.key = options.key;
    this.version = options.version;
    this.firefox = options.firefox;
    this.client = request.clientInfo;
    this.joinedAtMs = nowMs;
    this.signalless = options.signalless;
    this.heardAtMs = nowMs;
    this.signal = new SignalPort(options.sink);
    const sections =
      options.version === 1 ? new OfferedSections((numAudios, numVideos) => this.#require(numAudios, numVideos)) : null;
    const common = { transports: options.transports, tracksByStream: options.firefox, tcpOnly: options.tcpOnly };
    this.offers = new ClientOffers({ ...common, publications: this.publications, receiver: sections });
    this.serverOffers = sections ? null : new ServerOffers({ ...common, offer: (offer) => this.#offer(offer) });
    const receiver = sections ?? this.serverOffers;
    if (!receiver) throw new Error('a participant has one kind of receiver');
    this.subscriptions = new Subscriptions(receiver, request.connectionSettings?.autoSubscribe ?? true);
    this.dataSubscriptions = new DataSubscriptions(request.connectionSettings?.autoSubscribeDataTrack ?? false);
    this.links = this.serverOffers ? [this.offers.link, this.serverOffers.link] : [this.offers.link];
    this.quality = new QualityMeter(() => this.links.map((link) => link.media));
    this.#listen();
  }

  /** The transport whose state decides whether the participant is connected. */
  get primary(): MediaLink {
    return this.serverOffers?.link ?? this.offers.link;
  }

  /** Where subscribed tracks are sent. */
  get downlink(): MediaLink {
    return this.primary;
  }

  get state(): ParticipantInfo_State {
    return this.#state;
  }

  get closed(): boolean {
    return this.#closeReason !== null;
  }

  /** When anything came over its transports, Unix milliseconds. */
  get lastReceivedAt(): number {
    return Math.max(...this.links.map((link) => link.lastReceivedAt));
  }

  info(): ParticipantInfo {
    const { permission, client } = { permission: permissionOf(this.grants), client: this.client };
    return new ParticipantInfo({
      sid: this.sid,
      identity: this.identity,
      name: this.name,
      metadata: this.metadata,
      attributes: this.attributes,
      state: this.#state,
      tracks: this.publications.infos,
      joinedAt: BigInt(Math.floor(this.joinedAtMs / 1000)),
      joinedAtMs: BigInt(Math.floor(this.joinedAtMs)),
      version: this.#infoVersion,
      permission,
      isPublisher: this.publications.published.length > 0 || this.dataTracks.infos.length > 0,
      dataTracks: this.dataTracks.infos,
      kind: kindOf(this.grants.kind),
      clientProtocol: client?.clientProtocol ?? 0,
      capabilities: client?.capabilities ?? [],
      disconnectReason: this.#closeReason ?? DisconnectReason.UNKNOWN_REASON,
    });
  }

  /** `info` as the answer to somebody else's join holds it. */
  get encodedAsOther(): Uint8Array {
    return this.#encoded.encode(this.#infoVersion, !this.publications.isEmpty, () => this.info());
  }

  /** Call it after changing anything that `info` tells. */
  touch(): void {
    if (this.closed) return;
    this.#infoVersion++;
    this.events.emit('changed');
  }

  /** Asks the client to leave (or to come back in another way) and ends the session. Idempotent. */
  leave(reason: DisconnectReason, action: LeaveRequest_Action = LeaveRequest_Action.DISCONNECT): void {
    if (this.closed) return;
    const canReconnect = action !== LeaveRequest_Action.DISCONNECT;
    this.signal.send({ case: 'leave', value: new LeaveRequest({ reason, action, canReconnect }) });
    this.close(reason);
  }

  /** Ends the session and releases all it holds; `broken` lets the client find out by itself. Idempotent. */
  close(reason: DisconnectReason, how: 'finished' | 'broken' = 'finished'): void {
    if (this.closed) return;
    this.#closeReason = reason;
    this.#state = ParticipantInfo_State.DISCONNECTED;
    this.#infoVersion++;
    this.subscriptions.close();
    this.publications.endAll();
    for (const link of this.links) link.close();
    this.signal.close(how);
    this.events.emit('closed', reason);
  }

  #listen(): void {
    this.primary.events.on('state', (state) => {
      if (state !== 'connected' || this.#state !== ParticipantInfo_State.JOINED) return;
      this.#state = ParticipantInfo_State.ACTIVE;
      this.touch();
    });
    this.offers.link.events.on('channel', (channel) => this.data.adopt(channel, this.serverOffers === null));
    this.serverOffers?.link.events.on('channel', (channel) => this.data.adopt(channel, true));
    this.subscriptions.events.on('paused', (subscription, paused) =>
      tellStreamState(this.signal, subscription, paused),
    );
    this.data.events.on('overflow', () => this.leave(DisconnectReason.MEDIA_FAILURE, LeaveRequest_Action.RECONNECT));
    this.data.events.on('flood', () => this.leave(DisconnectReason.PARTICIPANT_REMOVED));
    this.publications.events.on('published', () => this.touch());
    this.dataTracks.events.on('published', () => this.touch());
    this.dataTracks.events.on('ended', () => this.touch());
    this.publications.events.on('changed', () => this.touch());
    this.publications.events.on('ended', (publication) => {
      if (publication.info.mid !== '') this.touch();
    });
  }

  #require(numAudios: number, numVideos: number): void {
    this.signal.send({
      case: 'mediaSectionsRequirement',
      value: new MediaSectionsRequirement({ numAudios, numVideos }),
    });
  }

  #offer(offer: { sdp: string; id: number; midToTrackId: Record<string, string> }): void {
    this.signal.send({ case: 'offer', value: new SessionDescription({ type: 'offer', ...offer }) });
  }
}

function kindOf(kind: string): ParticipantInfo_Kind {
  const found = ParticipantInfo_Kind[kind.toUpperCase() as keyof typeof ParticipantInfo_Kind];
  return typeof found === 'number' ? found : ParticipantInfo_Kind.STANDARD;
}

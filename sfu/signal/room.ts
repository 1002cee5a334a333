import {
  ConnectionQuality,
  ConnectionQualityInfo,
  ConnectionQualityUpdate,
  type DataPacket,
  type DataPacket_Kind,
  DisconnectReason,
  ParticipantInfo_State,
  Room as RoomInfo,
  RoomUpdate,
  SpeakerInfo,
  SpeakersChanged,
  SubscriptionPermissionUpdate,
  TrackSubscribed,
} from '@livekit/protocol';
import { Emitter } from '#kernel/emitter.ts';
import { newId } from '#kernel/ids.ts';
import { Speakers } from '../core/media/speakers.ts';
import { Announcements } from './announcements.ts';
import { CodecDemand } from './codec-demand.ts';
import { DataExchange } from './data-exchange.ts';
import { OutgoingSignal } from './frames.ts';
import { LastN } from './last-n.ts';
import type { Participant } from './participant.ts';
import type { Publication } from './publication.ts';
import type { SignalMessage } from './signal-port.ts';
import { Simulations, simulatedSpeaker } from './simulations.ts';

export interface RoomOptions {
  name: string;
  metadata: string;
  emptyTimeoutSeconds: number;
  departureTimeoutSeconds: number;
  /** 0 = no limit. */
  maxParticipants: number;
  /** Of how many others, those who spoke last, everybody gets the cameras; 0 = all. */
  lastN: number;
  nowMs: number;
}

/** In a room with more people their number is told every so many ticks, and qualities only to those concerned. */
const SMALL = 50;
const COUNT_EVERY_TICKS = 12;

/** One meeting: who is in it, and what one participant's doing means to the others. */
export class Room {
  /** `changed`: it is set up in another way. */
  readonly events = new Emitter<{ joined: [Participant]; changed: []; closed: [] }>();
  readonly sid = newId('RM');
  readonly name: string;
  readonly createdAtMs: number;
  metadata: string;
  emptyTimeoutSeconds: number;
  departureTimeoutSeconds: number;
  maxParticipants: number;
  /** Since when nobody is in, Unix milliseconds; 0 while somebody is. */
  emptySinceMs: number;
  everJoined = false;
  readonly simulations = new Simulations();
  readonly #participants = new Map<string, Participant>();
  readonly #announcements = new Announcements(this.#participants);
  readonly #dataTracks = new DataExchange(this.#participants);
  readonly #speakers = new Speakers();
  /** Of each video that is published. */
  readonly #demands = new Map<Publication, CodecDemand>();
  readonly #lastN = new LastN(this.#participants);
  #countChanged = false;
  #ticks = 0;
  #closed = false;

  constructor(options: RoomOptions) {
    this.name = options.name;
    this.metadata = options.metadata;
    this.emptyTimeoutSeconds = options.emptyTimeoutSeconds;
    this.departureTimeoutSeconds = options.departureTimeoutSeconds;
    this.maxParticipants = options.maxParticipants;
    this.#lastN.limit = options.lastN;
    this.createdAtMs = options.nowMs;
    this.emptySinceMs = options.nowMs;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** See {@link RoomOptions.lastN}. */
  get lastN(): number {
    return this.#lastN.limit;
  }

  set lastN(limit: number) {
    this.#lastN.limit = limit;
  }

  get participants(): Participant[] {
    return [...this.#participants.values()];
  }

  find(identity: string): Participant | undefined {
    return this.#participants.get(identity);
  }

  info(): RoomInfo {
    const visible = this.participants.filter((one) => !one.grants.hidden);
    return new RoomInfo({
      sid: this.sid,
      name: this.name,
      emptyTimeout: this.emptyTimeoutSeconds,
      departureTimeout: this.departureTimeoutSeconds,
      maxParticipants: this.maxParticipants,
      creationTime: BigInt(Math.floor(this.createdAtMs / 1000)),
      creationTimeMs: BigInt(Math.floor(this.createdAtMs)),
      metadata: this.metadata,
      numParticipants: visible.length,
      numPublishers: visible.filter((one) => one.publications.published.length > 0).length,
    });
  }

  /** Lets a participant in. One with the same identity is sent away. */
  add(participant: Participant): void {
    this.#participants.get(participant.identity)?.leave(DisconnectReason.DUPLICATE_IDENTITY);
    this.#participants.set(participant.identity, participant);
    this.everJoined = true;
    this.emptySinceMs = 0;
    this.#countChanged = true;
    participant.events.on('changed', () => this.#announcements.tell(participant));
    participant.events.on('changed', () => this.#lastN.reviewAll());
    participant.events.on('closed', () => this.#remove(participant));
    participant.publications.events.on('published', (publication) => this.#published(participant, publication));
    participant.publications.events.on('ended', (publication) => this.#ended(publication));
    participant.data.events.on('packet', (packet, kind) => this.#relay(participant, packet, kind));
    this.#dataTracks.watch(participant);
    this.#announcements.tell(participant, participant);
    this.events.emit('joined', participant);
  }

  /** Subscribes a participant to all that is there; to be called once it has been told who is in. */
  subscribe(participant: Participant): void {
    for (const other of this.#participants.values()) this.#consider(participant, other);
  }

  /** A participant wants other videos than before, or in another size. */
  reviewVideos(participant: Participant): void {
    this.#lastN.review(participant);
  }

  /** A participant wants other data tracks than before. */
  reviewDataTracks(participant: Participant): void {
    this.#dataTracks.review(participant);
  }

  /** After a change of rights: what may each of the two see of the other now? */
  reconsider(participant: Participant): void {
    this.#dataTracks.reconsider(participant);
    for (const other of this.#participants.values()) {
      this.#consider(participant, other);
      this.#consider(other, participant);
    }
  }

  /** The participants that `participant` may know of, itself left out. */
  othersOf(participant: Participant): Participant[] {
    return this.participants.filter((one) => one !== participant && !one.grants.hidden);
  }

  setMetadata(metadata: string): void {
    this.metadata = metadata;
    this.events.emit('changed');
    this.broadcast({ case: 'roomUpdate', value: new RoomUpdate({ room: this.info() }) });
  }

  broadcast(message: SignalMessage, except?: Participant): void {
    const signal = new OutgoingSignal(message);
    for (const participant of this.#participants.values()) if (participant !== except) participant.signal.pass(signal);
  }

  /** Sends a packet that did not come over a data channel, to `identities` or to all. */
  sendData(packet: DataPacket, kind: DataPacket_Kind, identities: readonly string[]): void {
    const bytes = packet.toBinary();
    for (const participant of this.#participants.values()) {
      if (identities.length > 0 && !identities.includes(participant.identity)) continue;
      participant.data.send(kind, bytes, packet.participantSid, packet.sequence, Date.now());
    }
  }

  /** To be called every 400 ms: speakers, qualities, the number of participants. */
  tick(nowMs: number): void {
    const changed = this.#speakers.tick(nowMs);
    if (changed.length > 0) {
      const speakers = changed.map(({ id, level }) => new SpeakerInfo({ sid: id, level, active: level > 0 }));
      this.broadcast({ case: 'speakersChanged', value: new SpeakersChanged({ speakers }) });
    }
    for (const demand of this.#demands.values()) demand.review(this.#participants.size);
    this.#lastN.tick(this.#speakers.active.map(({ id }) => id));
    for (const sid of this.simulations.tick(Date.now())) {
      this.broadcast({ case: 'speakersChanged', value: simulatedSpeaker(sid, false) });
    }
    this.#judgeQuality(nowMs);
    this.#announcements.flush();
    this.#ticks++;
    const due = this.#participants.size <= SMALL || this.#ticks % COUNT_EVERY_TICKS === 0;
    if (this.#countChanged && due) {
      this.#countChanged = false;
      this.broadcast({ case: 'roomUpdate', value: new RoomUpdate({ room: this.info() }) });
    }
  }

  /** Who speaks now, for one who has just come in. */
  get speaking(): SpeakersChanged {
    const speakers = this.#speakers.active.map(({ id, level }) => new SpeakerInfo({ sid: id, level, active: true }));
    return new SpeakersChanged({ speakers });
  }

  /** Connection qualities, for one who has just come in: of all, in a large room of those who publish. */
  get qualities(): ConnectionQualityUpdate {
    const all = this.#participants.size <= SMALL;
    const told = this.participants.filter((one) => all || one.publications.published.length > 0);
    return new ConnectionQualityUpdate({ updates: told.map(qualityInfo) });
  }

  /** Sends everybody away and ends the room. Idempotent. */
  close(reason: DisconnectReason): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const participant of this.participants) participant.leave(reason);
    this.events.emit('closed');
  }

  #remove(participant: Participant): void {
    if (this.#participants.get(participant.identity) === participant) this.#participants.delete(participant.identity);
    this.#dataTracks.left(participant);
    this.#announcements.tell(participant, participant);
    this.#lastN.forget(participant.sid);
    this.#countChanged = true;
    if (this.#participants.size === 0) this.emptySinceMs = Date.now();
  }

  #published(publisher: Participant, publication: Publication): void {
    const { up } = publication;
    if (up && publication.kind === 'audio') this.#speakers.add(publisher.sid, up);
    if (publication.kind === 'video') this.#demands.set(publication, new CodecDemand(publisher, publication));
    for (const other of this.#participants.values()) this.#consider(other, publisher);
  }

  #ended(publication: Publication): void {
    if (publication.up) this.#speakers.remove(publication.up);
    this.#demands.delete(publication);
    if (publication.kind === 'video') this.#lastN.reviewAll();
    for (const other of this.#participants.values()) other.subscriptions.forget(publication.sid);
  }

  #consider(subscriber: Participant, publisher: Participant): void {
    if (subscriber === publisher || subscriber.closed) return;
    let reviewed = false;
    for (const publication of publisher.publications.published) {
      const permitted = publisher.subscriberRules.allows(subscriber, publication.sid);
      if (subscriber.subscriptions.notePermission(publication.sid, permitted))
        tellPermission(subscriber, publisher, publication.sid, permitted);
      const allowed = subscriber.grants.canSubscribe && permitted;
      const changed = subscriber.subscriptions.consider(publication, publisher, allowed);
      reviewed ||= changed && publication.kind === 'video';
      if (!changed || publication.announcedSubscribed || !subscriber.subscriptions.has(publication.sid)) continue;
      publication.announcedSubscribed = true;
      publisher.signal.send({ case: 'trackSubscribed', value: new TrackSubscribed({ trackSid: publication.sid }) });
    }
    if (reviewed) this.#lastN.review(subscriber);
  }

  #relay(from: Participant, packet: DataPacket, kind: DataPacket_Kind): void {
    if (!from.grants.canPublishData) return;
    const destinations = packet.destinationIdentities;
    packet.kind = kind;
    packet.participantIdentity = from.identity;
    packet.participantSid = from.sid;
    if (packet.value.case === 'user') {
      packet.value.value.participantSid = from.sid;
      packet.value.value.participantIdentity = from.identity;
    }
    const bytes = packet.toBinary();
    const nowMs = Date.now();
    const only = destinations.length > 0 ? new Set(destinations) : null;
    for (const other of this.#participants.values()) {
      if (other === from || (only && !only.has(other.identity))) continue;
      other.data.send(kind, bytes, from.sid, packet.sequence, nowMs);
    }
  }

  #judgeQuality(nowMs: number): void {
    const changed = this.participants.filter((participant) => {
      const judged = participant.quality.tick(nowMs);
      if (!judged || participant.state !== ParticipantInfo_State.ACTIVE) return false;
      participant.connectionQuality = QUALITIES[judged.quality];
      participant.qualityScore = judged.score;
      return true;
    });
    const infos = new Map(changed.map((participant) => [participant.sid, qualityInfo(participant)]));
    if (infos.size === 0) return;
    if (this.#participants.size > SMALL) {
      for (const participant of this.#participants.values()) tellQualities(participant, infos);
      return;
    }
    const value = new ConnectionQualityUpdate({ updates: [...infos.values()] });
    this.broadcast({ case: 'connectionQuality', value });
  }
}

/** In a large room each is told of itself and of those whom it receives. */
function tellQualities(participant: Participant, infos: ReadonlyMap<string, ConnectionQualityInfo>): void {
  const concerned = new Set([participant.sid, ...participant.subscriptions.all.map(({ publisher }) => publisher.sid)]);
  const updates = [...concerned].flatMap((sid) => infos.get(sid) ?? []);
  if (updates.length > 0)
    participant.signal.send({ case: 'connectionQuality', value: new ConnectionQualityUpdate({ updates }) });
}

function tellPermission(subscriber: Participant, publisher: Participant, trackSid: string, allowed: boolean): void {
  const value = new SubscriptionPermissionUpdate({ participantSid: publisher.sid, trackSid, allowed });
  subscriber.signal.send({ case: 'subscriptionPermissionUpdate', value });
}

const QUALITIES = {
  excellent: ConnectionQuality.EXCELLENT,
  good: ConnectionQuality.GOOD,
  poor: ConnectionQuality.POOR,
  lost: ConnectionQuality.LOST,
} as const;

function qualityInfo(participant: Participant): ConnectionQualityInfo {
  const { sid, connectionQuality, qualityScore } = participant;
  return new ConnectionQualityInfo({ participantSid: sid, quality: connectionQuality, score: qualityScore });
}

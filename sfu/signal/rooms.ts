import {
  Codec,
  DisconnectReason,
  type ICEServer,
  JoinResponse,
  LeaveRequest,
  LeaveRequest_Action,
  ParticipantInfo_State,
  ParticipantUpdate,
  ReconnectResponse,
  RoomUpdate,
  ServerInfo,
} from '@livekit/protocol';
import type { Grants } from '../core/grants.ts';
import type { TransportFactory } from '../core/transport.ts';
import { describeBug } from './bug.ts';
import { OutgoingSignal } from './frames.ts';
import type { JoinParams } from './join-params.ts';
import { JoinSignal } from './join-signal.ts';
import { attributesSize, limits } from './limits.ts';
import type { Log } from './log.ts';
import { preciseNow } from './media-link.ts';
import { Participant } from './participant.ts';
import { handleRequest, takeOffer } from './requests.ts';
import { Room, type RoomOptions } from './room.ts';
import { reportRoom, type Tell } from './room-news.ts';
import { publishMimes } from './sdp/codecs.ts';
import { SignalSession } from './session.ts';
import type { SignalSink } from './signal-port.ts';
import { supervise } from './supervision.ts';

const MEDIA_TICK_MS = 20;
const ROOM_TICK_MS = 400;
const PING_INTERVAL_S = 5;
const PING_TIMEOUT_S = 15;
const REFRESH_TOKEN_MS = 5 * 60_000;

export interface RoomsOptions {
  transports: TransportFactory;
  log: Log;
  autoCreate: boolean;
  emptyTimeoutSeconds: number;
  departureTimeoutSeconds: number;
  /** Of rooms that nothing else is said of; see {@link RoomOptions.lastN}. */
  lastN: number;
  /** Where else the client of that sid may send its media. */
  iceServers: (who: string, nowMs: number) => ICEServer[];
  /** Signs a new token for a participant that is in. */
  refreshToken: (grants: Grants, key: string) => Promise<string>;
  /** Hears what happens in all rooms. */
  tell: Tell;
  /** Gets each new room, before anybody is in it. */
  watch: (room: Room) => void;
}

/** An HTTP status and plain text for whoever may not join. */
export interface Refusal {
  status: number;
  message: string;
}

/** A checked request to join, made before the socket is opened. */
export interface JoinAttempt {
  params: JoinParams;
  grants: Grants;
  key: string;
  userAgent: string;
  /** See {@link Participant}; absent: false. */
  signalless?: boolean;
}

/** All rooms of this process, and the clock that drives them. */
export class Rooms {
  readonly #options: RoomsOptions;
  readonly #rooms = new Map<string, Room>();
  readonly #timers: NodeJS.Timeout[];
  readonly #server = new ServerInfo({ version: '1.13.5', protocol: 17, nodeId: 'yiqi' });
  #lastRefreshAt = Date.now();
  #tickedAt = preciseNow();

  constructor(options: RoomsOptions) {
    this.#options = options;
    this.#timers = [
      setInterval(() => this.#tickMedia(), MEDIA_TICK_MS),
      setInterval(() => this.#tickRooms(), ROOM_TICK_MS),
    ];
  }

  get all(): Room[] {
    return [...this.#rooms.values()];
  }

  find(name: string): Room | undefined {
    return this.#rooms.get(name);
  }

  /** Creates a room, or finds the one of that name. */
  create(options: Partial<RoomOptions> & { name: string }): Room {
    const existing = this.#rooms.get(options.name);
    if (existing) return existing;
    const { emptyTimeoutSeconds, departureTimeoutSeconds, lastN } = this.#options;
    const defaults = {
      metadata: '',
      maxParticipants: 0,
      nowMs: Date.now(),
      emptyTimeoutSeconds,
      departureTimeoutSeconds,
      lastN,
    };
    const room = new Room({ ...defaults, ...options });
    this.#rooms.set(room.name, room);
    room.events.on('closed', () => {
      if (this.#rooms.get(room.name) === room) this.#rooms.delete(room.name);
      this.#options.log.info({ room: room.sid }, 'room closed');
    });
    reportRoom(room, this.#options.tell);
    this.#options.watch(room);
    this.#options.log.info({ room: room.sid }, 'room created');
    return room;
  }

  /** Why this attempt may not join, or null. */
  refusal({ params, grants }: JoinAttempt): Refusal | null {
    if (!grants.roomJoin) return { status: 401, message: 'the access token does not allow to join a room' };
    if (grants.room === '') return { status: 401, message: 'the access token names no room' };
    if (grants.identity === '') return { status: 400, message: 'the access token names no identity' };
    const oversized = oversizedPart(params, grants);
    if (oversized !== null) return { status: 400, message: `${oversized} is too long` };
    const room = this.#rooms.get(grants.room);
    if (!room && !this.#options.autoCreate && !grants.roomCreate) {
      return { status: 404, message: 'requested room does not exist' };
    }
    const full = room && room.maxParticipants > 0 && room.participants.length >= room.maxParticipants;
    if (full && !room.find(grants.identity)) return { status: 403, message: 'the room is full' };
    return null;
  }

  /** Lets a client in, or back in, over an open socket. Null when it was told to come back in another way. */
  connect(attempt: JoinAttempt, sink: SignalSink): SignalSession | null {
    const { params, grants } = attempt;
    const room = this.#rooms.get(grants.room) ?? this.create({ name: grants.room, ...setupBy(grants) });
    if (params.request.reconnect) return this.#resume(room, attempt, sink);
    const participant = new Participant({
      grants,
      key: attempt.key,
      request: params.request,
      version: params.version,
      firefox: /firefox/i.test(attempt.userAgent),
      tcpOnly: room.simulations.tcpOnly.has(grants.identity),
      transports: this.#options.transports,
      sink,
      signalless: attempt.signalless ?? false,
      nowMs: Date.now(),
    });
    participant.events.on('closed', (reason) => this.#logLeave(room, participant, reason));
    participant.events.on('claims', () => void this.#refresh(participant));
    room.add(participant);
    this.#options.log.info(
      { room: room.sid, participant: participant.sid, version: params.version },
      'participant joined',
    );
    this.#greet(room, participant);
    this.#begin(room, participant, attempt);
    return this.#session(room, participant, sink);
  }

  /** Sends everybody away with `SERVER_SHUTDOWN` and stops the clock. */
  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const room of this.all) room.close(DisconnectReason.SERVER_SHUTDOWN);
  }

  #session(room: Room, participant: Participant, sink: SignalSink): SignalSession {
    return new SignalSession({
      participant,
      sink,
      handle: (request) => handleRequest(request, participant, room),
      log: this.#options.log,
    });
  }

  #greet(room: Room, participant: Participant): void {
    const join = new JoinResponse({
      room: room.info(),
      participant: participant.info(),
      serverVersion: this.#server.version,
      serverInfo: this.#server,
      subscriberPrimary: participant.version === 0,
      pingInterval: PING_INTERVAL_S,
      pingTimeout: PING_TIMEOUT_S,
      iceServers: this.#options.iceServers(participant.sid, Date.now()),
      enabledPublishCodecs: publishMimes.map((mime) => new Codec({ mime })),
      fastPublish: participant.grants.canPublish,
    });
    participant.signal.pass(new JoinSignal(join, room.othersOf(participant)));
  }

  /** What follows the join response: tracks and an offer that came along, subscriptions, who speaks. */
  #begin(room: Room, participant: Participant, { params }: JoinAttempt): void {
    room.subscribe(participant);
    participant.serverOffers?.start();
    const { publisherOffer } = params.request;
    if (publisherOffer && publisherOffer.sdp !== '') takeOffer(participant, publisherOffer);
    const { speaking, qualities } = room;
    if (speaking.speakers.length > 0) participant.signal.send({ case: 'speakersChanged', value: speaking });
    if (qualities.updates.length > 1) participant.signal.send({ case: 'connectionQuality', value: qualities });
  }

  #resume(room: Room, { params, grants }: JoinAttempt, sink: SignalSink): SignalSession | null {
    const participant = room.find(grants.identity);
    const known = participant && participant.sid === params.request.participantSid;
    // Firefox keeps its old DTLS session and would go silent on a new transport.
    const wouldFail = participant?.firefox && !participant.links.every((link) => link.keepsDtls);
    if (!known || wouldFail || !participant.offers.begun) {
      const reason = DisconnectReason.STATE_MISMATCH;
      const value = new LeaveRequest({ reason, action: LeaveRequest_Action.RECONNECT, canReconnect: true });
      sink.send(new OutgoingSignal({ case: 'leave', value }));
      sink.close('finished');
      return null;
    }
    const broken = room.simulations.breaksResume(participant.identity, Date.now());
    if (broken === 'unheard') {
      sink.close('broken');
      return null;
    }
    participant.heardAtMs = Date.now();
    participant.resumedAtMs = Date.now();
    const reconnect = new ReconnectResponse({
      serverInfo: this.#server,
      lastMessageSeq: participant.data.lastSequence,
      iceServers: this.#options.iceServers(participant.sid, Date.now()),
    });
    participant.signal.attach(sink, { case: 'reconnect', value: reconnect });
    const participants = [participant, ...room.othersOf(participant)].map((one) => one.info());
    participant.signal.send({ case: 'update', value: new ParticipantUpdate({ participants }) });
    participant.signal.send({ case: 'roomUpdate', value: new RoomUpdate({ room: room.info() }) });
    participant.serverOffers?.start();
    this.#options.log.info({ room: room.sid, participant: participant.sid }, 'participant resumed');
    if (broken === 'answered') sink.close('broken');
    return this.#session(room, participant, sink);
  }

  #logLeave(room: Room, participant: Participant, reason: DisconnectReason): void {
    const context = { room: room.sid, participant: participant.sid, reason: DisconnectReason[reason] };
    this.#options.log.info(context, 'participant left');
  }

  #tickMedia(): void {
    const nowMs = preciseNow();
    this.#options.transports.sounds?.noteLate(nowMs - this.#tickedAt - MEDIA_TICK_MS, nowMs);
    this.#tickedAt = nowMs;
    for (const room of this.#rooms.values()) {
      this.#guard(room, () => {
        for (const participant of room.participants) for (const link of participant.links) link.tick(nowMs);
      });
    }
  }

  #tickRooms(): void {
    const nowMs = Date.now();
    for (const room of this.all) {
      this.#guard(room, () => {
        room.tick(preciseNow());
        for (const participant of room.participants) supervise(participant, nowMs);
        const patience = room.everJoined ? room.departureTimeoutSeconds : room.emptyTimeoutSeconds;
        if (room.emptySinceMs > 0 && nowMs - room.emptySinceMs > patience * 1000)
          room.close(DisconnectReason.ROOM_CLOSED);
      });
    }
    if (nowMs - this.#lastRefreshAt < REFRESH_TOKEN_MS) return;
    this.#lastRefreshAt = nowMs;
    for (const room of this.all) for (const participant of room.participants) void this.#refresh(participant);
  }

  async #refresh(participant: Participant): Promise<void> {
    if (participant.state !== ParticipantInfo_State.ACTIVE) return;
    const { identity, name, metadata, attributes, key } = participant;
    const token = await this.#options.refreshToken(
      { ...participant.grants, identity, name, metadata, attributes },
      key,
    );
    participant.signal.send({ case: 'refreshToken', value: token });
  }

  /** A bug costs the room, never the process. */
  #guard(room: Room, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.log.error({ room: room.sid, error: describeBug(error) }, 'a bug closed the room');
      room.close(DisconnectReason.UNKNOWN_REASON);
    }
  }
}

/** What a token says of the room that its bearer makes by joining. */
function setupBy({ roomSetup }: Grants): Partial<RoomOptions> {
  if (!roomSetup) return {};
  const said = Object.entries(roomSetup).filter(([name, value]) => name === 'lastN' || (value !== 0 && value !== ''));
  return Object.fromEntries(said);
}

function oversizedPart({ request }: JoinParams, grants: Grants): string | null {
  if (Buffer.byteLength(grants.identity) > limits.identity) return 'the identity';
  if (Buffer.byteLength(grants.room) > limits.roomName) return "the room's name";
  if (Buffer.byteLength(grants.name) > limits.participantName) return 'the name';
  const metadata = [grants.metadata, request.metadata, grants.roomSetup?.metadata ?? ''];
  if (metadata.some((text) => Buffer.byteLength(text) > limits.metadata)) return 'the metadata';
  const attributes = { ...grants.attributes, ...request.participantAttributes };
  return attributesSize(attributes) > limits.attributes ? 'the attributes' : null;
}

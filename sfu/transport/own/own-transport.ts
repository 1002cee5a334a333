import { randomBytes } from 'node:crypto';
import { Emitter } from '#kernel/emitter.ts';
import type { Sctp, SctpOptions } from '../../core/sctp/port.ts';
import type {
  ChannelInit,
  LocalTransport,
  RemoteTransport,
  Transport,
  TransportChannel,
  TransportState,
} from '../../core/transport.ts';
import type { Turns } from '../../core/turns.ts';
import { createIceCredentials } from '../certificates.ts';
import { DtlsEndpoint } from './dtls-endpoint.ts';
import type { DtlsContext } from './ffi/dtls-context.ts';
import type { DtlsFingerprint, DtlsSession } from './ffi/dtls-session.ts';
import { IceAgent } from './ice-agent.ts';
import { type MediaPath, type PathOwner, Scratch } from './path.ts';
import { isAcceptable, looksLikeDtls } from './records.ts';
import { isRtcp } from './srtp/packets.ts';
import { exportedBytes, type SrtpSession, srtpSession } from './srtp/session.ts';
import type { StunMessage } from './stun/message.ts';

/** Nothing heard for so long: three consent checks of the slowest browser. */
const SILENT_MS = 15_000;
const LOOK_AFTER_MS = 5_000;
/** Datagrams of one handshake that may wait for their turn: some flights. */
const MAX_WAITING = 32;
/** Longer than between two checks of any browser. */
const YIELD_AFTER_MS = 8_000;

export interface OwnTransportOptions {
  maxMessageBytes: number;
  makeSctp: (options: SctpOptions) => Sctp;
  /** Checks come under other names from now on. */
  renamed: (transport: OwnTransport) => void;
  /** Called once, when the transport has closed. */
  released: (transport: OwnTransport) => void;
  /** Where steps of its handshake wait for their turn. */
  turns: Turns;
  /** Receives what a listener threw: a bug, which must not take the process with it. */
  onBug: (error: unknown) => void;
}

/** Unix milliseconds. */
function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}

/** Packets are opened here: nothing stays in it between two calls. */
let opening: Scratch | null = null;

/** {@link Transport} of our own: ICE-lite, DTLS, SRTP and SCTP over the paths of one media port. */
export class OwnTransport implements Transport, PathOwner {
  readonly events: Transport['events'] = new Emitter();
  readonly local: LocalTransport;
  readonly ice: IceAgent;
  readonly #options: OwnTransportOptions;
  readonly #dtls: DtlsEndpoint;
  readonly #paths = new Set<MediaPath>();
  readonly #channels: ChannelInit[];
  #remoteFingerprint = '';
  #srtp: SrtpSession | null = null;
  #sctp: Sctp | null = null;
  #state: TransportState = 'connecting';
  #heardAt = 0;
  /** Datagrams of the handshake that wait for their turn. */
  #waiting = 0;
  /** The way by which came what is being read. */
  #current: MediaPath | null = null;
  #timer: NodeJS.Timeout | null = null;
  #timerAt = Number.POSITIVE_INFINITY;

  constructor(context: DtlsContext, local: LocalTransport, channels: ChannelInit[], options: OwnTransportOptions) {
    this.local = local;
    this.#channels = channels;
    this.#options = options;
    this.ice = new IceAgent({ ufrag: local.iceUfrag, pwd: local.icePwd }, null);
    this.#dtls = new DtlsEndpoint(context, {
      send: (datagram) => (this.#current ?? this.ice.selected)?.send(datagram),
      ready: (session) => this.#connected(session),
      data: (bytes) => this.#receiveData(bytes),
      ended: () => this.close(),
    });
  }

  get state(): TransportState {
    return this.#state;
  }

  get repeats(): boolean {
    return this.#srtp?.sender.repeats ?? true;
  }

  setRemote(remote: RemoteTransport): void {
    if (this.#state === 'closed') return;
    this.ice.setRemote(remote.iceUfrag);
    this.#remoteFingerprint = remote.fingerprint;
    const fingerprint = readFingerprint(remote.fingerprint);
    this.#guard(() => {
      if (fingerprint) this.#dtls.begin(fingerprint, 'server', preciseNow());
      else this.close();
    });
  }

  restart(remote: RemoteTransport | null): boolean {
    if (this.#state === 'closed' || !this.#dtls.isReady) return false;
    // A peer with another certificate begins DTLS anew.
    if (remote && remote.fingerprint !== this.#remoteFingerprint) return false;
    const credentials = createIceCredentials();
    this.ice.restart({ ufrag: credentials.iceUfrag, pwd: credentials.icePwd }, remote?.iceUfrag ?? null);
    Object.assign(this.local, credentials);
    this.#options.renamed(this);
    return true;
  }

  send(packet: Uint8Array): boolean {
    const path = this.ice.selected;
    if (this.#state !== 'connected' || !this.#srtp || !path) return false;
    const placed = path.place(packet);
    if (!placed) return false;
    const length = this.#srtp.sender.protect(placed);
    path.commit(length);
    return length > 0;
  }

  /** Takes a check that names us. */
  receiveCheck(bytes: Uint8Array, message: StunMessage, path: MediaPath): void {
    if (this.#state === 'closed' || (path.owner !== this && path.owner?.yieldsTo(this) === false)) return;
    this.#guard(() => {
      const nowMs = preciseNow();
      const answer = this.ice.answer(bytes, message, path, nowMs);
      if (!answer) return;
      path.send(answer);
      if (!this.ice.knows(path)) return;
      this.#own(path);
      this.#heard(nowMs);
      this.#plan(nowMs + LOOK_AFTER_MS);
    });
  }

  /** Takes anything but STUN, from a path that is ours. */
  receive(datagram: Uint8Array, path: MediaPath): void {
    if (this.#state === 'closed') return;
    this.#guard(() => {
      if (looksLikeDtls(datagram)) this.#receiveInTurn(datagram, path);
      else if ((datagram[0] ?? 0) >> 6 === 2) this.#receiveMedia(datagram, path);
    });
  }

  /** To the same peer's next transport, and to anybody once it is silent: else who forges an address could take its path. */
  yieldsTo(other: PathOwner): boolean {
    const samePeer = other instanceof OwnTransport && other.#remoteFingerprint === this.#remoteFingerprint;
    return samePeer || this.#state !== 'connected' || preciseNow() - this.#heardAt > YIELD_AFTER_MS;
  }

  lost(path: MediaPath): void {
    this.#paths.delete(path);
    this.ice.forget(path);
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    if (this.#timer) clearTimeout(this.#timer);
    this.#sctp?.close();
    this.#dtls.close();
    this.#srtp?.sender.free();
    this.#srtp?.receiver.free();
    for (const path of this.#paths) if (path.owner === this) path.own(null);
    this.#paths.clear();
    this.#options.released(this);
    this.#guard(() => this.events.emit('state', 'closed'));
  }

  #own(path: MediaPath): void {
    if (path.owner !== this) path.own(this);
    this.#paths.add(path);
    if (this.#paths.size === this.ice.pathCount) return;
    for (const one of this.#paths) {
      if (this.ice.knows(one)) continue;
      this.#paths.delete(one);
      if (one.owner === this) one.own(null);
    }
  }

  /** Handshakes take long: they give way to packets. What comes behind one stays behind it. */
  #receiveInTurn(datagram: Uint8Array, path: MediaPath): void {
    if (this.#dtls.isReady && this.#waiting === 0) {
      this.#receiveRecords(datagram, path);
      return;
    }
    if (this.#waiting >= MAX_WAITING || !isAcceptable(datagram)) return;
    const copy = Uint8Array.from(datagram);
    const added = this.#options.turns.add(() => {
      this.#waiting--;
      if (this.#state !== 'closed' && path.owner === this) this.#guard(() => this.#receiveRecords(copy, path));
    });
    if (added) this.#waiting++;
  }

  #receiveRecords(datagram: Uint8Array, path: MediaPath): void {
    this.#current = path;
    const nowMs = preciseNow();
    try {
      this.#dtls.receive(datagram, nowMs);
    } finally {
      this.#current = null;
    }
    this.#plan(Math.min(this.#dtls.nextAt, this.#sctp?.nextAt ?? Number.POSITIVE_INFINITY));
  }

  #receiveMedia(datagram: Uint8Array, path: MediaPath): void {
    opening ??= new Scratch();
    const placed = this.#srtp ? opening.place(datagram) : null;
    if (!placed || !this.#srtp) return;
    const length = this.#srtp.receiver.open(placed);
    if (length < 0) return;
    this.ice.heard(path);
    this.#heard(preciseNow());
    const packet = placed.block.bytes.subarray(0, length);
    if (length >= 8) this.events.emit(isRtcp(packet) ? 'rtcp' : 'rtp', packet);
  }

  #connected(session: DtlsSession): void {
    const profile = session.srtpProfile();
    const length = exportedBytes(profile);
    const exported = length === null ? null : session.exportKeys(length);
    if (profile !== null && exported) this.#srtp = srtpSession(profile, exported, 'server');
    exported?.fill(0);
    const { maxMessageBytes, makeSctp } = this.#options;
    const nowMs = preciseNow();
    this.#sctp = makeSctp({
      nowMs,
      role: 'server',
      maxMessageSize: maxMessageBytes,
      random: (bytes) => randomBytes(bytes),
      send: (packet) => {
        this.#dtls.write(packet);
        this.#plan(this.#sctp?.nextAt ?? Number.POSITIVE_INFINITY);
      },
    });
    this.#sctp.events.on('channel', (channel) => this.events.emit('channel', channel));
    // An association ends with its connection, and some clients say no other farewell.
    this.#sctp.events.on('closed', () => this.close());
    for (const init of this.#channels) this.#announce(this.#sctp.open(init));
    this.#heardAt = nowMs;
    this.#moveTo('connected');
    this.#plan(nowMs);
  }

  /** Channels of our own are announced once somebody can listen. */
  #announce(channel: TransportChannel): void {
    queueMicrotask(() => this.#guard(() => this.events.emit('channel', channel)));
  }

  #receiveData(bytes: Uint8Array): void {
    const nowMs = preciseNow();
    if (this.#current) this.ice.heard(this.#current);
    this.#heard(nowMs);
    this.#sctp?.receive(bytes, nowMs);
  }

  #heard(nowMs: number): void {
    this.#heardAt = nowMs;
    if (this.#state === 'disconnected') this.#moveTo('connected');
  }

  #tick(): void {
    const nowMs = preciseNow();
    this.#timer = null;
    this.#timerAt = Number.POSITIVE_INFINITY;
    this.#dtls.tick(nowMs);
    if (this.#sctp && (this.#sctp.nextAt ?? Number.POSITIVE_INFINITY) <= nowMs) this.#sctp.tick(nowMs);
    if (this.ice.consentAt > 0 && !this.ice.hasConsent(nowMs)) this.close();
    if (this.#state === 'connected' && nowMs - this.#heardAt > SILENT_MS) this.#moveTo('disconnected');
    this.#plan(Math.min(this.#dtls.nextAt, this.#sctp?.nextAt ?? Number.POSITIVE_INFINITY, nowMs + LOOK_AFTER_MS));
  }

  /** Ticks by `at` at the latest. */
  #plan(at: number): void {
    if (this.#state === 'closed' || at >= this.#timerAt) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => this.#guard(() => this.#tick()), Math.max(1, at - preciseNow()));
    this.#timer.unref();
  }

  #moveTo(state: TransportState): void {
    if (this.#state === state || this.#state === 'closed') return;
    this.#state = state;
    this.events.emit('state', state);
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.onBug(error);
    }
  }
}

/** Null for algorithms that cannot be checked within the handshake. */
function readFingerprint(text: string): DtlsFingerprint | null {
  const [algorithm, hex = ''] = text.split(' ');
  const digest = Buffer.from(hex.replaceAll(':', ''), 'hex');
  if (algorithm === 'sha-256' && digest.length === 32) return { algorithm, digest };
  return algorithm === 'sha-512' && digest.length === 64 ? { algorithm, digest } : null;
}

import { randomBytes } from 'node:crypto';
import { SctpAssociation } from '../../core/sctp/association.ts';
import { createIceCredentials } from '../../transport/certificates.ts';
import { DtlsEndpoint } from '../../transport/own/dtls-endpoint.ts';
import type { DtlsContext } from '../../transport/own/ffi/dtls-context.ts';
import type { DtlsSession } from '../../transport/own/ffi/dtls-session.ts';
import { looksLikeDtls } from '../../transport/own/records.ts';
import type { Placed } from '../../transport/own/srtp/protection.ts';
import { exportedBytes, type SrtpSession, srtpSession } from '../../transport/own/srtp/session.ts';
import { xorMappedAddress } from '../../transport/own/stun/mapped-address.ts';
import {
  attribute,
  BINDING_REQUEST,
  BINDING_SUCCESS,
  looksLikeStun,
  writeStun,
} from '../../transport/own/stun/message.ts';
import { addressOf, type CrowdSocket } from './crowd-socket.ts';
import type { RemoteEnd } from './sdp.ts';

const CHECK_AGAIN_MS = 50;
/** As Chromium asks for consent. */
const CONSENT_EVERY_MS = 2500;
const LIMIT_MS = 30_000;

export interface EndListener {
  /** A packet of the server's, still encrypted; {@link MediaEnd.open} decrypts it in place. */
  rtp(packet: Placed, atMs: number): void;
  rtcp(bytes: Uint8Array, atMs: number): void;
}

/** The client's side of one connection to an ICE-lite server: checks, DTLS, SRTP, and SCTP that only greets. */
export class MediaEnd {
  readonly local: { iceUfrag: string; icePwd: string };
  readonly connected: Promise<void>;
  listener: EndListener | null = null;
  readonly #socket: CrowdSocket;
  readonly index: number;
  readonly #dtls: DtlsEndpoint;
  #remote: RemoteEnd | null = null;
  #to: Uint8Array = new Uint8Array(0);
  #srtp: SrtpSession | null = null;
  #sctp: SctpAssociation | null = null;
  #checkAt = Number.POSITIVE_INFINITY;
  #isAnswered = false;
  #done: () => void = () => {};

  constructor(socket: CrowdSocket, index: number, context: DtlsContext) {
    this.#socket = socket;
    this.index = index;
    this.local = createIceCredentials();
    this.#dtls = new DtlsEndpoint(context, {
      send: (datagram) => this.#send(datagram),
      ready: (session) => this.#ready(session),
      data: (bytes) => this.#sctp?.receive(bytes.slice(), Date.now()),
      ended: () => {},
    });
    this.connected = new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('a media connection did not come up in time')), LIMIT_MS);
      this.#done = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.connected.catch(() => {});
  }

  /** Begins to connect; later descriptions of the same end change nothing. */
  connect(remote: RemoteEnd): void {
    if (this.#remote || remote.port === 0) return;
    this.#remote = remote;
    this.#to = addressOf(remote.host, remote.port);
    this.#checkAt = 0;
    const digest = Buffer.from(remote.fingerprint.replaceAll(':', ''), 'hex');
    this.tick(Date.now());
    this.#dtls.begin({ algorithm: 'sha-256', digest }, remote.isPassive ? 'client' : 'server', Date.now());
  }

  tick(nowMs: number): void {
    if (nowMs >= this.#checkAt) {
      this.#checkAt = nowMs + (this.#isAnswered ? CONSENT_EVERY_MS : CHECK_AGAIN_MS);
      this.#send(this.#check());
    }
    if (nowMs >= this.#dtls.nextAt) this.#dtls.tick(nowMs);
    if (nowMs >= (this.#sctp?.nextAt ?? Number.POSITIVE_INFINITY)) this.#sctp?.tick(nowMs);
  }

  receive(packet: Placed, atMs: number): void {
    const first = packet.block.bytes[packet.at] ?? 0;
    if (first >> 6 === 2) {
      this.#receiveMedia(packet, atMs);
      return;
    }
    const bytes = packet.block.bytes.subarray(packet.at, packet.at + packet.length);
    if (looksLikeDtls(bytes)) this.#dtls.receive(bytes, Date.now());
    else if (looksLikeStun(bytes)) this.#receiveStun(bytes);
  }

  /** Decrypts in place: the new length, −1 for what is not authentic. */
  open(packet: Placed): number {
    return this.#srtp?.receiver.open(packet) ?? -1;
  }

  /** Encrypts and sends RTP or RTCP. */
  sendMedia(packet: Uint8Array): void {
    if (!this.#srtp) return;
    const placed = this.#socket.place(packet);
    this.#socket.send(this.#srtp.sender.protect(placed), this.index, this.#to);
  }

  close(): void {
    this.#checkAt = Number.POSITIVE_INFINITY;
    this.#sctp?.close();
    this.#dtls.close();
    this.#srtp?.sender.free();
    this.#srtp?.receiver.free();
    this.#srtp = null;
  }

  #receiveMedia(packet: Placed, atMs: number): void {
    const type = (packet.block.bytes[packet.at + 1] ?? 0) & 0x7f;
    if (type < 64 || type > 95) {
      this.listener?.rtp(packet, atMs);
      return;
    }
    const length = this.open(packet);
    if (length > 0) this.listener?.rtcp(packet.block.bytes.subarray(packet.at, packet.at + length), atMs);
  }

  /** Servers that are not lite check us too. */
  #receiveStun(bytes: Buffer): void {
    const type = bytes.readUInt16BE(0);
    this.#isAnswered ||= type === BINDING_SUCCESS;
    if (type !== BINDING_REQUEST) return;
    const transactionId = bytes.subarray(8, 20);
    const { host = '', port = 0 } = this.#remote ?? {};
    const address = xorMappedAddress(Uint8Array.from(host.split('.'), Number), port, transactionId);
    const attributes = [[attribute.xorMappedAddress, address]] as const;
    this.#send(writeStun({ type: BINDING_SUCCESS, transactionId, attributes, password: this.local.icePwd }));
  }

  #send(datagram: Uint8Array): void {
    if (!this.#remote) return;
    this.#socket.place(datagram);
    this.#socket.send(datagram.length, this.index, this.#to);
  }

  #check(): Buffer {
    const { ufrag = '', password = '' } = this.#remote ?? {};
    return writeStun({
      type: BINDING_REQUEST,
      transactionId: randomBytes(12),
      attributes: [
        [attribute.username, Buffer.from(`${ufrag}:${this.local.iceUfrag}`)],
        [attribute.priority, Uint8Array.of(0x6e, 0, 1, 0xff)],
        [attribute.iceControlling, randomBytes(8)],
        [attribute.useCandidate, new Uint8Array(0)],
      ],
      password,
    });
  }

  #ready(session: DtlsSession): void {
    const profile = session.srtpProfile();
    const length = exportedBytes(profile);
    const keys = length === null ? null : session.exportKeys(length);
    const role = this.#remote?.isPassive ? 'client' : 'server';
    if (profile !== null && keys) this.#srtp = srtpSession(profile, keys, role);
    if (this.#remote?.hasData) this.#greet(role);
    this.#done();
  }

  #greet(role: 'client' | 'server'): void {
    this.#sctp = new SctpAssociation({
      nowMs: Date.now(),
      role,
      maxMessageSize: 262_144,
      random: (bytes) => randomBytes(bytes),
      send: (packet) => void this.#dtls.write(packet),
    });
    this.#sctp.tick(Date.now());
  }
}

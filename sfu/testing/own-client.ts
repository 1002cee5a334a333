import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { SctpAssociation } from '../core/sctp/association.ts';
import type { RemoteTransport, Transport } from '../core/transport.ts';
import { createCertificate, createIceCredentials, type DtlsCertificate } from '../transport/certificates.ts';
import { DtlsEndpoint } from '../transport/own/dtls-endpoint.ts';
import { DtlsContext } from '../transport/own/ffi/dtls-context.ts';
import type { DtlsSession } from '../transport/own/ffi/dtls-session.ts';
import type { OwnMediaPort } from '../transport/own/own-media-port.ts';
import { GROWTH_BYTES, type MediaPath, type PathOwner, Scratch } from '../transport/own/path.ts';
import { looksLikeDtls } from '../transport/own/records.ts';
import type { Placed } from '../transport/own/srtp/protection.ts';
import { exportedBytes, type SrtpSession, srtpSession } from '../transport/own/srtp/session.ts';
import { attribute, BINDING_REQUEST, looksLikeStun, writeStun } from '../transport/own/stun/message.ts';

/** A way to a client that is in this process: what is sent comes at once. */
export class MemoryPath implements MediaPath {
  readonly address = Uint8Array.of(192, 0, 2, 1);
  readonly port: number;
  owner: PathOwner | null = null;
  /** What was sent to the client. */
  readonly sent: Buffer[] = [];
  onDatagram: (bytes: Buffer) => void = () => {};
  readonly #scratch = new Scratch();

  constructor(port = 5000) {
    this.port = port;
  }

  own(owner: PathOwner | null): void {
    this.owner = owner;
  }

  send(datagram: Uint8Array): void {
    const copy = Buffer.from(datagram);
    this.sent.push(copy);
    this.onDatagram(copy);
  }

  place(packet: Uint8Array): Placed | null {
    return this.#scratch.place(packet);
  }

  commit(length: number): void {
    const packet = this.#scratch.taken(length);
    if (packet) this.send(packet);
  }
}

/** One check of a client (RFC 8445 §7.2.2), right in all points but those given. */
export interface Check {
  username?: string;
  password?: string;
  nominates?: boolean;
  priority?: number;
  controlled?: boolean;
}

/**
 * The client's side of our own transport, without a network: ICE as the controlling side, DTLS as its client, SRTP and
 * SCTP. For tests: it does what it is told, and keeps all that it hears.
 */
export class OwnClient {
  readonly credentials: RemoteTransport;
  readonly received: Buffer[] = [];
  /** Every datagram that this client sent. */
  readonly sent: Buffer[] = [];
  sctp: SctpAssociation | null = null;
  path: MemoryPath;
  ended = false;
  readonly #context: DtlsContext;
  readonly #dtls: DtlsEndpoint;
  readonly #port: OwnMediaPort;
  readonly #scratch = new Scratch();
  #srtp: SrtpSession | null = null;
  #server: Transport | null = null;

  private constructor(port: OwnMediaPort, context: DtlsContext) {
    this.#port = port;
    this.#context = context;
    this.credentials = { ...createIceCredentials(), fingerprint: context.fingerprint };
    this.path = new MemoryPath();
    this.#dtls = new DtlsEndpoint(context, {
      send: (datagram) => this.send(Buffer.from(datagram)),
      ready: (session) => this.#connected(session),
      data: (bytes) => this.sctp?.receive(bytes.slice(), Date.now()),
      ended: () => {
        this.ended = true;
      },
    });
    this.use(this.path);
  }

  /** With a certificate of its own unless one is given: to make one takes longer than to join. */
  static async create(port: OwnMediaPort, certificate?: DtlsCertificate): Promise<OwnClient> {
    const { certificatePem, keyPem } = certificate ?? (await createCertificate(Date.now()));
    return new OwnClient(port, new DtlsContext(new X509Certificate(certificatePem).raw, createPrivateKey(keyPem)));
  }

  get connected(): boolean {
    return this.#dtls.isReady;
  }

  /** Sends and hears by this path from now on. */
  use(path: MemoryPath): void {
    this.path = path;
    // As from a network: not while somebody else is at work.
    path.onDatagram = (bytes) => queueMicrotask(() => this.#receive(bytes));
  }

  /** Checks the path, and begins DTLS. */
  connect(server: Transport): void {
    this.#server = server;
    this.check();
    this.beginDtls(server.local.fingerprint);
  }

  check(check: Check = {}): void {
    this.send(this.checkBytes(check));
  }

  checkBytes(check: Check = {}): Buffer {
    const { iceUfrag = '', icePwd = '' } = this.#server?.local ?? {};
    const priority = Buffer.alloc(4);
    priority.writeUInt32BE(check.priority ?? 1000);
    return writeStun({
      type: BINDING_REQUEST,
      transactionId: randomBytes(12),
      attributes: [
        [attribute.username, Buffer.from(check.username ?? `${iceUfrag}:${this.credentials.iceUfrag}`)],
        [attribute.priority, priority],
        [check.controlled ? attribute.iceControlled : attribute.iceControlling, randomBytes(8)],
        ...(check.nominates === false ? [] : [[attribute.useCandidate, new Uint8Array(0)] as const]),
      ],
      password: check.password ?? icePwd,
    });
  }

  beginDtls(fingerprint: string): void {
    const digest = Buffer.from(fingerprint.replace('sha-256 ', '').replaceAll(':', ''), 'hex');
    this.#dtls.begin({ algorithm: 'sha-256', digest }, 'client', Date.now());
  }

  /** Lets time pass for DTLS and SCTP. */
  tick(nowMs: number): void {
    this.#dtls.tick(nowMs);
    this.sctp?.tick(nowMs);
  }

  /** Gives the port a datagram as if it came from this client's address. */
  send(datagram: Buffer): void {
    this.sent.push(datagram);
    // As the port does: its memory holds the next datagram then.
    const lent = Buffer.from(datagram);
    this.#port.receive(lent, this.path);
    lent.fill(0xee);
  }

  /** Encrypts and sends what would be SCTP. */
  sendData(bytes: Uint8Array): void {
    this.#dtls.write(bytes);
  }

  /** Protects and sends RTP or RTCP; returns what went out. */
  sendMedia(packet: Uint8Array): Buffer {
    const placed = this.#scratch.place(packet);
    if (!placed || !this.#srtp || packet.length + GROWTH_BYTES > 1500) throw new Error('there are no keys yet');
    const bytes = this.#scratch.taken(this.#srtp.sender.protect(placed));
    if (!bytes) throw new Error('the packet cannot be protected');
    this.send(bytes);
    return bytes;
  }

  close(): void {
    this.#dtls.close();
    this.#srtp?.sender.free();
    this.#srtp?.receiver.free();
    this.#context.free();
  }

  #receive(bytes: Buffer): void {
    if (looksLikeStun(bytes)) return;
    if (looksLikeDtls(bytes)) {
      this.#dtls.receive(bytes, Date.now());
      return;
    }
    const placed = this.#srtp ? this.#scratch.place(bytes) : null;
    const packet = placed && this.#srtp ? this.#scratch.taken(this.#srtp.receiver.open(placed)) : null;
    if (packet) this.received.push(packet);
  }

  #connected(session: DtlsSession): void {
    const profile = session.srtpProfile();
    const length = exportedBytes(profile);
    const keys = length === null ? null : session.exportKeys(length);
    if (profile !== null && keys) this.#srtp = srtpSession(profile, keys, 'client');
    this.sctp = new SctpAssociation({
      nowMs: Date.now(),
      role: 'client',
      maxMessageSize: 262_144,
      random: (bytes) => randomBytes(bytes),
      send: (packet) => void this.#dtls.write(packet),
    });
    this.sctp.tick(Date.now());
  }
}

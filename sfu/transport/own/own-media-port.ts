import { createPrivateKey, X509Certificate } from 'node:crypto';
import { SoundRound } from '../../core/media/sound-round.ts';
import type { Sctp, SctpOptions } from '../../core/sctp/port.ts';
import type { ChannelInit, RemoteTransport, Transport } from '../../core/transport.ts';
import { Turns } from '../../core/turns.ts';
import { announcedByDefault } from '../announced-addresses.ts';
import { createCertificate, createIceCredentials } from '../certificates.ts';
import { hostCandidates } from '../local-description.ts';
import type { MediaPort, MediaPortOptions } from '../port.ts';
import { DtlsContext } from './ffi/dtls-context.ts';
import { namedUfrag } from './ice-agent.ts';
import { OwnTransport } from './own-transport.ts';
import type { MediaPath } from './path.ts';
import { RequestLimit } from './request-limit.ts';
import { looksLikeStun, parseStun } from './stun/message.ts';
import { TcpPort } from './tcp-port.ts';
import { UdpPort } from './udp-port.ts';

/** The largest data channel message taken, in bytes. */
const MAX_MESSAGE_BYTES = 262_144;
const PORT_ATTEMPTS = 20;
/** Peers whose last certificate of ours is remembered. */
const MAX_REMEMBERED = 10_000;

export interface OwnMediaPortOptions extends MediaPortOptions {
  makeSctp: (options: SctpOptions) => Sctp;
}

/** {@link MediaPort} of our own transports: finds out whose each datagram is. */
export class OwnMediaPort implements MediaPort {
  readonly #options: OwnMediaPortOptions;
  readonly #contexts: [DtlsContext, DtlsContext];
  readonly #limit = new RequestLimit();
  readonly #turns = new Turns(
    (error) => this.#options.onBug(error),
    () => this.#sockets?.[0].flush(),
  );
  readonly sounds = new SoundRound((run) => queueMicrotask(() => this.#guard(run)));
  readonly #byUfrag = new Map<string, OwnTransport>();
  /** With the names under which checks for them come. */
  readonly #open = new Map<OwnTransport, string[]>();
  /** Which certificate a peer, known by its own, was shown last. */
  readonly #shown = new Map<string, DtlsContext>();
  #sockets: [UdpPort, TcpPort] | null = null;
  #candidates: string[] = [];

  private constructor(options: OwnMediaPortOptions, contexts: [DtlsContext, DtlsContext]) {
    this.#options = options;
    this.#contexts = contexts;
  }

  /** Rejects with the system's error (`EADDRINUSE`, …) when the port cannot be had. */
  static async open(options: OwnMediaPortOptions): Promise<OwnMediaPort> {
    const port = new OwnMediaPort(options, [await createContext(), await createContext()]);
    try {
      await port.#listen();
      return port;
    } catch (error) {
      port.close();
      throw error;
    }
  }

  get port(): number {
    return this.#sockets?.[0].port ?? 0;
  }

  /** How many transports are open now. */
  get size(): number {
    return this.#open.size;
  }

  accept(remote: RemoteTransport, channels: ChannelInit[] = []): Transport {
    const [first, second] = this.#contexts;
    const context = this.#shown.get(remote.fingerprint) === first ? second : first;
    this.#remember(remote.fingerprint, context);
    const transport = this.#make(context, channels);
    transport.setRemote(remote);
    return transport;
  }

  offer(channels: ChannelInit[], previous: Transport | null = null): Transport {
    const [first, second] = this.#contexts;
    return this.#make(previous?.local.fingerprint === first.fingerprint ? second : first, channels);
  }

  /** Idempotent. */
  close(): void {
    for (const transport of [...this.#open.keys()]) transport.close();
    this.#turns.clear();
    for (const socket of this.#sockets ?? []) socket.close();
    this.#sockets = null;
    for (const context of this.#contexts) context.free();
  }

  async #listen(): Promise<void> {
    const { host, port: wanted, announced } = this.#options;
    const receive = (bytes: Uint8Array, path: MediaPath): void => this.receive(bytes, path);
    for (let attempt = 1; this.#sockets === null; attempt++) {
      const udp = await UdpPort.open(host, wanted, receive);
      try {
        this.#sockets = [udp, await TcpPort.listen(host, udp.port, receive)];
      } catch (error) {
        udp.close();
        if (wanted !== 0 || attempt === PORT_ATTEMPTS) throw error;
      }
    }
    this.#candidates = hostCandidates(announced ?? announcedByDefault(host), this.port, this.port);
  }

  #make(context: DtlsContext, channels: ChannelInit[]): OwnTransport {
    const { makeSctp, onBug } = this.#options;
    const local = { ...createIceCredentials(), fingerprint: context.fingerprint, candidates: this.#candidates };
    const transport = new OwnTransport(context, local, channels, {
      maxMessageBytes: MAX_MESSAGE_BYTES,
      makeSctp,
      turns: this.#turns,
      onBug,
      renamed: (one) => this.#rename(one, one.ice.ufrags),
      released: (one) => {
        this.#rename(one, []);
        this.#open.delete(one);
      },
    });
    this.#open.set(transport, []);
    this.#rename(transport, transport.ice.ufrags);
    return transport;
  }

  #rename(transport: OwnTransport, ufrags: string[]): void {
    for (const ufrag of this.#open.get(transport) ?? []) this.#byUfrag.delete(ufrag);
    for (const ufrag of ufrags) this.#byUfrag.set(ufrag, transport);
    this.#open.set(transport, ufrags);
  }

  /** Takes one datagram, whoever sent it, and finds out whose it is. The bytes are read during the call only. Never throws. */
  receive(bytes: Uint8Array, path: MediaPath): void {
    if (!looksLikeStun(bytes)) {
      path.owner?.receive(bytes, path);
      return;
    }
    if (path.owner === null && !this.#limit.allows(path.address, performance.now())) return;
    const message = parseStun(bytes);
    const ufrag = message && namedUfrag(message);
    if (ufrag) this.#byUfrag.get(ufrag)?.receiveCheck(bytes, message, path);
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.onBug(error);
    }
  }

  #remember(fingerprint: string, context: DtlsContext): void {
    this.#shown.delete(fingerprint);
    this.#shown.set(fingerprint, context);
    const [oldest] = this.#shown.keys();
    if (this.#shown.size > MAX_REMEMBERED && oldest !== undefined) this.#shown.delete(oldest);
  }
}

async function createContext(): Promise<DtlsContext> {
  const { certificatePem, keyPem } = await createCertificate(Date.now());
  return new DtlsContext(new X509Certificate(certificatePem).raw, createPrivateKey(keyPem));
}

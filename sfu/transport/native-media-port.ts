import { createSocket } from 'node:dgram';
import { isIP } from 'node:net';
import ndc, { type IceUdpMuxListener } from 'node-datachannel';
import type { ChannelInit, RemoteTransport, Transport } from '../core/transport.ts';
import { announcedByDefault, isWildcard } from './announced-addresses.ts';
import { createCertificate, type DtlsCertificate } from './certificates.ts';
import { hostCandidates } from './local-description.ts';
import { NativeHoldings } from './native-holdings.ts';
import { NativeTransport, type NativeTransportOptions } from './native-transport.ts';
import type { MediaPort, MediaPortOptions } from './port.ts';
import { filterRecords } from './record-filter.ts';
import { TcpRelay } from './tcp-relay.ts';

/** The largest data channel message taken, in bytes. */
const MAX_MESSAGE_BYTES = 262_144;
const PORT_ATTEMPTS = 20;
/** Open ports of this process: with the last one the native threads end, which otherwise keep the process alive. */
let openPorts = 0;

/** {@link MediaPort} over libdatachannel. */
export class NativeMediaPort implements MediaPort {
  readonly port: number;
  /** Whether forged DTLS records are dropped before libdatachannel reads them. */
  readonly filtered: boolean;
  readonly #native: NativeTransportOptions;
  readonly #listener: IceUdpMuxListener;
  readonly #relay: TcpRelay;
  readonly #open = new Set<Transport>();
  readonly #certificates: [DtlsCertificate, DtlsCertificate];
  #closed = false;

  private constructor(
    options: MediaPortOptions,
    port: number,
    relay: TcpRelay,
    certificates: [DtlsCertificate, DtlsCertificate],
  ) {
    const bound = isWildcard(options.host) ? null : options.host;
    this.port = port;
    this.#relay = relay;
    this.#certificates = certificates;
    openPorts++;
    this.#listener = bound === null ? new ndc.IceUdpMuxListener(port) : new ndc.IceUdpMuxListener(port, bound);
    this.filtered = filterRecords(port);
    this.#native = {
      udpPort: port,
      bindAddress: bound,
      candidates: hostCandidates(options.announced ?? announcedByDefault(options.host), port, port),
      maxMessageBytes: MAX_MESSAGE_BYTES,
      onBug: options.onBug,
    };
  }

  /** Rejects with the system's error (`EADDRINUSE`, …) when the port cannot be had. */
  static async open(options: MediaPortOptions): Promise<NativeMediaPort> {
    const nowMs = Date.now();
    const certificates = [await createCertificate(nowMs), await createCertificate(nowMs)] satisfies [unknown, unknown];
    for (let attempt = 1; ; attempt++) {
      try {
        const port = await probeUdp(options.host, options.port);
        const udpHost = isWildcard(options.host) ? '127.0.0.1' : options.host;
        const relay = await TcpRelay.listen({ host: options.host, port, udpHost });
        return new NativeMediaPort(options, port, relay, certificates);
      } catch (error) {
        if (options.port !== 0 || attempt === PORT_ATTEMPTS) throw error;
      }
    }
  }

  accept(remote: RemoteTransport, channels: ChannelInit[] = []): Transport {
    return this.#track(NativeTransport.accept(this.#native, remote, channels));
  }

  offer(channels: ChannelInit[], previous: Transport | null = null): Transport {
    const [first, second] = this.#certificates;
    const certificate = previous?.local.fingerprint === first.fingerprint ? second : first;
    return this.#track(NativeTransport.offer(this.#native, certificate, channels));
  }

  /** How many transports are open now. */
  get size(): number {
    return this.#open.size;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const transport of this.#open) transport.close();
    this.#listener.stop();
    this.#relay.close();
    openPorts--;
    if (openPorts > 0) return;
    NativeHoldings.closeAll();
    ndc.cleanup();
  }

  #track(transport: Transport): Transport {
    this.#open.add(transport);
    transport.events.on('state', (state) => {
      if (state === 'closed') this.#open.delete(transport);
    });
    return transport;
  }
}

/** Finds a free UDP port, or makes sure that the wanted one is free: the native library would fail silently later. */
async function probeUdp(host: string, port: number): Promise<number> {
  const socket = createSocket(isIP(host) === 6 ? 'udp6' : 'udp4');
  try {
    return await new Promise<number>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ port, address: host, exclusive: true }, () => resolve(socket.address().port));
    });
  } finally {
    await new Promise<void>((resolve) => socket.close(() => resolve()));
  }
}

import type { RemoteTransport, TransportFactory } from '../core/transport.ts';
import { channelInit, DATA_TRACK, LOSSY, RELIABLE } from './channels.ts';
import { MediaLink } from './media-link.ts';
import type { OfferedSections } from './offered-sections.ts';
import type { AcceptedSection, Publications } from './publications.ts';
import { overTcp } from './sdp/candidates.ts';
import { acceptedCodecs, acceptedExtensions, toPayloads } from './sdp/codecs.ts';
import { parseSdp } from './sdp/parse.ts';
import { remoteTransport } from './sdp/remote.ts';
import type { MediaSection, SessionDescription } from './sdp/types.ts';
import { type WrittenSection, writeSdp } from './sdp/write.ts';
import type { Subscription } from './subscription.ts';

/** The largest data channel message we take, told in `a=max-message-size`. */
export const MAX_MESSAGE_BYTES = 262_144;

export type Answer =
  | { ok: true; sdp: string; midToTrackId: Record<string, string>; restarted: boolean; begin: () => void }
  | { ok: false; reason: string };

export interface ClientOffersOptions {
  transports: TransportFactory;
  publications: Publications;
  /** Null in v0, where this connection only publishes. */
  receiver: OfferedSections | null;
  /** See {@link Subscription.sent}. */
  tracksByStream: boolean;
  /** Leaves out the UDP candidates. */
  tcpOnly: boolean;
}

/** The PeerConnection that the client offers: the only one in v1, the publishing one in v0. */
export class ClientOffers {
  readonly link: MediaLink;
  readonly #options: ClientOffersOptions;
  readonly #channelIds = new Map<string, number>();
  #remoteUfrag = '';
  #version = 1;

  constructor(options: ClientOffersOptions) {
    this.#options = options;
    this.link = new MediaLink(options.transports);
    this.link.events.on('channel', (channel) => {
      if ([RELIABLE, LOSSY, DATA_TRACK].includes(channel.label)) this.#channelIds.set(channel.label, channel.id);
    });
  }

  /** True once an offer has been answered. */
  get begun(): boolean {
    return this.#remoteUfrag !== '';
  }

  /** Answers an offer. `begin` is to be called when the answer has been sent: subscribed packets flow from then on. */
  answer(offer: string): Answer {
    const parsed = parseSdp(offer);
    if (!parsed.ok) return parsed;
    const remote = remoteTransport(parsed.sdp);
    if (!remote) return { ok: false, reason: 'the offer has no valid ICE and DTLS credentials' };
    const restarted = this.#connect(remote);
    const transport = this.link.transport;
    if (!transport || transport.state === 'closed') return { ok: false, reason: 'the connection has ended' };
    const { sdp } = parsed;
    const accepted = this.#options.publications.bind(sdp.sections, this.link.media);
    const carried = this.#options.receiver?.assign(sdp.sections) ?? new Map<string, Subscription>();
    const sections = sdp.sections.map((section) => this.#write(section, accepted, carried));
    return {
      ok: true,
      sdp: writeSdp({
        transport: this.#options.tcpOnly ? overTcp(transport.local) : transport.local,
        setup: 'passive',
        iceLite: false,
        version: this.#version++,
        extmapAllowMixed: sdp.extmapAllowMixed,
        sections,
      }),
      midToTrackId: Object.fromEntries([...carried].map(([mid, subscription]) => [mid, subscription.trackSid])),
      restarted,
      begin: () => this.#begin(sdp, carried),
    };
  }

  close(): void {
    this.link.close();
  }

  /** A changed ufrag is an ICE restart (RFC 8839 §4.4.3.1.1): without DTLS anew if the transport can, else with a fresh one. */
  #connect(remote: RemoteTransport): boolean {
    if (this.#remoteUfrag === remote.iceUfrag) return false;
    const restarted = this.#remoteUfrag !== '';
    this.#remoteUfrag = remote.iceUfrag;
    if (restarted && this.link.transport?.restart?.(remote)) return true;
    const channels = [...this.#channelIds].map(([label, id]) => channelInit(label, id));
    this.link.use(this.#options.transports.accept(remote, channels));
    return restarted;
  }

  #write(
    section: MediaSection,
    accepted: ReadonlyMap<string, AcceptedSection>,
    carried: ReadonlyMap<string, Subscription>,
  ): WrittenSection {
    const { mid, kind } = section;
    if (kind === 'application') return { kind, mid, maxMessageBytes: MAX_MESSAGE_BYTES };
    const received = accepted.get(mid);
    if (received) {
      const { codecs, extensions, rids } = received;
      return { kind, mid, direction: 'recvonly', codecs, extensions, receiveRids: rids, sent: null };
    }
    const codecs = section.rejected ? [] : acceptedCodecs(section);
    // Idle sections keep all extensions: Chromium takes the bundle's from every one of them.
    const base = { kind, mid, codecs, extensions: acceptedExtensions(section), receiveRids: [] };
    const subscription = carried.get(mid);
    if (!subscription || codecs.length === 0) return { ...base, direction: 'inactive', sent: null };
    const withRtx = codecs.some((codec) => codec.name.toLowerCase() === 'rtx');
    return {
      ...base,
      direction: 'sendonly',
      sent: subscription.sent(this.link.media, withRtx, this.#options.tracksByStream),
    };
  }

  #begin(offer: SessionDescription, carried: ReadonlyMap<string, Subscription>): void {
    for (const section of offer.sections) {
      const subscription = carried.get(section.mid);
      if (!subscription || section.kind === 'application') continue;
      subscription.start(this.link.media, {
        mid: section.mid,
        payloads: toPayloads(section.kind, acceptedCodecs(section)),
        extensions: acceptedExtensions(section),
      });
    }
  }
}

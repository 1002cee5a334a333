import type { TransportFactory } from '../core/transport.ts';
import { channelInit, DATA_TRACK, LOSSY, RELIABLE } from './channels.ts';
import { MAX_MESSAGE_BYTES } from './client-offers.ts';
import { MediaLink } from './media-link.ts';
import { overTcp } from './sdp/candidates.ts';
import { acceptedCodecs, acceptedExtensions, toPayloads } from './sdp/codecs.ts';
import { offeredAudio, offeredExtensions, offeredVideo } from './sdp/own-codecs.ts';
import { parseSdp } from './sdp/parse.ts';
import { remoteTransport } from './sdp/remote.ts';
import { type WrittenSection, writeSdp } from './sdp/write.ts';
import type { Subscription } from './subscription.ts';
import type { Receiver } from './subscriptions.ts';

interface Slot {
  mid: string;
  kind: 'audio' | 'video';
  state: 'free' | 'carrying' | 'releasing';
  subscription: Subscription | null;
  /** It carried another track before: the client's own track object keeps that one's name for good. */
  reused: boolean;
}

export interface ServerOffersOptions {
  transports: TransportFactory;
  tracksByStream: boolean;
  /** Leaves out the UDP candidates. */
  tcpOnly: boolean;
  /** Sends an offer to the client. */
  offer: (offer: { sdp: string; id: number; midToTrackId: Record<string, string> }) => void;
}

/** The PeerConnection that we offer: the receiving one of a client with two (v0). */
export class ServerOffers implements Receiver {
  readonly link: MediaLink;
  readonly #options: ServerOffersOptions;
  readonly #slots: Slot[] = [];
  readonly #channelIds = new Map<string, number>();
  #state: 'idle' | 'planned' | 'offered' = 'idle';
  /** Something changed since the last offer. */
  #stale = false;
  #offerId = 0;
  #remoteKnown = false;

  constructor(options: ServerOffersOptions) {
    this.#options = options;
    this.link = new MediaLink(options.transports);
    this.link.events.on('channel', (channel) => {
      channel.events.on('open', () => this.#channelIds.set(channel.label, channel.id));
    });
  }

  /** Sends the first offer, or after a resume one that restarts ICE, with a fresh transport if need be. */
  start(): void {
    if (!this.link.transport?.restart?.(null)) this.#replace();
    this.#remoteKnown = false;
    this.#state = 'idle';
    this.#negotiate();
  }

  #replace(): void {
    const labels = [RELIABLE, LOSSY, DATA_TRACK];
    const init = labels.map((label) => channelInit(label, this.#channelIds.get(label)));
    this.link.use(this.#options.transports.offer(init, this.link.transport));
  }

  place(subscription: Subscription): void {
    const { kind } = subscription.publication;
    let slot = this.#slots.find((one) => one.kind === kind && one.state === 'free');
    if (!slot) {
      slot = { mid: String(this.#slots.length + 1), kind, state: 'free', subscription: null, reused: false };
      this.#slots.push(slot);
    }
    slot.state = 'carrying';
    slot.subscription = subscription;
    this.#negotiate();
  }

  remove(subscription: Subscription): void {
    const slot = this.#slots.find((one) => one.subscription === subscription);
    if (!slot) return;
    slot.state = 'releasing';
    slot.subscription = null;
    this.#negotiate();
  }

  /** Takes the client's answer. Returns why it cannot be used, or null. */
  answered(sdp: string, id: number): string | null {
    if (this.#state !== 'offered' || (id !== 0 && id !== this.#offerId)) return null;
    const parsed = parseSdp(sdp);
    if (!parsed.ok) return parsed.reason;
    if (!this.#remoteKnown) {
      const remote = remoteTransport(parsed.sdp);
      if (!remote) return 'the answer has no valid ICE and DTLS credentials';
      // The client has given up the old DTLS session now; while our old ICE agent lived, it would catch the answers to
      // the new one's checks, since both are known to the shared port by the client's address.
      this.link.closePrevious();
      this.link.transport?.setRemote(remote);
      this.#remoteKnown = true;
    }
    for (const section of parsed.sdp.sections) {
      const slot = this.#slots.find((one) => one.mid === section.mid);
      if (!slot || section.kind === 'application') continue;
      slot.subscription?.start(this.link.media, {
        mid: section.mid,
        payloads: toPayloads(section.kind, acceptedCodecs(section)),
        extensions: acceptedExtensions(section),
      });
    }
    this.#state = 'idle';
    if (this.#stale) this.#negotiate();
    return null;
  }

  close(): void {
    this.link.close();
  }

  /** One offer for all that changes in one turn, and none while another is not answered. */
  #negotiate(): void {
    this.#stale = true;
    if (this.#state !== 'idle' || !this.link.transport) return;
    this.#state = 'planned';
    queueMicrotask(() => {
      if (this.#state === 'planned') this.#offer();
    });
  }

  #offer(): void {
    const { transport } = this.link;
    if (!transport || transport.state === 'closed') {
      this.#state = 'idle';
      return;
    }
    this.#state = 'offered';
    this.#stale = false;
    const id = ++this.#offerId;
    const application: WrittenSection = { kind: 'application', mid: '0', maxMessageBytes: MAX_MESSAGE_BYTES };
    const sections = [application, ...this.#slots.map((slot) => this.#write(slot))];
    const sdp = writeSdp({
      transport: this.#options.tcpOnly ? overTcp(transport.local) : transport.local,
      setup: 'actpass',
      iceLite: true,
      version: id,
      extmapAllowMixed: true,
      sections,
    });
    const carried = this.#slots.filter((slot) => slot.subscription !== null);
    const midToTrackId = Object.fromEntries(carried.map((slot) => [slot.mid, slot.subscription?.trackSid ?? '']));
    // Seen inactive once, a section may carry another track in the next offer.
    for (const slot of this.#slots) {
      if (slot.state !== 'releasing') continue;
      slot.state = 'free';
      slot.reused = true;
    }
    this.#options.offer({ sdp, id, midToTrackId });
  }

  #write(slot: Slot): WrittenSection {
    const { kind, mid, subscription } = slot;
    const byTrack = slot.reused || this.#options.tracksByStream;
    return {
      kind,
      mid,
      direction: subscription ? 'sendonly' : 'inactive',
      codecs: kind === 'audio' ? offeredAudio : offeredVideo,
      extensions: offeredExtensions[kind] ?? {},
      receiveRids: [],
      sent: subscription?.sent(this.link.media, kind === 'video', byTrack) ?? null,
    };
  }
}

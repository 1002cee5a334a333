import { type AddTrackRequest, AudioTrackFeature, type TrackInfo, TrackType } from '@livekit/protocol';
import { Emitter } from '#kernel/emitter.ts';
import type { MediaPeer } from '../core/media/peer.ts';
import type { ReceiveSection } from '../core/media/sections.ts';
import type { BackupCodec } from './backup-codec.ts';
import { limits } from './limits.ts';
import { Publication } from './publication.ts';
import { acceptedCodecs, acceptedExtensions, onlyCodec, toPayloads, withoutRed } from './sdp/codecs.ts';
import type { MediaSection, SdpCodec } from './sdp/types.ts';

/** What a section carries: a track, or the same track in its second codec. */
type Carried = Publication | BackupCodec;

/** What the answer to one sending section says. */
export interface AcceptedSection {
  carried: Carried;
  codecs: SdpCodec[];
  extensions: Record<string, number>;
  rids: string[];
}

const NONE: readonly Publication[] = [];

/** All that one participant publishes. */
export class Publications {
  readonly events = new Emitter<{ published: [Publication]; ended: [Publication]; changed: [] }>();
  readonly #bySid = new Map<string, Publication>();

  /** Announces a track; null when there are too many or it makes no sense. The same cid again is the same track. */
  add(request: AddTrackRequest): Publication | null {
    const known = this.all.find((one) => one.cid === request.cid && one.state === 'pending');
    if (known) return known;
    if (request.cid === '' || request.cid.length > limits.trackName || request.name.length > limits.trackName)
      return null;
    if (request.type !== TrackType.AUDIO && request.type !== TrackType.VIDEO) return null;
    if (this.#bySid.size >= limits.tracks) return null;
    const publication = new Publication(request);
    this.#bySid.set(publication.sid, publication);
    publication.events.on('published', () => this.events.emit('published', publication));
    publication.events.on('codecs', () => this.events.emit('changed'));
    publication.events.on('ended', () => {
      this.#bySid.delete(publication.sid);
      publication.up?.close();
      publication.backup?.up?.close();
      this.events.emit('ended', publication);
    });
    return publication;
  }

  get isEmpty(): boolean {
    return this.#bySid.size === 0;
  }

  get all(): readonly Publication[] {
    return this.isEmpty ? NONE : [...this.#bySid.values()];
  }

  /** Those that others may see. */
  get published(): readonly Publication[] {
    return this.isEmpty ? NONE : this.all.filter((one) => one.state === 'published');
  }

  get infos(): TrackInfo[] {
    return this.published.map((one) => one.info);
  }

  /** The second codec of a track is about to be sent; null if there is none such. */
  addCodec(request: AddTrackRequest): Publication | null {
    const publication = this.#bySid.get(request.sid);
    return publication?.backup?.announce(request) ? publication : null;
  }

  find(sid: string): Publication | undefined {
    return this.#bySid.get(sid);
  }

  /**
   * Takes the sections of an offer: decides which track each of them carries, and ends the tracks that none does any
   * more. Sections which nothing was announced for are left out, to be answered `inactive`.
   */
  bind(sections: readonly MediaSection[], media: MediaPeer): Map<string, AcceptedSection> {
    const accepted = new Map<string, AcceptedSection>();
    const sending = sections.filter(isSending);
    for (const section of sending) {
      const taken = new Set([...accepted.values()].map((one) => one.carried));
      const carried = this.#match(section, sending, taken);
      const codecs = carried ? codecsFor(section, carried) : [];
      if (!carried || codecs.length === 0) continue;
      const { publication } = carried;
      accepted.set(section.mid, {
        carried,
        codecs: codecs.map((codec) =>
          section.kind === 'audio' ? tuneOpus(codec, publication.info) : tuneVideo(codec),
        ),
        extensions: acceptedExtensions(section),
        rids: section.sendRids,
      });
    }
    const bound = new Set([...accepted.values()].map((one) => one.carried));
    for (const publication of this.all) {
      const { backup } = publication;
      if (backup && backup.mid !== '' && !bound.has(backup)) backup.lose();
      if (publication.mid !== '' && !bound.has(publication)) publication.end();
    }
    this.#receive(sending, accepted, media);
    return accepted;
  }

  get #carried(): Carried[] {
    return this.all.flatMap((one): Carried[] => (one.backup && one.backup.cid !== '' ? [one, one.backup] : [one]));
  }

  endAll(): void {
    for (const publication of this.all) publication.end();
  }

  #receive(sections: readonly MediaSection[], accepted: Map<string, AcceptedSection>, media: MediaPeer): void {
    const receive: ReceiveSection[] = [];
    for (const section of sections) {
      const one = accepted.get(section.mid);
      if (one) receive.push(toReceiveSection(section, one));
    }
    media.setReceive(receive);
    for (const [mid, { carried }] of accepted) {
      const up = media.upTrack(carried.trackId);
      if (up) carried.attach(up, mid);
    }
  }

  /** By the announced track id; then what the section carried before; then, for Firefox, any waiting track of its kind. */
  #match(section: MediaSection, sending: readonly MediaSection[], taken: Set<Carried>): Carried | undefined {
    const free = this.#carried.filter((one) => one.kind === section.kind && !taken.has(one));
    const trackId = section.msid?.track ?? '';
    const waiting = free.filter((one) => one.mid === '');
    const named = waiting.find((one) => trackId !== '' && one.cid === trackId);
    if (named) return named;
    const carried = free.find((one) => one.mid === section.mid);
    if (carried) return carried;
    return waiting.find((one) => !sending.some((other) => other.msid?.track === one.cid));
  }
}

/** The second codec comes alone in its section: the client could not tell us otherwise that it chose another. */
function codecsFor(section: MediaSection, carried: Carried): SdpCodec[] {
  const offered = acceptedCodecs(section, carried.preferredCodec);
  if (carried.publication !== carried) return onlyCodec(offered, carried.preferredCodec);
  return carried.publication.info.disableRed ? withoutRed(offered) : offered;
}

function isSending(section: MediaSection): boolean {
  return (
    section.kind !== 'application' &&
    !section.rejected &&
    (section.direction === 'sendonly' || section.direction === 'sendrecv')
  );
}

function toReceiveSection(section: MediaSection, accepted: AcceptedSection): ReceiveSection {
  const { carried, codecs, extensions, rids } = accepted;
  const { publication } = carried;
  return {
    trackId: carried.trackId,
    mid: section.mid,
    kind: publication.kind,
    payloads: toPayloads(publication.kind, codecs),
    extensions,
    ssrcs: rids.length > 0 ? [] : declaredStreams(section),
    rids,
    packsRed: publication.kind === 'audio' && !publication.info.disableRed,
  };
}

/** RFC 5576: primary streams in the order of SIM, each with its RTX of FID. */
function declaredStreams(section: MediaSection): { ssrc: number; rtxSsrc?: number | undefined }[] {
  const repairs = new Map<number, number>();
  for (const group of section.ssrcGroups) {
    const [primary, repair] = group.ssrcs;
    if (group.semantics === 'FID' && primary !== undefined && repair !== undefined) repairs.set(primary, repair);
  }
  const simulcast = section.ssrcGroups.find((group) => group.semantics === 'SIM');
  const repairing = new Set(repairs.values());
  const primaries = simulcast?.ssrcs ?? section.ssrcs.filter((ssrc) => !repairing.has(ssrc)).slice(0, 1);
  return primaries.map((ssrc) => ({ ssrc, rtxSsrc: repairs.get(ssrc) }));
}

/** Asks the publisher for Opus as the announcement wants it (RFC 7587 §6.1). */
function tuneOpus(codec: SdpCodec, info: TrackInfo): SdpCodec {
  if (codec.name.toLowerCase() !== 'opus') return codec;
  const has = (feature: AudioTrackFeature): boolean => info.audioFeatures.includes(feature);
  const kept = codec.fmtp.split(';').filter((part) => !/^\s*(?:usedtx|stereo|maxaveragebitrate)=/.test(part));
  if (!info.disableDtx && !has(AudioTrackFeature.TF_NO_DTX)) kept.push('usedtx=1');
  if (info.stereo || has(AudioTrackFeature.TF_STEREO)) kept.push('stereo=1', 'maxaveragebitrate=510000');
  return { ...codec, fmtp: kept.filter((part) => part !== '').join(';') };
}

/** Chromium begins at 300 kbit/s otherwise, and takes seconds to reach the large layer when its first probe is misjudged. */
function tuneVideo(codec: SdpCodec): SdpCodec {
  if (codec.name.toLowerCase() === 'rtx' || codec.fmtp.includes('x-google-start-bitrate')) return codec;
  const start = 'x-google-start-bitrate=1000';
  return { ...codec, fmtp: codec.fmtp === '' ? start : `${codec.fmtp};${start}` };
}

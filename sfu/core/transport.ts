import type { Emitter } from '#kernel/emitter.ts';
import type { SoundRound } from './media/sound-round.ts';

/** The other side's credentials, taken from the first section of its SDP. */
export interface RemoteTransport {
  iceUfrag: string;
  icePwd: string;
  /** `sha-256 AB:CD:…`, as in `a=fingerprint`. */
  fingerprint: string;
}

/** Our credentials, to be written into every section of the SDP that we send. */
export interface LocalTransport extends RemoteTransport {
  /** Values of `a=candidate` lines, without the `a=`. */
  candidates: string[];
}

/** RFC 8831 parameters of a data channel. `id` is given for channels agreed beforehand. */
export interface ChannelInit {
  label: string;
  id?: number;
  ordered: boolean;
  maxRetransmits?: number;
}

/** One SCTP data channel. */
export interface TransportChannel {
  readonly label: string;
  /** The stream's number; meaningless before the channel is open. */
  readonly id: number;
  readonly events: Emitter<{ open: []; message: [bytes: Uint8Array]; closed: [] }>;
  readonly isOpen: boolean;
  /** Bytes accepted by {@link send} and not yet handed to the network. */
  readonly bufferedBytes: number;
  /** False when the channel is closed or the message is refused. Never throws. */
  send(bytes: Uint8Array): boolean;
}

export type TransportState = 'connecting' | 'connected' | 'disconnected' | 'closed';

/**
 * ICE, DTLS, SRTP and SCTP to one peer, and nothing above: RTP and RTCP go in and out as plain bytes.
 *
 * One transport carries any number of media sections: what they are is the business of those who write the SDP.
 */
export interface Transport {
  readonly state: TransportState;
  readonly local: LocalTransport;
  /** Bytes of packets are valid during the call only. */
  readonly events: Emitter<{
    state: [TransportState];
    rtp: [packet: Uint8Array];
    rtcp: [packet: Uint8Array];
    channel: [TransportChannel];
  }>;
  /** Completes a transport that we offered. */
  setRemote(remote: RemoteTransport): void;
  /**
   * ICE restart that keeps DTLS and all above it, where the transport can: {@link local} has other ICE credentials
   * afterwards, and those before are good until the peer nominates a path with the new ones. `remote` is null when we
   * offer; {@link setRemote} follows then. False when a fresh transport is needed instead.
   */
  restart?(remote: RemoteTransport | null): boolean;
  /** Whether a packet may be sent a second time under its number; if not said, it may. */
  readonly repeats?: boolean;
  /** Sends one plain RTP or (compound) RTCP packet; false when it could not be sent. Never throws. */
  send(packet: Uint8Array): boolean;
  /** Idempotent. */
  close(): void;
}

/** Where transports come from: all of one factory share one UDP port. */
export interface TransportFactory {
  /** Where packets of sound wait that came together; without, each goes at once. */
  readonly sounds?: SoundRound;
  /** Answers a peer that offered. `channels` were agreed on an earlier transport (resume). */
  accept(remote: RemoteTransport, channels?: ChannelInit[]): Transport;
  /**
   * Offers to a peer; {@link Transport.setRemote} follows with its answer. The fingerprint differs from that of
   * `previous`, which makes the peer begin DTLS anew.
   */
  offer(channels: ChannelInit[], previous?: Transport | null): Transport;
}

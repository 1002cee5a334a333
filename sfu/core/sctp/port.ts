import type { Emitter } from '#kernel/emitter.ts';
import type { ChannelInit, TransportChannel } from '../transport.ts';

/** What an association needs from whoever owns the DTLS session below it. */
export interface SctpOptions {
  /** Unix milliseconds now. */
  readonly nowMs: number;
  /** Takes one SCTP packet (≤ {@link SctpOptions.maxPacketSize}); the bytes are valid during the call only. */
  readonly send: (packet: Uint8Array) => void;
  /** Unpredictable bytes: tags, first TSN, the cookie's key. */
  readonly random: (bytes: number) => Uint8Array;
  /** Bytes of one message, both ways; a longer one is refused when sent and ends the association when received. */
  readonly maxMessageSize: number;
  /**
   * Our role in DTLS. A client sends INIT at its first {@link Sctp.tick} and opens channels under even numbers; a server
   * waits for INIT a moment, sends its own, and opens channels under odd ones (RFC 8832 §6). Both accept an INIT at any time.
   */
  readonly role: 'server' | 'client';
  /** Bytes of one SCTP packet: 1,160 unless given, which with DTLS around it stays within 1,200. */
  readonly maxPacketSize?: number;
  /** SCTP ports of both sides, `a=sctp-port`: 5,000 unless given. */
  readonly localPort?: number;
  readonly remotePort?: number;
}

/**
 * A data channel which can also be closed. Messages arrive as bytes, whether they were sent as text or not. What is given to
 * `send` is kept, not copied, until the peer has it: it must not change afterwards.
 */
export interface ClosableChannel extends TransportChannel {
  /** The stream's number, or undefined before a channel of ours without a given one has been opened. */
  readonly id: number;
  /** What was sent before still goes out; then the stream is reset both ways (RFC 8831 §6.7). Idempotent. */
  close(): void;
}

/**
 * One SCTP association for WebRTC's data channels, without I/O: packets and time go in; packets, channels and messages come
 * out. Nothing throws, whatever the bytes are; memory is bounded.
 *
 * Feed every decrypted packet to {@link receive}, and call {@link tick} when {@link nextAt} has passed (looking every
 * 20 ms will do). Both may emit events. What channels send leaves at once, through `send`.
 */
export interface Sctp {
  readonly state: 'connecting' | 'connected' | 'closed';
  /** When {@link tick} is due, in Unix milliseconds: may lie in the past (at once); undefined when there is nothing to wait for. */
  readonly nextAt: number | undefined;
  readonly events: Emitter<{ channel: [ClosableChannel]; connected: []; closed: [] }>;
  /** The packet's bytes may be reused afterwards. */
  receive(packet: Uint8Array, nowMs: number): void;
  tick(nowMs: number): void;
  /**
   * A channel of ours: open when the peer has acknowledged it or, with an `id` (agreed beforehand, no DCEP), when the
   * association is connected. May be called before that.
   */
  open(init: ChannelInit): ClosableChannel;
  /** Tells the peer by ABORT and closes all channels. Idempotent. */
  close(): void;
}

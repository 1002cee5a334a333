/** The negotiated facts about one m-line that the packet path needs. Made by the signalling from SDP. */

export type MediaKind = 'audio' | 'video';

/** Spatial layers by rising size, with LiveKit's VideoQuality numbers: 0 low, 1 medium, 2 high. */
export type Quality = 0 | 1 | 2;

/** One payload type of an m-line (RFC 8866 §6.6). RTX is named by the codec it repairs, never as a payload of its own. */
export interface Payload {
  readonly pt: number;
  /** Kind and name, as in `video/VP8`; compared without case. */
  readonly mime: string;
  readonly clockRate: number;
  /** The value of `a=fmtp` behind the payload type, or ''. */
  readonly fmtp: string;
  /** The payload type with `apt=` this one (RFC 4588). */
  readonly rtxPt?: number | undefined;
}

/** RTP header extensions: URI → id (RFC 8285). */
export type ExtensionIds = Readonly<Record<string, number>>;

/** What a client sends to us on one m-line. */
export interface ReceiveSection {
  /** Names the track: the server's track sid. Another name on the same mid ends the track that was there. */
  readonly trackId: string;
  readonly mid: string;
  readonly kind: MediaKind;
  readonly payloads: readonly Payload[];
  readonly extensions: ExtensionIds;
  /** `a=ssrc` with `a=ssrc-group:FID`, in the order of `a=ssrc-group:SIM` (lowest layer first). Empty with RIDs. */
  readonly ssrcs: readonly { readonly ssrc: number; readonly rtxSsrc?: number | undefined }[];
  /** RIDs of `a=simulcast:send`, in any order. `q`, `h`, `f` sort by name, others as they stand, lowest first. */
  readonly rids: readonly string[];
  /** Plain Opus may be made RED for those who understand it. */
  readonly packsRed?: boolean | undefined;
}

/** What we send to a client on one m-line. */
export interface SendSection {
  readonly mid: string;
  /** From `MediaPeer.allocateSsrc`, as told in our SDP. */
  readonly ssrc: number;
  readonly rtxSsrc?: number | undefined;
  /** The payload types of the receiving client. */
  readonly payloads: readonly Payload[];
  readonly extensions: ExtensionIds;
}

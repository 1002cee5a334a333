/** A session description (RFC 8866, JSEP), as far as a media server is concerned with it. */

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export interface SdpCodec {
  pt: number;
  /** As written: `VP8`, `opus`, `rtx`. */
  name: string;
  clockRate: number;
  /** Audio channels; 1 when not written. */
  channels: number;
  /** The value of `a=fmtp` behind the payload type, or ''. */
  fmtp: string;
  /** Values of `a=rtcp-fb` behind the payload type, `*` ones included: `nack pli`, `transport-cc`. */
  feedback: string[];
}

export interface SdpExtension {
  id: number;
  uri: string;
}

export interface SsrcGroup {
  semantics: string;
  ssrcs: number[];
}

export interface SdpTransport {
  iceUfrag: string;
  icePwd: string;
  /** `sha-256 AB:…`. */
  fingerprint: string;
  setup: string;
}

export interface MediaSection {
  kind: 'audio' | 'video' | 'application';
  mid: string;
  /** Port 0 outside of a bundle-only section: the section is rejected or stopped. */
  rejected: boolean;
  direction: Direction;
  /** In order of preference. */
  codecs: SdpCodec[];
  extensions: SdpExtension[];
  /** In order of appearance. */
  ssrcs: number[];
  ssrcGroups: SsrcGroup[];
  /** RIDs that the describing side sends, in the order of `a=simulcast:send`. */
  sendRids: string[];
  msid: { stream: string; track: string } | null;
  transport: Partial<SdpTransport>;
}

export interface SessionDescription {
  sections: MediaSection[];
  /** Transport attributes at session level, which hold where a section has none. */
  transport: Partial<SdpTransport>;
  extmapAllowMixed: boolean;
}

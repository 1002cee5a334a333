import type { LocalTransport, RemoteTransport } from '../core/transport.ts';

const SETUP = 'a=setup:active';

/**
 * The two-section SDP which libdatachannel is given in place of the peer's real one.
 *
 * libdatachannel routes RTP by section as soon as there are two, and drops what it cannot route; with exactly one media
 * section every packet arrives raw on its one track. `setup:active` makes us the passive side of DTLS.
 */
export function syntheticDescription(remote: RemoteTransport, maxMessageBytes: number): string {
  const credentials = [
    `a=ice-ufrag:${remote.iceUfrag}`,
    `a=ice-pwd:${remote.icePwd}`,
    `a=fingerprint:${remote.fingerprint}`,
    SETUP,
  ];
  return [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0 1',
    'm=video 9 UDP/TLS/RTP/SAVPF 96',
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    'a=sendrecv',
    'a=rtcp-mux',
    'a=rtpmap:96 VP8/90000',
    ...credentials,
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    'a=mid:1',
    'a=sctp-port:5000',
    `a=max-message-size:${maxMessageBytes}`,
    ...credentials,
    '',
  ].join('\r\n');
}

/** Reads our own credentials out of the SDP that libdatachannel made. Throws if it made none, which would be a bug. */
export function readLocalCredentials(sdp: string): Omit<LocalTransport, 'candidates'> {
  const value = (name: string): string => {
    const found = new RegExp(`^a=${name}:(.+?)\\r?$`, 'm').exec(sdp)?.[1];
    if (found === undefined) throw new Error(`the transport's description has no ${name}`);
    return found;
  };
  return { iceUfrag: value('ice-ufrag'), icePwd: value('ice-pwd'), fingerprint: value('fingerprint') };
}

/** Host candidates (RFC 8839 §5.1) for each announced address: UDP before TCP, the first address before the last. */
export function hostCandidates(addresses: string[], udpPort: number, tcpPort: number | null): string[] {
  const udp = addresses.map((address, index) => {
    const priority = 126 * 2 ** 24 + (65_535 - index) * 256 + 255;
    return `candidate:${index + 1} 1 udp ${priority} ${address} ${udpPort} typ host`;
  });
  if (tcpPort === null) return udp;
  const tcp = addresses.map((address, index) => {
    const priority = 100 * 2 ** 24 + (32_767 - index) * 256 + 255;
    return `candidate:${index + 101} 1 tcp ${priority} ${address} ${tcpPort} typ host tcptype passive`;
  });
  return [...udp, ...tcp];
}

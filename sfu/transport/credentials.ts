import type { RemoteTransport } from '../core/transport.ts';

/** RFC 8839 §5.4. */
const UFRAG = /^[A-Za-z0-9+/]{4,256}$/;
const PWD = /^[A-Za-z0-9+/]{22,256}$/;
const FINGERPRINT = /^(?:sha-256 (?:[0-9A-F]{2}:){31}|sha-384 (?:[0-9A-F]{2}:){47}|sha-512 (?:[0-9A-F]{2}:){63})[0-9A-F]{2}$/i;

/** True when a peer's credentials have the form the standards ask for, so that nothing else can slip into our SDP. */
export function areCredentialsValid(remote: RemoteTransport): boolean {
  return UFRAG.test(remote.iceUfrag) && PWD.test(remote.icePwd) && FINGERPRINT.test(remote.fingerprint);
}

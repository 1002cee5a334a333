import type { RemoteTransport } from '../../core/transport.ts';
import type { SessionDescription } from './types.ts';

/** RFC 8839 §5.4 and RFC 8122 §5; the form is checked because the values go into descriptions of our own. */
const UFRAG = /^[A-Za-z0-9+/_-]{4,256}$/;
const PWD = /^[A-Za-z0-9+/_-]{22,256}$/;
const FINGERPRINT =
  /^(?:sha-256 (?:[0-9A-F]{2}:){31}|sha-384 (?:[0-9A-F]{2}:){47}|sha-512 (?:[0-9A-F]{2}:){63})[0-9A-F]{2}$/;

/** The credentials of a bundle: those of its first section that is in use. Null when they are missing or malformed. */
export function remoteTransport(sdp: SessionDescription): RemoteTransport | null {
  const section = sdp.sections.find((one) => !one.rejected) ?? sdp.sections[0];
  const { iceUfrag, icePwd, fingerprint } = { ...sdp.transport, ...section?.transport };
  if (iceUfrag === undefined || icePwd === undefined || fingerprint === undefined) return null;
  if (!UFRAG.test(iceUfrag) || !PWD.test(icePwd) || !FINGERPRINT.test(fingerprint)) return null;
  return { iceUfrag, icePwd, fingerprint };
}

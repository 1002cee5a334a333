import { SRTP_AEAD_AES_128_GCM, SRTP_AES128_CM_SHA1_80 } from '../ffi/dtls-session.ts';
import { CounterModeProtection } from './counter-mode.ts';
import { SrtpReceiver, SrtpSender } from './directions.ts';
import { GcmProtection } from './gcm.ts';
import { type MasterKey, sessionKeys, splitExported } from './keys.ts';
import type { Protection } from './protection.ts';

export interface SrtpSession {
  sender: SrtpSender;
  receiver: SrtpReceiver;
}

/** Bytes that DTLS must export for a profile (RFC 5764 §4.2, RFC 7714 §12); null for one that we do not speak. */
export function exportedBytes(profile: number | null): number | null {
  if (profile === SRTP_AEAD_AES_128_GCM) return 2 * (16 + 12);
  if (profile === SRTP_AES128_CM_SHA1_80) return 2 * (16 + 14);
  return null;
}

/** Both directions, from what DTLS exported. */
export function srtpSession(profile: number, exported: Uint8Array, role: 'server' | 'client'): SrtpSession {
  const { client, server } = splitExported(exported);
  const [ours, theirs] = role === 'server' ? [server, client] : [client, server];
  return {
    sender: new SrtpSender(protectionOf(profile, ours, 'seal')),
    receiver: new SrtpReceiver(protectionOf(profile, theirs, 'open')),
  };
}

function protectionOf(profile: number, master: MasterKey, direction: 'seal' | 'open'): Protection {
  const [rtp, rtcp] = [sessionKeys(master, 'rtp'), sessionKeys(master, 'rtcp')];
  if (profile === SRTP_AEAD_AES_128_GCM) return new GcmProtection(rtp, rtcp, direction);
  return new CounterModeProtection(rtp, rtcp);
}

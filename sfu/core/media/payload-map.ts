import { EXTENSION, HOP_BY_HOP } from '../rtp/extensions.ts';
import type { ExtensionIds, Payload } from './sections.ts';

/** The receiver's payload type for a publisher's codec, or undefined if the receiver did not negotiate it. */
export function matchPayload(source: Payload, targets: readonly Payload[]): Payload | undefined {
  const same = targets.filter(
    (target) => target.mime.toLowerCase() === source.mime.toLowerCase() && target.clockRate === source.clockRate,
  );
  const name = source.mime.toLowerCase();
  if (name === 'video/h264') return matchH264(source, same);
  if (name === 'video/vp9')
    return same.find((target) => parameter(target, 'profile-id', '0') === parameter(source, 'profile-id', '0'));
  if (name === 'video/av1')
    return same.find((target) => parameter(target, 'profile', '0') === parameter(source, 'profile', '0'));
  return same[0];
}

/** The same packetization mode is a must (RFC 6184 §8.1); the same profile is better than another. */
function matchH264(source: Payload, targets: readonly Payload[]): Payload | undefined {
  const mode = parameter(source, 'packetization-mode', '0');
  const fitting = targets.filter((target) => parameter(target, 'packetization-mode', '0') === mode);
  const profile = h264Profile(source);
  return fitting.find((target) => h264Profile(target) === profile) ?? fitting[0];
}

/** Profile without the constraint bits that encoders set differently, and without the level. */
function h264Profile(payload: Payload): string {
  return parameter(payload, 'profile-level-id', '420010').slice(0, 2).toLowerCase();
}

function parameter(payload: Payload, name: string, otherwise: string): string {
  for (const part of payload.fmtp.split(';')) {
    const [key, value] = part.split('=');
    if (key?.trim().toLowerCase() === name) return value?.trim() ?? otherwise;
  }
  return otherwise;
}

/** Publisher's extension id → subscriber's (0 = leave out), for extensions that travel end to end. */
export function mapExtensions(source: ExtensionIds, target: ExtensionIds): Uint8Array {
  const map = new Uint8Array(256);
  for (const [uri, id] of Object.entries(source)) {
    if (!HOP_BY_HOP.has(uri) && id > 0 && id < 256) map[id] = target[uri] ?? 0;
  }
  return map;
}

/** Ids of the extensions which we write ourselves; 0 = not negotiated. */
export function ownExtensions(target: ExtensionIds): { mid: number; transportCc: number; absSendTime: number } {
  return {
    mid: target[EXTENSION.mid] ?? 0,
    transportCc: target[EXTENSION.transportCc] ?? 0,
    absSendTime: target[EXTENSION.absSendTime] ?? 0,
  };
}

import { type SoundMode, soundCapture } from './sound-mode.ts';

/** Which microphones, cameras and speakers there are, and what is wrong when one cannot be had. */
export type DeviceUse = 'microphone' | 'camera' | 'speaker';

export interface Device {
  id: string;
  /** Empty until the person allowed microphone or camera. */
  label: string;
}

export type DeviceList = Record<DeviceUse, Device[]>;

export const NO_DEVICES: DeviceList = { microphone: [], camera: [], speaker: [] };

const USE_OF_KIND: Record<MediaDeviceKind, DeviceUse> = {
  audioinput: 'microphone',
  videoinput: 'camera',
  audiooutput: 'speaker',
};

type KnownDevice = Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>;

/** Devices by use. Browsers list the default one twice (once as 'default' or 'communications'): told once here. */
export function sortDevices(infos: readonly KnownDevice[]): DeviceList {
  const list: DeviceList = { microphone: [], camera: [], speaker: [] };
  for (const { kind, deviceId, label } of infos) {
    const use = USE_OF_KIND[kind];
    const alias = deviceId === 'default' || deviceId === 'communications';
    if (use === undefined || alias || list[use].some((device) => device.id === deviceId)) continue;
    list[use].push({ id: deviceId, label: label.replace(/ \([0-9a-f]{4}:[0-9a-f]{4}\)$/, '') });
  }
  return list;
}

/** The chosen device while it is plugged in; else undefined, which leaves it to the system. */
export function presentDevice(devices: readonly Device[], chosen: string | undefined): string | undefined {
  return devices.some((device) => device.id === chosen) ? chosen : undefined;
}

/** Why a microphone, camera or screen cannot be had. Each is told in its own words. */
export type MediaFault =
  | 'denied'
  | 'dismissed'
  | 'system-denied'
  | 'missing'
  | 'in-use'
  | 'insecure'
  | 'failed'
  /** It went away while it was in use. */
  | 'unplugged';

/** What an error of `getUserMedia` or `getDisplayMedia` means for people (Media Capture and Streams §10.2). */
export function mediaFault(error: unknown): MediaFault {
  const name = error instanceof Error || isNamed(error) ? error.name : '';
  const message = error instanceof Error ? error.message.toLowerCase() : '';
  switch (name) {
    case 'NotAllowedError':
      if (message.includes('dismissed')) return 'dismissed';
      return message.includes('system') ? 'system-denied' : 'denied';
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'in-use';
    case 'InsecureContextError':
      return 'insecure';
    default:
      return 'failed';
  }
}

function isNamed(error: unknown): error is { name: string } {
  return typeof error === 'object' && error !== null && 'name' in error && typeof error.name === 'string';
}

/** Thrown in place of the TypeError that pages without a secure context get. */
export class InsecureContextError extends Error {
  override name = 'InsecureContextError';
}

export function microphoneConstraints(id: string | undefined, sound?: SoundMode): MediaTrackConstraints {
  return { ...exactly(id), ...soundCapture(sound) };
}

/** 720p at 30 a second where the camera can. */
export function cameraConstraints(id: string | undefined): MediaTrackConstraints {
  return { ...exactly(id), width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
}

function exactly(id: string | undefined): MediaTrackConstraints {
  return id === undefined ? {} : { deviceId: { exact: id } };
}

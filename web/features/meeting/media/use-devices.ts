import { useEffect, useState } from 'react';
import { type DeviceList, NO_DEVICES, sortDevices } from '../model/devices.ts';

/** What is plugged in, kept up to date. `asked` changes when permission was given: labels appear only then. */
export function useDevices(asked: unknown): DeviceList {
  const [devices, setDevices] = useState<DeviceList>(NO_DEVICES);
  // biome-ignore lint/correctness/useExhaustiveDependencies: labels appear only after permission was given.
  useEffect(() => {
    const media = navigator.mediaDevices;
    if (media === undefined) return undefined;
    let live = true;
    const read = () => {
      media.enumerateDevices().then(
        (infos) => live && setDevices(sortDevices(infos)),
        () => undefined, // The list stays as it was; the next change reads it again.
      );
    };
    read();
    media.addEventListener('devicechange', read);
    return () => {
      live = false;
      media.removeEventListener('devicechange', read);
    };
  }, [asked]);
  return devices;
}

/** Whether this browser lets a page choose where sound goes. */
export const canChooseSpeaker = typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype;

/** Whether this browser can show a screen to others: phones cannot. */
export const canShareScreen =
  typeof navigator !== 'undefined' && typeof navigator.mediaDevices?.getDisplayMedia === 'function';

import { useEffect } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { showToast } from '#web/ui/toast.tsx';
import { useClient } from './client.tsx';
import { partsOfDevice } from './device-name.ts';
import { navigate } from './navigation.ts';
import { appWords } from './words.ts';

/** What a device is called, in the reader's language. */
export function useDeviceTitle(): (name: string) => string {
  const words = useWords(appWords);
  return (name) => {
    const parts = partsOfDevice(name);
    return parts === undefined ? name : words.deviceName(parts.browser, parts.system);
  };
}

/** Says when this person signs in somewhere else, so that a stranger who does is noticed. */
export function DeviceNews() {
  const client = useClient();
  const words = useWords(appWords);
  const titleOf = useDeviceTitle();
  useEffect(
    () =>
      client.on('device', ({ name }) => {
        const text = words.newSignIn(titleOf(name) || words.unnamedDevice);
        showToast(text, { label: words.showDevices, run: () => navigate('/settings/devices') });
      }),
    [client, words, titleOf],
  );
  return null;
}

import { useCallback, useEffect, useState } from 'react';
import type { Failure } from '#kernel/failure.ts';
import type { Device, Devices } from '#protocol/devices.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';

export interface DevicesView {
  /** Undefined until they are known. */
  devices: readonly Device[] | undefined;
  failure: Failure | undefined;
  busy: boolean;
  load: () => Promise<boolean>;
}

/** Where this person is signed in, read when the page opens and whenever a device is added. */
export function useDevices(): DevicesView {
  const client = useClient();
  const [devices, setDevices] = useState<readonly Device[]>();
  const { busy, failure, run } = useAction();
  const load = useCallback(
    () => run(async () => setDevices((await client.request<Devices>('GET', '/api/v1/devices')).devices)),
    [client, run],
  );
  useEffect(() => {
    void load();
    return client.on('device', () => void load());
  }, [client, load]);
  return { devices, failure, busy, load };
}

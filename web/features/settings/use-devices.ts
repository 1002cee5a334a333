import { useCallback, useEffect, useState } from 'react';
import type { Failure } from '#kernel/failure.ts';
import type { DeviceId } from '#protocol/common.ts';
import type { Device, Devices } from '#protocol/devices.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';

export interface DevicesView {
  /** Undefined until they are known. */
  devices: readonly Device[] | undefined;
  /** Those that are connected now, as far as is known. */
  online: ReadonlySet<DeviceId>;
  failure: Failure | undefined;
  busy: boolean;
  load: () => Promise<boolean>;
}

const NONE: ReadonlySet<DeviceId> = new Set();

/** Where this person is signed in, read when the page opens and whenever a device is added. */
export function useDevices(): DevicesView {
  const client = useClient();
  const [devices, setDevices] = useState<readonly Device[]>();
  const [online, setOnline] = useState<ReadonlySet<DeviceId>>(NONE);
  const { busy, failure, run } = useAction();
  const load = useCallback(
    () =>
      run(async () => {
        // Without a connection the list alone is shown.
        const there = client.call('presence.devices', {}).catch(() => ({ devices: [] }));
        setDevices((await client.request<Devices>('GET', '/api/v1/devices')).devices);
        setOnline(new Set((await there).devices));
      }),
    [client, run],
  );
  useEffect(() => {
    void load();
    return client.on('device', () => void load());
  }, [client, load]);
  return { devices, online, failure, busy, load };
}

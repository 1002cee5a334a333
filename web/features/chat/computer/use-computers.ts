import { useCallback, useEffect, useState } from 'react';
import type { Device, Devices } from '#protocol/devices.ts';
import { useClient, useStatus } from '#web/app/client.tsx';

/** Nobody tells of one's own devices that come and go: they are asked for this often while somebody looks. */
const LOOK_MS = 60_000;

const NONE: readonly Device[] = [];

/** The person's other computers that are connected now, and a way to look again. */
export function useComputers(): { computers: readonly Device[]; look: () => Promise<void> } {
  const client = useClient();
  const online = useStatus().at === 'online';
  const [computers, setComputers] = useState(NONE);
  const look = useCallback(async () => {
    if (document.visibilityState === 'hidden') return;
    try {
      const there = new Set((await client.call('presence.devices', {})).devices);
      // The list is asked for only when there is somebody else.
      const { devices } = there.size > 1 ? await client.request<Devices>('GET', '/api/v1/devices') : { devices: [] };
      setComputers(devices.filter((each) => each.class === 'computer' && !each.current && there.has(each.id)));
    } catch {
      // Out of reach: what was known stays on the screen until it can be asked again.
    }
  }, [client]);
  useEffect(() => {
    if (!online) return;
    void look();
    const timer = setInterval(() => void look(), LOOK_MS);
    const stop = client.on('device', () => void look());
    const turned = () => void look();
    document.addEventListener('visibilitychange', turned);
    return () => {
      clearInterval(timer);
      stop();
      document.removeEventListener('visibilitychange', turned);
    };
  }, [client, online, look]);
  return { computers: online ? computers : NONE, look };
}

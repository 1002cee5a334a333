import { useEffect, useState } from 'react';
import type { UserId } from '#protocol/common.ts';
import type { Profile } from '#protocol/profile.ts';
import { useClient, usePerson, useStatus } from '#web/app/client.tsx';

/** What only the profile tells; read anew when the person's card changes. Undefined while it isn't known. */
export function useProfile(id: UserId): Profile | undefined {
  const client = useClient();
  const online = useStatus().at === 'online';
  const card = usePerson(id);
  const [profile, setProfile] = useState<Profile>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another card means another profile
  useEffect(() => {
    if (!online) return;
    let ended = false;
    client.call('people.profile', { user: id }).then(
      (found) => !ended && setProfile(found),
      // The card alone is shown: the connection's banner says why.
      () => {},
    );
    return () => {
      ended = true;
    };
  }, [client, id, online, card]);
  return profile;
}

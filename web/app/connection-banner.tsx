import { useEffect, useState } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { Banner } from '#web/ui/banner.tsx';
import { Button } from '#web/ui/button.tsx';
import { useClient, useStatus } from './client.tsx';
import { appWords } from './words.ts';

/** Whether one is cut off. Stays through the attempts to connect, so that the banner does not blink. */
export function useCutOff(): boolean {
  const { at } = useStatus();
  const [cutOff, setCutOff] = useState(at === 'offline');
  useEffect(() => {
    if (at === 'offline') setCutOff(true);
    if (at === 'online') setCutOff(false);
  }, [at]);
  return cutOff && at !== 'online';
}

/** Says quietly that there is no connection; everything goes on. */
export function ConnectionBanner() {
  const client = useClient();
  const words = useWords(appWords);
  const { at } = useStatus();
  if (!useCutOff()) return null;
  return (
    <Banner
      icon="wifi-off"
      action={
        <Button size="sm" busy={at === 'connecting'} onClick={() => client.wake()}>
          {words.tryNow}
        </Button>
      }
    >
      {words.cutOff}
    </Banner>
  );
}

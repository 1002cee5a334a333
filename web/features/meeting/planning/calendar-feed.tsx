import { useEffect, useState } from 'react';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { ActionFailure } from '#web/features/chat/action-failure.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { copyAndSay } from '../parts/copy-and-say.ts';
import { planWords } from './words.ts';

/** The address at which one's calendar reads the meetings: made, told once, and taken back. */
export function CalendarFeed() {
  const client = useClient();
  const words = useWords(planWords);
  const { run, ...action } = useAction();
  const [feed, setFeed] = useState<{ on: boolean; path?: string }>();
  useEffect(() => {
    void run(async () => setFeed(await client.call('plan.feed', { do: 'look' })));
  }, [client, run]);
  const wish = (what: 'make' | 'revoke') => () =>
    void run(async () => setFeed(await client.call('plan.feed', { do: what })));
  const address = feed?.path === undefined ? undefined : location.origin + feed.path;
  return (
    <section className="card door plan-own" aria-labelledby="calendar-feed">
      <h2 className="door__title" id="calendar-feed">
        {words.feed}
      </h2>
      <p className="door__text">{feed?.on && address === undefined ? words.feedOn : words.feedText}</p>
      {address !== undefined && (
        <div className="plan-feed">
          <code className="plan-feed__address">{address}</code>
          <IconButton
            icon="copy"
            size="sm"
            label={words.copyAddress}
            onClick={() => void copyAndSay(address, words.copied, words.copyFailed)}
          />
        </div>
      )}
      <ActionFailure action={{ run, ...action }} />
      <div className="plan-own__foot">
        {feed?.on && (
          <Button kind="danger-quiet" busy={action.busy} onClick={wish('revoke')}>
            {words.feedRevoke}
          </Button>
        )}
        <Button icon="calendar" busy={action.busy} disabled={feed === undefined} onClick={wish('make')}>
          {feed?.on ? words.feedAnew : words.feedMake}
        </Button>
      </div>
    </section>
  );
}

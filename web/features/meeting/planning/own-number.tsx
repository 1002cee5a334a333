import { useEffect, useState } from 'react';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { ActionFailure } from '#web/features/chat/action-failure.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Button, ButtonLink } from '#web/ui/button.tsx';
import { Confirm } from '#web/ui/sheet.tsx';
import { JoinFacts } from './join-facts.tsx';
import { planWords } from './words.ts';

/** The number that is one's own, for meetings without a plan. */
export function OwnNumber() {
  const client = useClient();
  const words = useWords(planWords);
  const { run, ...action } = useAction();
  const [number, setNumber] = useState<string>();
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    void run(async () => setNumber((await client.call('meeting.own', {})).number));
  }, [client, run]);
  async function renew() {
    await run(async () => setNumber((await client.call('meeting.own', { renew: true })).number));
    setAsking(false);
  }
  return (
    <section className="card door plan-own" aria-labelledby="own-number">
      <h2 className="door__title" id="own-number">
        {words.own}
      </h2>
      <p className="door__text">{words.ownText}</p>
      <ActionFailure action={{ run, ...action }} />
      {number !== undefined && <JoinFacts number={number} />}
      {number !== undefined && (
        <div className="plan-own__foot">
          <Button kind="quiet" onClick={() => setAsking(true)}>
            {words.ownRenew}
          </Button>
          <ButtonLink icon="video" to={`/m/${number}`}>
            {words.ownEnter}
          </ButtonLink>
        </div>
      )}
      <Confirm
        open={asking}
        danger
        title={words.ownRenewTitle}
        confirm={words.ownRenew}
        busy={action.busy}
        onClose={() => setAsking(false)}
        onConfirm={() => void renew()}
      >
        {words.ownRenewText}
      </Confirm>
    </section>
  );
}

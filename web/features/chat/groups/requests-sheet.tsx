import { useCallback, useEffect, useState } from 'react';
import { removeForGood } from '#client/groups.ts';
import type { Summary } from '#protocol/conversations.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { nameOf, useName } from '#web/app/names.ts';
import { Face } from '#web/app/presence.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { agoTime } from '#web/i18n/time.ts';
import { useMinute } from '#web/i18n/today.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { ActionFailure } from '../action-failure.tsx';
import { banWords } from './ban-words.ts';
import { useRequestCount } from './standing.ts';
import { groupWords } from './words.ts';

type Request = ResultOf<'join.requests'>['requests'][number];

/** Who waits to be let in. */
export function RequestsSheet({ summary, onClose }: { summary: Summary; onClose: () => void }) {
  const client = useClient();
  const words = useWords(groupWords);
  const action = useAction();
  const { run } = action;
  const conversation = summary.id;
  const [requests, setRequests] = useState<readonly Request[]>();
  const count = useRequestCount(conversation);
  const load = useCallback(
    async () => setRequests((await client.call('join.requests', { conversation })).requests),
    [client, conversation],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another number of requests means other requests
  useEffect(() => void run(load), [run, load, count]);
  const { declined, forGood } = useWords(banWords);
  const offerBan = (user: string) =>
    showToast(declined(nameOf(client, user) ?? ''), {
      label: forGood,
      run: () => void run(() => removeForGood(client, conversation, user)),
    });
  const decide = (user: string, accept: boolean) =>
    run(async () => {
      await client.call('join.decide', { conversation, user, accept });
      if (!accept) offerBan(user);
      await load();
    });
  return (
    <Sheet open onClose={onClose} title={words.requests} className="sheet--group">
      <div className="sheet__body">
        <ActionFailure action={action} />
        {requests === undefined && action.failure === undefined && <SkeletonRows count={3} label={words.loading} />}
        {requests?.length === 0 && <p className="sheet__nothing">{words.noRequests}</p>}
        {requests?.map((request) => (
          <Waiting key={request.user} request={request} busy={action.busy} onDecide={decide} />
        ))}
      </div>
    </Sheet>
  );
}

interface WaitingProps {
  request: Request;
  busy: boolean;
  onDecide: (user: string, accept: boolean) => Promise<unknown>;
}

function Waiting({ request, busy, onDecide }: WaitingProps) {
  const words = useWords(groupWords);
  const language = useLanguage();
  const now = useMinute();
  const { user, by, word, at } = request;
  const name = useName(user) ?? '…';
  const bringer = useName(by);
  const said = by === undefined ? word : words.broughtBy(bringer ?? '…');
  return (
    <section className="waits" aria-label={name}>
      <Face id={user} name={name} size={40} />
      <div>
        <div className="waits__name clip">{name}</div>
        <div className="waits__text">
          {[said, agoTime(at, Math.max(now, at), language)].filter(Boolean).join(' · ')}
        </div>
      </div>
      <div className="waits__actions">
        <Button size="sm" busy={busy} onClick={() => void onDecide(user, false)}>
          {words.decline}
        </Button>
        <Button size="sm" kind="main" busy={busy} onClick={() => void onDecide(user, true)}>
          {words.accept}
        </Button>
      </div>
    </section>
  );
}

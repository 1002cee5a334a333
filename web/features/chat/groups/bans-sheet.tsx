import { useCallback, useEffect, useState } from 'react';
import type { Summary } from '#protocol/conversations.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { useName } from '#web/app/names.ts';
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

type Ban = ResultOf<'join.bans'>['bans'][number];

/** Who may not come back, and the way to let them. */
export function BansSheet({ summary, onClose }: { summary: Summary; onClose: () => void }) {
  const client = useClient();
  const words = useWords(banWords);
  const action = useAction();
  const { run } = action;
  const conversation = summary.id;
  const [bans, setBans] = useState<readonly Ban[]>();
  const [next, setNext] = useState<string>();
  const load = useCallback(
    async (page?: string) => {
      const answer = await client.call('join.bans', { conversation, ...(page === undefined ? {} : { page }) });
      setBans((known = []) => (page === undefined ? answer.bans : [...known, ...answer.bans]));
      setNext(answer.next);
    },
    [client, conversation],
  );
  useEffect(() => void run(load), [run, load]);
  const lift = (user: string, name: string) =>
    run(async () => {
      await client.call('join.lift', { conversation, user });
      setBans((known) => known?.filter((one) => one.user !== user));
      showToast(words.lifted(name));
    });
  return (
    <Sheet open onClose={onClose} title={words.bans} className="sheet--group">
      <div className="sheet__body">
        <ActionFailure action={action} />
        {bans === undefined && action.failure === undefined && <SkeletonRows count={3} label={words.loading} />}
        {bans?.length === 0 && <p className="sheet__nothing">{words.noBans}</p>}
        {bans?.map((ban) => (
          <Banned key={ban.user} ban={ban} busy={action.busy} onLift={lift} />
        ))}
        {next !== undefined && (
          <Button size="sm" kind="quiet" wide busy={action.busy} onClick={() => void run(() => load(next))}>
            {words.more}
          </Button>
        )}
      </div>
    </Sheet>
  );
}

interface BannedProps {
  ban: Ban;
  busy: boolean;
  onLift: (user: string, name: string) => Promise<unknown>;
}

function Banned({ ban: { user, by, at }, busy, onLift }: BannedProps) {
  const words = useWords(banWords);
  const language = useLanguage();
  const now = useMinute();
  const name = useName(user) ?? '…';
  const who = useName(by) ?? '…';
  return (
    <section className="waits" aria-label={name}>
      <Face id={user} name={name} size={40} />
      <div>
        <div className="waits__name clip">{name}</div>
        <div className="waits__text">{words.bannedBy(who, agoTime(at, Math.max(now, at), language))}</div>
      </div>
      <div className="waits__actions">
        <Button size="sm" busy={busy} aria-label={words.liftOf(name)} onClick={() => void onLift(user, name)}>
          {words.lift}
        </Button>
      </div>
    </section>
  );
}

import { useCallback, useEffect, useState } from 'react';
import type { PushLevel, PushOfConversation } from '#protocol/commands/push.ts';
import type { ConversationId } from '#protocol/common.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { localeOf, useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { ActionFailure } from '../action-failure.tsx';
import { closeDialog } from '../dialogs.ts';
import './alerts.css';
import { alertWords } from './words.ts';

const HOUR_MS = 3_600_000;
const LEVELS = ['usual', 'all', 'mentions', 'none'] as const;
const SILENCES = [
  ['hour', HOUR_MS],
  ['evening', 8 * HOUR_MS],
  ['week', 7 * 24 * HOUR_MS],
] as const;

/** How one conversation is kept from disturbing: docs/spec/push.md [PN12] [PN13]. */
export function AlertsSheet({ conversation }: { conversation: ConversationId }) {
  const client = useClient();
  const words = useWords(alertWords);
  const action = useAction();
  const { run } = action;
  const [kept, setKept] = useState<PushOfConversation>();
  const ask = useCallback(
    () => run(async () => setKept(await client.call('push.conversation', { conversation }))),
    [client, conversation, run],
  );
  useEffect(() => void ask(), [ask]);
  async function keep(next: PushOfConversation) {
    if (await run(() => client.call('push.quieten', { conversation, ...next }))) setKept(next);
  }
  return (
    <Sheet open onClose={closeDialog} title={words.title}>
      <div className="sheet__body">
        <p className="alerts__lead">{words.lead}</p>
        <ActionFailure action={action} />
        {kept === undefined && action.failure === undefined && <SkeletonRows count={2} label={words.loading} />}
        {kept === undefined && action.failure && <Button onClick={() => void ask()}>{words.tryAgain}</Button>}
        {kept && <Levels kept={kept} onKeep={(next) => void keep(next)} />}
        {kept && <Silence kept={kept} busy={action.busy} onKeep={(next) => void keep(next)} />}
      </div>
    </Sheet>
  );
}

interface KeptProps {
  kept: PushOfConversation;
  onKeep: (kept: PushOfConversation) => void;
}

function Levels({ kept: { level, ...rest }, onKeep }: KeptProps) {
  const words = useWords(alertWords);
  const choose = (chosen: PushLevel | 'usual') => onKeep(chosen === 'usual' ? rest : { ...rest, level: chosen });
  return (
    <fieldset className="alerts__part">
      <legend className="alerts__title">{words.level}</legend>
      {LEVELS.map((one) => (
        <label key={one} className="row row--tight">
          <input type="radio" name="alerts" checked={one === (level ?? 'usual')} onChange={() => choose(one)} />
          <span>{words[one]}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Silence({ kept: { until, ...rest }, busy, onKeep }: KeptProps & { busy: boolean }) {
  const words = useWords(alertWords);
  const locale = localeOf(useLanguage());
  const silent = until !== undefined && until > Date.now();
  const when = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <fieldset className="alerts__part">
      <legend className="alerts__title">{words.silence}</legend>
      {silent ? (
        <p className="alerts__until">
          {words.silentUntil(when.format(until))}
          <Button size="sm" busy={busy} onClick={() => onKeep(rest)}>
            {words.end}
          </Button>
        </p>
      ) : (
        <div className="alerts__choices">
          {SILENCES.map(([name, ms]) => (
            <Button key={name} size="sm" onClick={() => onKeep({ ...rest, until: Date.now() + ms })}>
              {words[name]}
            </Button>
          ))}
        </div>
      )}
    </fieldset>
  );
}

import { useCallback, useEffect, useState } from 'react';
import type { Summary } from '#protocol/conversations.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import { type Action, useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { useName } from '#web/app/names.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { NewLink } from '#web/ui/new-link.tsx';
import { Segmented } from '#web/ui/segmented.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { ActionFailure } from '../action-failure.tsx';
import { closeDialog } from '../dialogs.ts';
import { momentText } from './times.ts';
import { groupWords } from './words.ts';

const HOUR_MS = 3_600_000;
const LASTS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, never: undefined } as const;
const USES = { any: undefined, one: 1, ten: 10, hundred: 100 } as const;

type Link = ResultOf<'join.links'>['links'][number];

/** Makes links by which people join, and ends them. */
export function LinkSheet({ summary }: { summary: Summary }) {
  const client = useClient();
  const words = useWords(groupWords);
  const action = useAction();
  const { run } = action;
  const conversation = summary.id;
  const [links, setLinks] = useState<readonly Link[]>();
  const [made, setMade] = useState<string>();
  const load = useCallback(
    async () => setLinks((await client.call('join.links', { conversation })).links),
    [client, conversation],
  );
  useEffect(() => void run(load), [run, load]);
  const make = (lasts: keyof typeof LASTS, uses: keyof typeof USES) =>
    run(async () => {
      const [lastsMs, mostUses] = [LASTS[lasts], USES[uses]];
      const { token } = await client.call('join.create', {
        conversation,
        ...(lastsMs === undefined ? {} : { lastsMs }),
        ...(mostUses === undefined ? {} : { mostUses }),
      });
      setMade(`${location.origin}/join/${token}`);
      await load();
    });
  const revoke = (link: string) =>
    run(async () => {
      await client.call('join.revoke', { conversation, link });
      setMade(undefined);
      showToast(words.revoked);
      await load();
    });
  return (
    <Sheet open onClose={closeDialog} title={words.linkTitle} className="sheet--group">
      <div className="sheet__body">
        <p className="sheet__lead">{summary.settings?.approval ? words.linkTextApproval : words.linkText}</p>
        <ActionFailure action={action} />
        {made === undefined ? <LinkForm action={action} onMake={make} /> : <NewLink address={made} />}
        <h3 className="sheet__part">{words.links}</h3>
        {links?.length === 0 && <p className="sheet__lead">{words.noLinks}</p>}
        {links?.map((link) => (
          <LinkRow key={link.id} link={link} busy={action.busy} onRevoke={() => void revoke(link.id)} />
        ))}
      </div>
    </Sheet>
  );
}

interface FormProps {
  action: Action;
  onMake: (lasts: keyof typeof LASTS, uses: keyof typeof USES) => Promise<unknown>;
}

function LinkForm({ action, onMake }: FormProps) {
  const words = useWords(groupWords);
  const [lasts, setLasts] = useState<keyof typeof LASTS>('week');
  const [uses, setUses] = useState<keyof typeof USES>('any');
  return (
    <div className="link-form">
      <span className="link-form__label">{words.goodFor}</span>
      <Segmented
        label={words.goodFor}
        value={lasts}
        options={[
          { value: 'hour', label: words.oneHour },
          { value: 'day', label: words.oneDay },
          { value: 'week', label: words.sevenDays },
          { value: 'never', label: words.never },
        ]}
        onChange={setLasts}
      />
      <span className="link-form__label">{words.howMany}</span>
      <Segmented
        label={words.howMany}
        value={uses}
        options={[
          { value: 'any', label: words.any },
          { value: 'one', label: words.people(1) },
          { value: 'ten', label: words.people(10) },
          { value: 'hundred', label: words.people(100) },
        ]}
        onChange={setUses}
      />
      <Button kind="main" icon="link" busy={action.busy} onClick={() => void onMake(lasts, uses)}>
        {words.makeLink}
      </Button>
    </div>
  );
}

function LinkRow({ link, busy, onRevoke }: { link: Link; busy: boolean; onRevoke: () => void }) {
  const words = useWords(groupWords);
  const language = useLanguage();
  const { by, uses, mostUses, expiresAt } = link;
  const who = useName(by) ?? '…';
  return (
    <div className="setting">
      <Icon name="link" className="quiet" />
      <div className="setting__main">
        <span>{expiresAt === undefined ? words.linkNeverEnds : words.linkEnds(momentText(expiresAt, language))}</span>
        <span className="setting__text">
          {words.linkUses(uses, mostUses)} · {words.linkBy(who)}
        </span>
      </div>
      <Button size="sm" kind="danger-quiet" busy={busy} onClick={onRevoke}>
        {words.revoke}
      </Button>
    </div>
  );
}

import { type FormEvent, useState } from 'react';
import { changeProfile } from '#client/profile.ts';
import type { Me } from '#protocol/accounts.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { failureWords, faultsOf, faultWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { clockTime } from '#web/i18n/time.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Field } from '#web/ui/field.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Segmented } from '#web/ui/segmented.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { changesOf, draftOf, type Lasting, type ProfileDraft } from './profile-draft.ts';
import { settingsWords } from './words.ts';

const FIELDS = ['nickname', 'realName', 'job', 'signature', 'status'] as const;

/** What this person tells of themselves. */
export function ProfileForm({ me }: { me: Me }) {
  const client = useClient();
  const words = useWords(settingsWords);
  const language = useLanguage();
  const [draft, setDraft] = useState<Partial<ProfileDraft>>({});
  const { busy, failure, run } = useAction();
  const shown = { ...draftOf(me), ...draft };
  const change = changesOf(me, shown, Date.now());
  const faults = faultsOf(failure);

  async function save(event: FormEvent) {
    event.preventDefault();
    if (change === undefined) return;
    if (!(await run(() => changeProfile(client, change)))) return;
    setDraft({});
    showToast(words.saved);
  }

  return (
    <form className="card profile-form" noValidate onSubmit={(event) => void save(event)}>
      {FIELDS.map((name) => (
        <Field
          key={name}
          label={words[`${name}Label`]}
          name={name}
          value={shown[name]}
          autoComplete="off"
          error={failure && faultWords(faults, name, language)}
          hint={hintOf(name)}
          onChange={(event) => setDraft({ ...draft, [name]: event.currentTarget.value })}
        />
      ))}
      {shown.status.trim() !== '' && (
        <Segmented<Lasting>
          label={words.lasting}
          value={shown.lasting}
          options={[
            { value: 'always', label: words.always },
            { value: 'hour', label: words.hour },
            { value: 'today', label: words.today },
          ]}
          onChange={(lasting) => setDraft({ ...draft, lasting })}
        />
      )}
      {failure && Object.keys(faults).length === 0 && (
        <p className="field__error" role="alert">
          <Icon name="alert" size="sm" />
          {failureWords(failure, language)}
        </p>
      )}
      <div>
        <Button type="submit" kind="main" busy={busy} disabled={change === undefined}>
          {words.save}
        </Button>
      </div>
    </form>
  );

  function hintOf(name: (typeof FIELDS)[number]): string | undefined {
    if (name === 'realName') return words.realNameText;
    const until = me.status?.until;
    return name === 'status' && until !== undefined ? words.statusUntil(clockTime(until)) : undefined;
  }
}

import { type FormEvent, useState } from 'react';
import type { MeetingCalls } from '#client/meetings.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useMe } from '#web/app/client.tsx';
import { failureWords, faultsOf, faultWords } from '#web/app/failure.ts';
import { navigate } from '#web/app/navigation.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Field } from '#web/ui/field.tsx';
import { OPEN, Secured, securing } from '../planning/secured.tsx';
import { pageWords } from '../words/page.ts';

/** A meeting that starts now: title, then the lobby. */
export function NewMeeting({ calls }: { calls: MeetingCalls }) {
  const words = useWords(pageWords);
  const language = useLanguage();
  const name = useMe()?.nickname ?? '';
  const [typed, setTyped] = useState<string>();
  const [secured, setSecured] = useState(OPEN);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const title = typed ?? words.titleOf(name).slice(0, LIMITS.meetingTitleChars);

  async function start(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(undefined);
    try {
      const meeting = await calls.create({
        ...(title.trim() === '' ? {} : { title: title.trim() }),
        ...securing(secured),
      });
      navigate(`/m/${meeting.number}`);
    } catch (reason) {
      setError(reason);
      setBusy(false);
    }
  }
  const wrong =
    error === undefined ? undefined : (faultWords(faultsOf(error), 'title', language) ?? failureWords(error, language));
  return (
    <form className="card door" onSubmit={start}>
      <h2 className="door__title">{words.startTitle}</h2>
      <p className="door__text">{words.startText}</p>
      <Field
        label={words.titleLabel}
        value={title}
        maxLength={LIMITS.meetingTitleChars}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onFocus={(event) => typed === undefined && event.target.select()}
        error={wrong}
      />
      <Secured value={secured} onChange={setSecured} />
      <Button kind="main" size="lg" wide type="submit" icon="video" busy={busy}>
        {words.start}
      </Button>
    </form>
  );
}

import { type FormEvent, useState } from 'react';
import { randomText } from '#kernel/ids.ts';
import { type FieldFault, fieldFaultText } from '#protocol/failures.ts';
import { checkTitle } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { navigate } from '#web/app/navigation.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Field } from '#web/ui/field.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { ActionFailure } from '../action-failure.tsx';
import { closeDialog } from '../dialogs.ts';
import './channels.css';
import { channelWords } from './words.ts';

/** Asks for a name and what it is about. */
export function NewChannel() {
  const client = useClient();
  const words = useWords(channelWords);
  const language = useLanguage();
  const action = useAction();
  const [title, setTitle] = useState('');
  const [topic, setTopic] = useState('');
  const [fault, setFault] = useState<FieldFault>();
  async function create(event?: FormEvent) {
    event?.preventDefault();
    const wrong = checkTitle(title);
    setFault(wrong);
    if (wrong !== undefined) return;
    await action.run(async () => {
      const params = { clientId: randomText(20), title: title.trim(), topic: topic.trim() };
      const { summary } = await client.call('channel.create', params);
      closeDialog();
      navigate(`/c/${summary.id}`);
    });
  }
  return (
    <Sheet
      open
      onClose={closeDialog}
      title={words.newChannel}
      actions={
        <Button kind="main" busy={action.busy} onClick={() => void create()}>
          {words.create}
        </Button>
      }
    >
      <form className="sheet__body sheet__body--form" onSubmit={(event) => void create(event)}>
        <p className="channel-note">{words.explain}</p>
        <Field
          label={words.name}
          value={title}
          maxLength={LIMITS.titleChars}
          autoComplete="off"
          error={fault && fieldFaultText(fault, language)}
          onChange={(event) => {
            setTitle(event.currentTarget.value);
            setFault(undefined);
          }}
        />
        <Field
          label={words.topic}
          hint={words.topicHint}
          value={topic}
          maxLength={LIMITS.topicChars}
          autoComplete="off"
          onChange={(event) => setTopic(event.currentTarget.value)}
        />
        <ActionFailure action={action} />
        <button type="submit" hidden />
      </form>
    </Sheet>
  );
}

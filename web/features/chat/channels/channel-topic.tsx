import { useState } from 'react';
import { randomText } from '#kernel/ids.ts';
import type { Summary } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Field } from '#web/ui/field.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { ActionFailure } from '../action-failure.tsx';
import { channelWords } from './words.ts';

/** What a channel is about; `rules`: and the way to change it. */
export function ChannelTopic({ summary, rules }: { summary: Summary; rules: boolean }) {
  const words = useWords(channelWords);
  const [asked, setAsked] = useState(false);
  const topic = summary.settings?.topic;
  if (topic === undefined && !rules) return null;
  return (
    <section className="section">
      <h3 className="section__title">
        {words.topic}
        {rules && <IconButton icon="compose" size="sm" label={words.changeTopic} onClick={() => setAsked(true)} />}
      </h3>
      <p className="channel-topic">{topic ?? words.noTopic}</p>
      {asked && <TopicSheet id={summary.id} topic={topic ?? ''} onClose={() => setAsked(false)} />}
    </section>
  );
}

function TopicSheet({ id, topic, onClose }: { id: string; topic: string; onClose: () => void }) {
  const client = useClient();
  const words = useWords(channelWords);
  const action = useAction();
  const [text, setText] = useState(topic);
  async function save() {
    const change = { topic: text.trim() };
    const params = { clientId: randomText(20), conversation: id, change };
    if (await action.run(() => client.call('conversation.settings', params))) onClose();
  }
  return (
    <Sheet
      open
      onClose={onClose}
      title={words.changeTopic}
      actions={
        <Button kind="main" busy={action.busy} onClick={() => void save()}>
          {words.save}
        </Button>
      }
    >
      <form
        className="sheet__body sheet__body--form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field
          label={words.topic}
          hint={words.topicHint}
          value={text}
          maxLength={LIMITS.topicChars}
          autoComplete="off"
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <ActionFailure action={action} />
        <button type="submit" hidden />
      </form>
    </Sheet>
  );
}

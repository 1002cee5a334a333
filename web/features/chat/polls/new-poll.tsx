import { useState } from 'react';
import { LIMITS } from '#protocol/limits.ts';
import type { PollContent } from '#protocol/polls.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Field } from '#web/ui/field.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { Switch } from '#web/ui/switch.tsx';
import type { WritingTo } from '../composing/writing-to.ts';
import { useSendContent } from '../contents/send-content.ts';
import { fromLocalInput, toLocalInput } from '../schedule/times.ts';
import { closeKeeping } from '../stars/showing.ts';
import './polls.css';
import { pollWords } from './words.ts';

interface Draft {
  question: string;
  options: { key: number; text: string }[];
  multiple: boolean;
  anonymous: boolean;
  closes: string;
}

const EMPTY: Draft = {
  question: '',
  options: [
    { key: 1, text: '' },
    { key: 2, text: '' },
  ],
  multiple: false,
  anonymous: false,
  closes: '',
};

/** Asks something: a question, two to ten answers, and how it is voted. */
export function NewPoll({ to }: { to: WritingTo }) {
  const sendContent = useSendContent(to);
  const words = useWords(pollWords);
  const [draft, setDraft] = useState(EMPTY);
  const change = (some: Partial<Draft>) => setDraft((before) => ({ ...before, ...some }));
  const poll = pollIn(draft);
  const late = isPast(draft.closes);
  function send() {
    if (poll === undefined) return;
    sendContent(poll);
    closeKeeping();
  }
  return (
    <Sheet
      open
      title={words.newPoll}
      className="sheet--tall"
      onClose={closeKeeping}
      actions={
        <>
          <Button onClick={closeKeeping}>{words.cancel}</Button>
          <Button kind="main" disabled={poll === undefined} onClick={send}>
            {words.create}
          </Button>
        </>
      }
    >
      <div className="sheet__body poll-form">
        <Field
          label={words.question}
          placeholder={words.questionHint}
          value={draft.question}
          maxLength={LIMITS.pollQuestionChars}
          onChange={(event) => change({ question: event.currentTarget.value })}
        />
        <Options options={draft.options} onChange={(options) => change({ options })} />
        <Choice label={words.multiple} checked={draft.multiple} onChange={(multiple) => change({ multiple })} />
        <Choice label={words.anonymous} checked={draft.anonymous} onChange={(anonymous) => change({ anonymous })} />
        <Field
          label={words.closes}
          type="datetime-local"
          value={draft.closes}
          min={toLocalInput(Date.now())}
          onChange={(event) => change({ closes: event.currentTarget.value })}
          error={late ? words.past : undefined}
        />
      </div>
    </Sheet>
  );
}

function Choice({ label, checked, onChange }: { label: string; checked: boolean; onChange: (on: boolean) => void }) {
  return (
    <div className="poll-form__switch">
      <span aria-hidden="true">{label}</span>
      <Switch label={label} checked={checked} onChange={onChange} />
    </div>
  );
}

interface OptionsProps {
  options: Draft['options'];
  onChange: (options: Draft['options']) => void;
}

function Options({ options, onChange }: OptionsProps) {
  const words = useWords(pollWords);
  const next = Math.max(...options.map((one) => one.key)) + 1;
  const twice = hasTwice(options.map((one) => one.text.trim()));
  return (
    <fieldset className="poll-form__options">
      <legend>{words.options}</legend>
      {options.map(({ key, text }, index) => (
        <div key={key} className="poll-form__option">
          <Field
            label={<span className="visually-hidden">{words.option(index + 1)}</span>}
            placeholder={words.option(index + 1)}
            value={text}
            maxLength={LIMITS.pollOptionChars}
            onChange={(event) => {
              const said = event.currentTarget.value;
              onChange(options.map((one) => (one.key === key ? { key, text: said } : one)));
            }}
            error={twice === index ? words.same : undefined}
          />
          {options.length > 2 && (
            <IconButton
              icon="close"
              label={words.removeOption(index + 1)}
              onClick={() => onChange(options.filter((one) => one.key !== key))}
            />
          )}
        </div>
      ))}
      {options.length < LIMITS.pollOptions && (
        <div>
          <Button size="sm" icon="plus" onClick={() => onChange([...options, { key: next, text: '' }])}>
            {words.addOption}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

/** Where an answer stands that was given before. */
function hasTwice(texts: readonly string[]): number | undefined {
  const found = texts.findIndex((text, index) => text !== '' && texts.indexOf(text) < index);
  return found < 0 ? undefined : found;
}

function isPast(closes: string): boolean {
  const at = fromLocalInput(closes);
  return at !== undefined && at <= Date.now();
}

/** The poll, once it can be sent. Answers that were left empty are none. */
function pollIn({ question, options, multiple, anonymous, closes }: Draft): PollContent | undefined {
  const texts = options.map((one) => one.text.trim()).filter((text) => text !== '');
  const ready = question.trim() !== '' && texts.length > 1 && hasTwice(texts) === undefined && !isPast(closes);
  const closesAt = fromLocalInput(closes);
  if (!ready) return undefined;
  return {
    type: 'poll',
    question: question.trim(),
    options: texts,
    ...(multiple ? { multiple } : {}),
    ...(anonymous ? { anonymous } : {}),
    ...(closesAt === undefined ? {} : { closesAt }),
  };
}

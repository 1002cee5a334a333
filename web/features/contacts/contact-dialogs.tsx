import { useState } from 'react';
import type { UserId } from '#protocol/common.ts';
import { fieldFaultText } from '#protocol/failures.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { failureWords, faultsOf } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Field } from '#web/ui/field.tsx';
import { Confirm, Sheet } from '#web/ui/sheet.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { contactsWords } from './words.ts';

export type ContactDialog = 'add' | 'remark' | 'block' | 'remove';

interface DialogProps {
  id: UserId;
  name: string;
  /** The reader's own name for them, empty: none. */
  remark: string;
  onClose: () => void;
}

/** What is asked before something is done with somebody. */
export function ContactDialogs({ open, ...props }: DialogProps & { open: ContactDialog | undefined }) {
  if (open === 'add') return <AddSheet {...props} />;
  if (open === 'remark') return <RemarkSheet {...props} />;
  if (open === 'block') return <BlockQuestion {...props} />;
  return open === 'remove' ? <RemoveQuestion {...props} /> : null;
}

interface LineSheetProps {
  title: string;
  text?: string;
  label: string;
  hint: string;
  initial: string;
  most: number;
  field: string;
  confirm: string;
  onConfirm: (line: string) => Promise<unknown>;
  onClose: () => void;
}

/** A dialog with one line to fill in. */
function LineSheet({ title, text, label, hint, initial, most, field, confirm, onConfirm, onClose }: LineSheetProps) {
  const language = useLanguage();
  const [line, setLine] = useState(initial);
  const { busy, failure, run } = useAction();
  const fault = failure && faultsOf(failure)[field];
  const done = async () => {
    if (await run(() => onConfirm(line))) onClose();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={title}
      className="sheet--confirm"
      actions={
        <Button kind="main" busy={busy} onClick={() => void done()}>
          {confirm}
        </Button>
      }
    >
      <form
        className="sheet__body sheet__body--form"
        onSubmit={(event) => {
          event.preventDefault();
          void done();
        }}
      >
        {text !== undefined && <p>{text}</p>}
        <Field
          label={label}
          hint={hint}
          value={line}
          maxLength={most}
          autoComplete="off"
          error={fault ? fieldFaultText(fault, language) : failure && failureWords(failure, language)}
          onChange={(event) => setLine(event.currentTarget.value)}
        />
      </form>
    </Sheet>
  );
}

function AddSheet({ id, name, onClose }: DialogProps) {
  const client = useClient();
  const words = useWords(contactsWords);
  return (
    <LineSheet
      title={words.addTitle(name)}
      text={words.addText}
      label={words.word}
      hint={words.wordHint}
      initial=""
      most={LIMITS.requestWordChars}
      field="word"
      confirm={words.send}
      onConfirm={async (word) => {
        await client.call('contact.request', { user: id, ...(word.trim() === '' ? {} : { word }) });
        showToast(words.sent);
      }}
      onClose={onClose}
    />
  );
}

function RemarkSheet({ id, name, remark, onClose }: DialogProps) {
  const client = useClient();
  const words = useWords(contactsWords);
  return (
    <LineSheet
      title={words.remarkTitle(name)}
      label={words.remarkLabel}
      hint={words.remarkHint}
      initial={remark}
      most={LIMITS.nicknameChars}
      field="remark"
      confirm={words.save}
      onConfirm={(line) => client.call('contact.remark', { user: id, remark: line })}
      onClose={onClose}
    />
  );
}

function BlockQuestion(props: DialogProps) {
  const client = useClient();
  const words = useWords(contactsWords);
  return (
    <Question
      {...props}
      title={words.blockTitle(props.name)}
      text={words.blockText}
      confirm={words.block}
      work={() => client.call('contact.block', { user: props.id })}
    />
  );
}

function RemoveQuestion(props: DialogProps) {
  const client = useClient();
  const words = useWords(contactsWords);
  return (
    <Question
      {...props}
      title={words.removeTitle(props.name)}
      text={words.removeText}
      confirm={words.removeDo}
      work={() => client.call('contact.remove', { user: props.id })}
    />
  );
}

interface QuestionProps extends DialogProps {
  title: string;
  text: string;
  confirm: string;
  work: () => Promise<unknown>;
}

function Question({ title, text, confirm, work, onClose }: QuestionProps) {
  const language = useLanguage();
  const { busy, failure, run } = useAction();
  const go = async () => {
    if (await run(work)) onClose();
  };
  return (
    <Confirm open danger busy={busy} onClose={onClose} onConfirm={() => void go()} title={title} confirm={confirm}>
      <p>{text}</p>
      {failure && (
        <p className="field__error" role="alert">
          {failureWords(failure, language)}
        </p>
      )}
    </Confirm>
  );
}

import { useState } from 'react';
import type { Person } from '#protocol/common.ts';
import type { Department } from '#protocol/departments.ts';
import { fieldFaultText } from '#protocol/failures.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { faultsOf } from '#web/app/failure.ts';
import { useName } from '#web/app/names.ts';
import { PeoplePicker } from '#web/features/chat/people-picker.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Field } from '#web/ui/field.tsx';
import { Confirm, Sheet } from '#web/ui/sheet.tsx';
import { Switch } from '#web/ui/switch.tsx';
import type { Editing } from './editing.ts';
import { FailureLine } from './failure-line.tsx';
import { companyWords } from './words.ts';

export function AddPeople({ department, onClose }: { department: Department; onClose: () => void }) {
  const client = useClient();
  const words = useWords(companyWords);
  const action = useAction();
  const [chosen, setChosen] = useState<readonly Person[]>([]);
  const add = async () => {
    const users = chosen.map(({ id }) => id);
    if (users.length === 0) return;
    if (await action.run(() => client.call('department.add', { department: department.id, users }))) onClose();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={words.addPeople}
      className="sheet--tall"
      actions={
        <>
          <span className="sheet__count" aria-live="polite">
            {words.chosen(chosen.length)}
          </span>
          <Button kind="main" busy={action.busy} disabled={chosen.length === 0} onClick={() => void add()}>
            {words.add}
          </Button>
        </>
      }
    >
      <div className="sheet__body sheet__body--form">
        <FailureLine action={action} />
        <PeoplePicker chosen={chosen} onChange={setChosen} />
      </div>
    </Sheet>
  );
}

type PlaceProps = Extract<Editing, { do: 'place' | 'take-out' }> & { onClose: () => void };

export function PlaceSheet({ department, member, onClose }: PlaceProps) {
  const client = useClient();
  const words = useWords(companyWords);
  const language = useLanguage();
  const action = useAction();
  const name = useName(member.user) ?? '…';
  const [title, setTitle] = useState(member.title ?? '');
  const [head, setHead] = useState(member.head ?? false);
  const fault = action.failure && faultsOf(action.failure)['title'];
  const save = async () => {
    const place = { department, user: member.user, title, head };
    if (await action.run(() => client.call('department.place', place))) onClose();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={words.placeTitle(name)}
      className="sheet--confirm"
      actions={
        <Button kind="main" busy={action.busy} onClick={() => void save()}>
          {words.save}
        </Button>
      }
    >
      <div className="sheet__body sheet__body--form">
        <Field
          label={words.title}
          value={title}
          autoComplete="off"
          maxLength={LIMITS.departmentTitleChars}
          error={fault && fieldFaultText(fault, language)}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <div className="company__switch">
          <span>{words.isHead}</span>
          <Switch label={words.isHead} checked={head} onChange={setHead} />
        </div>
        {fault === undefined && <FailureLine action={action} />}
      </div>
    </Sheet>
  );
}

export function TakeOut({ department, member, onClose }: PlaceProps) {
  const client = useClient();
  const words = useWords(companyWords);
  const action = useAction();
  const name = useName(member.user) ?? '…';
  const remove = async () => {
    const users = [member.user];
    if (await action.run(() => client.call('department.remove', { department, users }))) onClose();
  };
  return (
    <Confirm
      open
      danger
      busy={action.busy}
      onClose={onClose}
      onConfirm={() => void remove()}
      title={words.takeOut}
      confirm={words.takeOut}
    >
      <p>{name}</p>
      <FailureLine action={action} />
    </Confirm>
  );
}

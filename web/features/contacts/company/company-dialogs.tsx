import { lazy, Suspense, useState } from 'react';
import type { Department, DepartmentId } from '#protocol/departments.ts';
import { fieldFaultText } from '#protocol/failures.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { faultsOf } from '#web/app/failure.ts';
import { loadPart } from '#web/app/load-part.ts';
import { navigate } from '#web/app/navigation.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Field } from '#web/ui/field.tsx';
import { Confirm, Sheet } from '#web/ui/sheet.tsx';
import type { Editing } from './editing.ts';
import { FailureLine } from './failure-line.tsx';
import { AddPeople, PlaceSheet, TakeOut } from './member-dialogs.tsx';
import { MoveSheet } from './move-sheet.tsx';
import type { CompanyTree } from './tree.ts';
import { companyWords } from './words.ts';

const ImportSheet = lazy(async () => ({
  default: (await loadPart(() => import('./import-sheet.tsx'))).ImportSheet,
}));

interface DialogsProps {
  editing: Editing;
  tree: CompanyTree;
  onClose: () => void;
}

/** What administrators fill in. */
export function CompanyDialogs({ editing, tree, onClose }: DialogsProps) {
  switch (editing.do) {
    case 'create':
      return <NameSheet parent={editing.parent} onClose={onClose} />;
    case 'rename':
      return <NameSheet department={editing.department} onClose={onClose} />;
    case 'move':
      return <MoveSheet department={editing.department} tree={tree} onClose={onClose} />;
    case 'delete':
      return <DeleteQuestion department={editing.department} onClose={onClose} />;
    case 'add':
      return <AddPeople department={editing.department} onClose={onClose} />;
    case 'place':
      return <PlaceSheet {...editing} onClose={onClose} />;
    case 'take-out':
      return <TakeOut {...editing} onClose={onClose} />;
    case 'import':
      return (
        <Suspense fallback={null}>
          <ImportSheet onClose={onClose} />
        </Suspense>
      );
  }
}

interface NameSheetProps {
  /** Absent: a new one is made under `parent`. */
  department?: Department;
  parent?: DepartmentId | undefined;
  onClose: () => void;
}

function NameSheet({ department, parent, onClose }: NameSheetProps) {
  const client = useClient();
  const words = useWords(companyWords);
  const language = useLanguage();
  const action = useAction();
  const [name, setName] = useState(department?.name ?? '');
  const fault = action.failure && faultsOf(action.failure)['name'];
  const save = async () => {
    const done = await action.run(async () => {
      if (department) return client.call('department.rename', { department: department.id, name });
      return client.call('department.create', { name, ...(parent === undefined ? {} : { parent }) });
    });
    if (done) onClose();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={department ? words.rename : words.create}
      className="sheet--confirm"
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
          label={words.name}
          value={name}
          autoComplete="off"
          maxLength={LIMITS.departmentChars * 2}
          error={fault && fieldFaultText(fault, language)}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {fault === undefined && <FailureLine action={action} />}
      </form>
    </Sheet>
  );
}

function DeleteQuestion({ department, onClose }: { department: Department; onClose: () => void }) {
  const client = useClient();
  const words = useWords(companyWords);
  const action = useAction();
  const remove = async () => {
    if (!(await action.run(() => client.call('department.delete', { department: department.id })))) return;
    onClose();
    navigate(department.parent === undefined ? '/contacts/company' : `/contacts/${department.parent}`);
  };
  return (
    <Confirm
      open
      danger
      busy={action.busy}
      onClose={onClose}
      onConfirm={() => void remove()}
      title={words.removeTitle(department.name)}
      confirm={words.remove}
    >
      <p>{words.removeText}</p>
      <FailureLine action={action} />
    </Confirm>
  );
}

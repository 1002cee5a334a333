import { useId, useState } from 'react';
import type { Department } from '#protocol/departments.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { FailureLine } from './failure-line.tsx';
import type { CompanyTree } from './tree.ts';
import { companyWords } from './words.ts';

interface MoveProps {
  department: Department;
  tree: CompanyTree;
  onClose: () => void;
}

interface Choice {
  value: string;
  label: string;
}

/** Chooses where a department hangs, and in which place among its siblings. */
export function MoveSheet({ department, tree, onClose }: MoveProps) {
  const client = useClient();
  const words = useWords(companyWords);
  const action = useAction();
  const [parent, setParent] = useState(department.parent ?? '');
  const [before, setBefore] = useState('');
  const siblings = tree.childrenOf(parent || undefined).filter(({ id }) => id !== department.id);
  const move = async () => {
    const place = { ...(parent === '' ? {} : { parent }), ...(before === '' ? {} : { before }) };
    if (await action.run(() => client.call('department.move', { department: department.id, ...place }))) onClose();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={words.move}
      className="sheet--confirm"
      actions={
        <Button kind="main" busy={action.busy} onClick={() => void move()}>
          {words.move}
        </Button>
      }
    >
      <div className="sheet__body sheet__body--form">
        <Select
          label={words.under}
          value={parent}
          choices={[{ value: '', label: words.top }, ...parents(tree, department)]}
          onChange={(value) => {
            setParent(value);
            setBefore('');
          }}
        />
        <Select
          label={words.before}
          value={before}
          choices={[...siblings.map(({ id, name }) => ({ value: id, label: name })), { value: '', label: words.atEnd }]}
          onChange={setBefore}
        />
        <FailureLine action={action} />
      </div>
    </Sheet>
  );
}

/** Everything but the department and what hangs from it, as paths. */
function parents(tree: CompanyTree, department: Department): Choice[] {
  return tree.all
    .map(({ id }) => ({ id, path: tree.pathTo(id) }))
    .filter(({ path }) => !path.some(({ id }) => id === department.id))
    .map(({ id, path }) => ({ value: id, label: path.map(({ name }) => name).join(' / ') }));
}

interface SelectProps {
  label: string;
  value: string;
  choices: readonly Choice[];
  onChange: (value: string) => void;
}

function Select({ label, value, choices, onChange }: SelectProps) {
  const id = useId();
  return (
    <div className="company__select">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  );
}

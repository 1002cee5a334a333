import { useEffect, useState } from 'react';
import type { ConversationId, Person } from '#protocol/common.ts';
import type { Department, DepartmentId } from '#protocol/departments.ts';
import { useClient, useConversations } from '#web/app/client.tsx';
import { titleOf } from '#web/app/names.ts';
import { PeoplePicker } from '#web/features/chat/people-picker.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Choose } from './choose.tsx';
import { planWords } from './words.ts';

/** Who is to be invited. */
export interface Invited {
  people: readonly Person[];
  departments: ReadonlySet<DepartmentId>;
  group: ConversationId | undefined;
}

export const NOBODY: Invited = { people: [], departments: new Set(), group: undefined };

export function countOf({ people, departments, group }: Invited): number {
  return people.length + departments.size + (group === undefined ? 0 : 1);
}

interface WhoFieldsProps {
  invited: Invited;
  onChange: (change: Partial<Invited>) => void;
  /** Invited already. */
  present?: ReadonlySet<string>;
  /** A group is invited when the meeting is planned, and not later. */
  withGroup?: boolean;
}

export function WhoFields({ invited, onChange, present = new Set(), withGroup = false }: WhoFieldsProps) {
  const words = useWords(planWords);
  return (
    <>
      {withGroup && <GroupChoice chosen={invited.group} onChange={(group) => onChange({ group })} />}
      <PeoplePicker
        chosen={invited.people}
        onChange={(people) => onChange({ people })}
        present={present}
        presentText={words.invitedAlready}
      />
      <Departments chosen={invited.departments} onChange={(departments) => onChange({ departments })} />
    </>
  );
}

interface GroupChoiceProps {
  chosen: ConversationId | undefined;
  onChange: (group: ConversationId | undefined) => void;
}

function GroupChoice({ chosen, onChange }: GroupChoiceProps) {
  const words = useWords(planWords);
  const client = useClient();
  const groups = useConversations().filter(({ summary }) => summary.kind === 'group');
  if (groups.length === 0) return null;
  return (
    <Choose
      label={words.group}
      value={chosen ?? ''}
      choices={[
        { value: '', label: words.noGroup },
        ...groups.map(({ id, summary }) => ({ value: id, label: titleOf(client, summary) })),
      ]}
      onChange={(id) => onChange(id === '' ? undefined : id)}
    />
  );
}

interface DepartmentsProps {
  chosen: ReadonlySet<DepartmentId>;
  onChange: (chosen: ReadonlySet<DepartmentId>) => void;
}

/** Whole departments. Nothing where there are none. */
function Departments({ chosen, onChange }: DepartmentsProps) {
  const words = useWords(planWords);
  const client = useClient();
  const [all, setAll] = useState<readonly Department[]>([]);
  useEffect(() => {
    client.call('department.tree', {}).then(
      ({ departments }) => setAll(departments),
      () => {},
    );
  }, [client]);
  if (all.length === 0) return null;
  function toggle(id: DepartmentId) {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChange(next);
  }
  return (
    <fieldset className="plan-departments">
      <legend className="field__label">{words.departments}</legend>
      {all.map(({ id, name }) => (
        <label key={id} className="row row--tight picker__row">
          <input type="checkbox" className="picker__box" checked={chosen.has(id)} onChange={() => toggle(id)} />
          <span className="clip">{words.departmentOf(name, peopleIn(all, id))}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** With those of the departments below: all of them are invited. */
function peopleIn(all: readonly Department[], id: DepartmentId): number {
  const own = all.find((one) => one.id === id)?.members ?? 0;
  return all.filter(({ parent }) => parent === id).reduce((sum, below) => sum + peopleIn(all, below.id), own);
}

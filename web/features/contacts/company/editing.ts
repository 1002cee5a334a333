import type { Department, DepartmentId, DepartmentMember } from '#protocol/departments.ts';
import type { MenuItem } from '#web/ui/menu.tsx';
import type { companyWords } from './words.ts';

/** What an administrator is about to change. */
export type Editing =
  | { do: 'create'; parent: DepartmentId | undefined }
  | { do: 'rename' | 'move' | 'delete' | 'add'; department: Department }
  | { do: 'place' | 'take-out'; department: DepartmentId; member: DepartmentMember }
  | { do: 'import' };

type CompanyTexts = (typeof companyWords)['en'];
type Edit = (editing: Editing) => void;

/** What can be done with a department, or with the company itself. */
export function departmentItems(words: CompanyTexts, department: Department | undefined, edit: Edit): MenuItem[] {
  if (department === undefined) {
    return [
      { label: words.create, icon: 'plus', onChoose: () => edit({ do: 'create', parent: undefined }) },
      { label: words.importFile, icon: 'file', onChoose: () => edit({ do: 'import' }) },
    ];
  }
  return [
    { label: words.addPeople, icon: 'person-plus', onChoose: () => edit({ do: 'add', department }) },
    { label: words.createBelow, icon: 'plus', onChoose: () => edit({ do: 'create', parent: department.id }) },
    { label: words.rename, icon: 'compose', onChoose: () => edit({ do: 'rename', department }) },
    { label: words.move, icon: 'folder', onChoose: () => edit({ do: 'move', department }) },
    { label: words.remove, icon: 'close', danger: true, onChoose: () => edit({ do: 'delete', department }) },
  ];
}

interface Place {
  department: DepartmentId;
  member: DepartmentMember;
}

export function memberItems(words: CompanyTexts, place: Place, edit: Edit): MenuItem[] {
  return [
    { label: words.place, icon: 'briefcase', onChoose: () => edit({ do: 'place', ...place }) },
    { label: words.takeOut, icon: 'close', danger: true, onChoose: () => edit({ do: 'take-out', ...place }) },
  ];
}

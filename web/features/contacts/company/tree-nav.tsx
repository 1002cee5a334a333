import { useState } from 'react';
import type { Department, DepartmentId } from '#protocol/departments.ts';
import { Link } from '#web/app/link.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import type { CompanyTree } from './tree.ts';
import { companyWords } from './words.ts';

interface TreeNavProps {
  tree: CompanyTree;
  chosen: DepartmentId | undefined;
}

/** All departments, those below unfolded on demand; the way to the chosen one is always open. */
export function TreeNav({ tree, chosen }: TreeNavProps) {
  const words = useWords(companyWords);
  const [toggled, setToggled] = useState<ReadonlyMap<DepartmentId, boolean>>(new Map());
  const onPath = new Set(chosen === undefined ? [] : tree.pathTo(chosen).map(({ id }) => id));
  const branches: BranchesProps = {
    tree,
    chosen,
    parent: undefined,
    isOpen: (id) => toggled.get(id) ?? onPath.has(id),
    toggle: (id, open) => setToggled((before) => new Map(before).set(id, open)),
  };
  return (
    <nav className="pane__scroll company__tree" aria-label={words.tree}>
      <Branches {...branches} />
    </nav>
  );
}

interface BranchesProps extends TreeNavProps {
  parent: DepartmentId | undefined;
  isOpen: (id: DepartmentId) => boolean;
  toggle: (id: DepartmentId, open: boolean) => void;
}

function Branches(props: BranchesProps) {
  return (
    <ul className="company__branches">
      {props.tree.childrenOf(props.parent).map((one) => (
        <Branch key={one.id} one={one} {...props} />
      ))}
    </ul>
  );
}

function Branch({ one: { id, name }, ...props }: BranchesProps & { one: Department }) {
  const { tree, chosen, isOpen, toggle } = props;
  const leaf = tree.childrenOf(id).length === 0;
  const open = !leaf && isOpen(id);
  return (
    <li>
      <span className={id === chosen ? 'company__branch is-selected' : 'company__branch'}>
        {leaf ? (
          <span className="company__fold" />
        ) : (
          <button
            type="button"
            className="company__fold"
            aria-expanded={open}
            aria-label={name}
            onClick={() => toggle(id, !open)}
          >
            <Icon name={open ? 'down' : 'right'} size="sm" />
          </button>
        )}
        <Link className="clip" to={`/contacts/${id}`} aria-current={id === chosen ? 'page' : undefined}>
          {name}
        </Link>
        <span className="row__meta">{tree.peopleIn(id)}</span>
      </span>
      {open && <Branches {...props} parent={id} />}
    </li>
  );
}

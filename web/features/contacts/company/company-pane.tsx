import { lazy, Suspense, useState } from 'react';
import type { Department, DepartmentId } from '#protocol/departments.ts';
import { useMe } from '#web/app/client.tsx';
import { ConnectionBanner } from '#web/app/connection-banner.tsx';
import { failureWords } from '#web/app/failure.ts';
import { Link } from '#web/app/link.tsx';
import { loadPart } from '#web/app/load-part.ts';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { goBack } from '#web/app/navigation.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, ButtonLink, IconButton } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Menu } from '#web/ui/menu.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { PartTitle } from '../part-title.tsx';
import './company.css';
import { departmentItems, type Editing } from './editing.ts';
import { MembersPart } from './members-part.tsx';
import type { CompanyTree } from './tree.ts';
import { TreeNav } from './tree-nav.tsx';
import { useCompany } from './use-company.ts';
import { companyWords } from './words.ts';

const CompanyDialogs = lazy(async () => ({
  default: (await loadPart(() => import('./company-dialogs.tsx'))).CompanyDialogs,
}));

/** The company, or one of its departments: where it stands, what is below, who is in it. */
export function CompanyPane({ department }: { department: DepartmentId | undefined }) {
  const words = useWords(companyWords);
  const admin = (useMe()?.role ?? 'member') !== 'member';
  const { tree, failure } = useCompany();
  const [editing, setEditing] = useState<Editing>();
  const one = department === undefined ? undefined : tree?.get(department);
  const Heading = useMediaQuery(PHONE) ? 'h1' : 'h2';
  const edit = admin ? setEditing : undefined;
  return (
    <main className="pane pane--main" aria-busy={tree === undefined && failure === undefined}>
      <header className="pane__head">
        <span className="pane-back">
          <IconButton icon="left" label={words.back} onClick={() => goBack('/contacts')} />
        </span>
        <Heading className="head-who__name clip">{one?.name ?? words.company}</Heading>
        {admin && (
          <span className="head-actions">
            <Menu
              trigger={<IconButton icon="more" label={words.manage} />}
              items={departmentItems(words, one, setEditing)}
            />
          </span>
        )}
      </header>
      <ConnectionBanner />
      <Body key={department ?? ''} tree={tree} failure={failure} department={department} onEdit={edit} />
      {editing !== undefined && tree !== undefined && (
        <Suspense fallback={null}>
          <CompanyDialogs editing={editing} tree={tree} onClose={() => setEditing(undefined)} />
        </Suspense>
      )}
    </main>
  );
}

type Edit = ((editing: Editing) => void) | undefined;

interface BodyProps {
  tree: CompanyTree | undefined;
  failure: ReturnType<typeof useCompany>['failure'];
  department: DepartmentId | undefined;
  onEdit: Edit;
}

function Body({ tree, failure, department, onEdit }: BodyProps) {
  const words = useWords(companyWords);
  const language = useLanguage();
  const phone = useMediaQuery(PHONE);
  if (failure !== undefined) {
    return (
      <p className="empty empty__text" role="alert">
        {failureWords(failure, language)}
      </p>
    );
  }
  if (tree === undefined) return <SkeletonRows label={words.loading} />;
  if (tree.all.length === 0) return <NoDepartments onEdit={onEdit} />;
  if (department !== undefined && tree.get(department) === undefined) return <Gone />;
  return (
    <div className="company">
      {!phone && <TreeNav tree={tree} chosen={department} />}
      <div className="pane__scroll company__list">
        <Path tree={tree} department={department} />
        <Below tree={tree} department={department} />
        {department !== undefined && <MembersPart department={department} onEdit={onEdit} />}
      </div>
    </div>
  );
}

function NoDepartments({ onEdit }: { onEdit: Edit }) {
  const words = useWords(companyWords);
  return (
    <Empty
      art="alone"
      title={words.emptyTitle}
      actions={
        onEdit && (
          <>
            <Button kind="main" onClick={() => onEdit({ do: 'create', parent: undefined })}>
              {words.create}
            </Button>
            <Button onClick={() => onEdit({ do: 'import' })}>{words.importFile}</Button>
          </>
        )
      }
    >
      {words.emptyText}
    </Empty>
  );
}

function Gone() {
  const words = useWords(companyWords);
  return (
    <Empty
      art="apart"
      title={words.goneTitle}
      actions={<ButtonLink to="/contacts/company">{words.toCompany}</ButtonLink>}
    >
      {words.goneText}
    </Empty>
  );
}

/** The way from the top to where one is. */
function Path({ tree, department }: { tree: CompanyTree; department: DepartmentId | undefined }) {
  const words = useWords(companyWords);
  const path = department === undefined ? [] : tree.pathTo(department);
  return (
    <nav aria-label={words.path} className="company__path">
      <Link to="/contacts/company" aria-current={path.length === 0 ? 'page' : undefined}>
        {words.company}
      </Link>
      {path.map(({ id, name }, index) => (
        <span className="company__step" key={id}>
          <Icon name="right" size="sm" />
          <Link to={`/contacts/${id}`} aria-current={index === path.length - 1 ? 'page' : undefined}>
            {name}
          </Link>
        </span>
      ))}
    </nav>
  );
}

function Below({ tree, department }: { tree: CompanyTree; department: DepartmentId | undefined }) {
  const words = useWords(companyWords);
  const below = tree.childrenOf(department);
  if (below.length === 0) return null;
  return (
    <section aria-label={words.below} className="company__part">
      <PartTitle>{words.below}</PartTitle>
      <div className="card company__rows">
        {below.map((one) => (
          <DepartmentRow key={one.id} department={one} people={tree.peopleIn(one.id)} />
        ))}
      </div>
    </section>
  );
}

function DepartmentRow({ department: { id, name }, people }: { department: Department; people: number }) {
  const words = useWords(companyWords);
  return (
    <Link className="row contacts-row" to={`/contacts/${id}`}>
      <span className="setting__icon">
        <Icon name="building" />
      </span>
      <span className="row__main">
        <span className="row__title clip">{name}</span>
      </span>
      <span className="row__meta">{words.people(people)}</span>
      <Icon name="right" size="sm" className="quiet" />
    </Link>
  );
}

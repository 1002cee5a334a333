import type { DepartmentId, DepartmentMember } from '#protocol/departments.ts';
import { failureWords } from '#web/app/failure.ts';
import { useName } from '#web/app/names.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Menu } from '#web/ui/menu.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { PartTitle } from '../part-title.tsx';
import { PersonRow } from '../person-row.tsx';
import { type Editing, memberItems } from './editing.ts';
import { useMembers } from './use-company.ts';
import { companyWords } from './words.ts';

/** Absent for those who may not change anything. */
type Edit = ((editing: Editing) => void) | undefined;

/** The people of a department, those who lead it first. */
export function MembersPart({ department, onEdit }: { department: DepartmentId; onEdit: Edit }) {
  const words = useWords(companyWords);
  const language = useLanguage();
  const { members, failure, more } = useMembers(department);
  if (failure !== undefined && members === undefined) {
    return (
      <p className="field__error" role="alert">
        {failureWords(failure, language)}
      </p>
    );
  }
  if (members === undefined) return <SkeletonRows label={words.loading} />;
  return (
    <section aria-label={words.members} className="company__part">
      <PartTitle>{words.members}</PartTitle>
      {members.length === 0 ? (
        <p className="quiet">{words.nobody}</p>
      ) : (
        <ul className="card company__rows">
          {members.map((member) => (
            <li key={member.user} className="company__member">
              <MemberRow member={member} department={department} onEdit={onEdit} />
            </li>
          ))}
        </ul>
      )}
      {more && (
        <Button size="sm" kind="quiet" onClick={more}>
          {words.more}
        </Button>
      )}
    </section>
  );
}

interface MemberRowProps {
  member: DepartmentMember;
  department: DepartmentId;
  onEdit: Edit;
}

function MemberRow({ member, department, onEdit }: MemberRowProps) {
  const words = useWords(companyWords);
  const name = useName(member.user) ?? '…';
  return (
    <>
      <PersonRow
        id={member.user}
        text={member.title}
        end={member.head && <span className="chip chip--brand">{words.head}</span>}
      />
      {onEdit && (
        <Menu
          trigger={<IconButton icon="more" size="sm" label={words.manageNamed(name)} />}
          items={memberItems(words, { department, member }, onEdit)}
        />
      )}
    </>
  );
}

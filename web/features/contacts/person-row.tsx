import type { ReactNode } from 'react';
import type { UserId } from '#protocol/common.ts';
import { usePerson } from '#web/app/client.tsx';
import { Link } from '#web/app/link.tsx';
import { useName } from '#web/app/names.ts';
import { PersonAvatar } from '#web/app/presence.tsx';
import { Marked } from '#web/ui/marked.tsx';

interface PersonRowProps {
  id: UserId;
  selected?: boolean;
  /** The words that were looked for. */
  query?: string;
  /** Under the name; the job when absent. */
  text?: string | undefined;
  end?: ReactNode;
}

/** A person as a row that leads to their profile. */
export function PersonRow({ id, selected = false, query = '', text, end }: PersonRowProps) {
  const person = usePerson(id);
  const name = useName(id) ?? '…';
  const under = text ?? person?.job;
  return (
    <Link
      className={selected ? 'row contacts-row is-selected' : 'row contacts-row'}
      to={`/contacts/${id}`}
      aria-current={selected ? 'true' : undefined}
    >
      <PersonAvatar id={id} name={name} size={40} />
      <span className="row__main">
        <span className="row__title clip">
          <Marked text={name} query={query} />
        </span>
        {under !== undefined && <span className="row__preview clip">{under}</span>}
      </span>
      {end}
    </Link>
  );
}

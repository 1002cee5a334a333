import type { Person } from '#protocol/common.ts';
import { Marked } from '#web/ui/marked.tsx';
import { useName } from './names.ts';

/** A person who was found, as the reader calls them; the nickname stays in sight where it is another. */
export function PersonName({ person, query = '' }: { person: Person; query?: string }) {
  const name = useName(person.id) ?? person.nickname;
  return (
    <>
      <Marked text={name} query={query} />
      {name !== person.nickname && (
        <span className="quiet">
          {' '}
          <Marked text={person.nickname} query={query} />
        </span>
      )}
    </>
  );
}

import { useState } from 'react';
import type { Person } from '#protocol/common.ts';
import { useMe } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { useName } from '#web/app/names.ts';
import { usePeopleSearch } from '#web/app/people-search.ts';
import { PersonName } from '#web/app/person-name.tsx';
import { Face } from '#web/app/presence.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { SearchField } from '#web/ui/field.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { chatWords } from './words.ts';

interface PickerProps {
  chosen: readonly Person[];
  onChange: (chosen: readonly Person[]) => void;
  /** Already there: shown, and not to be chosen. */
  present?: ReadonlySet<string>;
  /** What is said of those; absent: that they are in the group. */
  presentText?: string;
}

/** Finds people and collects them. */
export function PeoplePicker({ chosen, onChange, present = new Set(), presentText }: PickerProps) {
  const words = useWords(chatWords);
  const [query, setQuery] = useState('');
  const ids = new Set(chosen.map((person) => person.id));
  function toggle(person: Person) {
    onChange(ids.has(person.id) ? chosen.filter((one) => one.id !== person.id) : [...chosen, person]);
  }
  return (
    <div className="picker">
      <SearchField label={words.findByName} value={query} onChange={(event) => setQuery(event.currentTarget.value)} />
      {chosen.length > 0 && (
        <ul className="picker__chosen">
          {chosen.map((person) => (
            <li key={person.id}>
              <Chosen person={person} onTakeOut={() => toggle(person)} />
            </li>
          ))}
        </ul>
      )}
      <FoundPeople
        query={query}
        row={(person) => (
          <label className="row row--tight picker__row" key={person.id}>
            <input
              type="checkbox"
              className="picker__box"
              checked={ids.has(person.id) || present.has(person.id)}
              disabled={present.has(person.id)}
              onChange={() => toggle(person)}
            />
            <Face id={person.id} name={person.nickname} size={32} />
            <span className="clip">
              <PersonName person={person} query={query.trim()} />
            </span>
            {present.has(person.id) && <span className="row__meta push">{presentText ?? words.inGroup}</span>}
          </label>
        )}
      />
    </div>
  );
}

/** Its name for those who hear it is what a press does, in the words that the others see. */
function Chosen({ person, onTakeOut }: { person: Person; onTakeOut: () => void }) {
  const words = useWords(chatWords);
  const name = useName(person.id) ?? person.nickname;
  return (
    <button type="button" className="chip" onClick={onTakeOut}>
      <Face id={person.id} name={person.nickname} size={20} />
      <span className="clip" aria-hidden="true">
        <PersonName person={person} />
      </span>
      <span className="visually-hidden">{words.takeOut(name)}</span>
      <Icon name="close" />
    </button>
  );
}

interface FoundProps {
  query: string;
  row: (person: Person) => React.ReactNode;
}

/** Everybody that a search finds but oneself, a page at a time. */
export function FoundPeople({ query, row }: FoundProps) {
  const words = useWords(chatWords);
  const language = useLanguage();
  const me = useMe()?.id;
  const search = usePeopleSearch(query);
  const people = search.people.filter((person) => person.id !== me);
  if (search.failure) {
    return (
      <p className="picker__note" role="alert">
        {failureWords(search.failure, language)}
      </p>
    );
  }
  if (search.answered === undefined) return <SkeletonRows count={4} label={words.loading} />;
  if (people.length === 0 && search.more === undefined) {
    const asked = search.answered.trim();
    return <p className="picker__note">{asked === '' ? words.nobodyYet : words.nobodyFound(asked)}</p>;
  }
  return (
    <div className="picker__list">
      {people.map(row)}
      {search.more && (
        <Button size="sm" kind="quiet" onClick={search.more}>
          {words.more}
        </Button>
      )}
    </div>
  );
}

import { useState } from 'react';
import type { Person } from '#protocol/common.ts';
import { PersonName } from '#web/app/person-name.tsx';
import { Face } from '#web/app/presence.tsx';
import { useWords } from '#web/i18n/words.ts';
import { SearchField } from '#web/ui/field.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import type { WritingTo } from '../composing/writing-to.ts';
import { FoundPeople } from '../people-picker.tsx';
import { chatWords } from '../words.ts';
import { useSendContent } from './send-content.ts';
import { sending } from './showing.ts';
import { contentWords } from './words.ts';

/** Picks the person whose card is sent. */
export function ContactSheet({ to }: { to: WritingTo }) {
  const sendContent = useSendContent(to);
  const words = useWords(contentWords);
  const { findByName } = useWords(chatWords);
  const [query, setQuery] = useState('');
  function send(person: Person) {
    sendContent({ type: 'contact', user: person.id });
    sending.set(undefined);
  }
  return (
    <Sheet open onClose={() => sending.set(undefined)} title={words.chooseContact} className="sheet--tall">
      <div className="sheet__body">
        <div className="picker">
          <SearchField label={findByName} value={query} onChange={(event) => setQuery(event.currentTarget.value)} />
          <FoundPeople
            query={query}
            row={(person) => (
              <button key={person.id} type="button" className="row row--tight" onClick={() => send(person)}>
                <Face id={person.id} name={person.nickname} size={32} />
                <span className="clip">
                  <PersonName person={person} query={query.trim()} />
                </span>
              </button>
            )}
          />
        </div>
      </div>
    </Sheet>
  );
}

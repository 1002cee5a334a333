import { type ReactNode, useRef, useState } from 'react';
import { nameAnswers } from '#kernel/search/names.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import { useClient, useConversations } from '#web/app/client.tsx';
import { titleOf } from '#web/app/names.ts';
import { usePeopleSearch } from '#web/app/people-search.ts';
import { PersonName } from '#web/app/person-name.tsx';
import { Face } from '#web/app/presence.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Field, SearchField } from '#web/ui/field.tsx';
import { Marked } from '#web/ui/marked.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { ConversationFace } from './conversation-face.tsx';
import { daysAgo } from './days.ts';
import type { SearchForm } from './form.ts';
import { searchWords } from './words.ts';

interface ChooseProps<Chosen> {
  onClose: () => void;
  onChoose: (chosen: Chosen) => void;
}

/** Who has written what is looked for. */
export function ChoosePerson({ onClose, onChoose }: ChooseProps<UserId>) {
  const words = useWords(searchWords);
  return (
    <PickSheet title={words.chooseFrom} onClose={onClose}>
      {(query) => <PeopleRows query={query} onChoose={onChoose} />}
    </PickSheet>
  );
}

/** Where it was written. */
export function ChooseConversation({ onClose, onChoose }: ChooseProps<ConversationId>) {
  const words = useWords(searchWords);
  return (
    <PickSheet title={words.chooseIn} onClose={onClose}>
      {(query) => <ConversationRows query={query} onChoose={onChoose} />}
    </PickSheet>
  );
}

interface PickSheetProps {
  title: string;
  onClose: () => void;
  children: (query: string) => ReactNode;
}

function PickSheet({ title, onClose, children }: PickSheetProps) {
  const words = useWords(searchWords);
  const [query, setQuery] = useState('');
  const box = useRef<HTMLInputElement>(null);
  return (
    <Sheet open onClose={onClose} title={title} className="sheet--tall" initialFocus={box}>
      <div className="sheet__body picker">
        <SearchField
          ref={box}
          label={words.findByName}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <div className="picker__list">{children(query.trim())}</div>
      </div>
    </Sheet>
  );
}

/** People whose name answers; a press chooses. */
export function PeopleRows({ query, onChoose }: { query: string; onChoose: (id: UserId) => void }) {
  const words = useWords(searchWords);
  const { people, answered } = usePeopleSearch(query);
  if (people.length === 0 && answered !== undefined) return <p className="picker__note">{words.nobody}</p>;
  return people.map((person) => (
    <button key={person.id} type="button" className="row row--tight" data-result="" onClick={() => onChoose(person.id)}>
      <Face id={person.id} name={person.nickname} size={32} />
      <span className="clip">
        <PersonName person={person} query={query} />
      </span>
    </button>
  ));
}

/** One's own conversations whose title answers. */
export function ConversationRows({ query, onChoose }: { query: string; onChoose: (id: ConversationId) => void }) {
  const client = useClient();
  const words = useWords(searchWords);
  const found = useConversations().filter((item) => nameAnswers(titleOf(client, item.summary), query));
  if (found.length === 0) return <p className="picker__note">{words.nobody}</p>;
  return found.slice(0, 60).map(({ id, summary }) => (
    <button key={id} type="button" className="row row--tight" data-result="" onClick={() => onChoose(id)}>
      <ConversationFace summary={summary} size={32} />
      <span className="clip">
        <Marked text={titleOf(client, summary)} query={query} />
      </span>
    </button>
  ));
}

interface DatesProps extends ChooseProps<Pick<SearchForm, 'after' | 'before'>> {
  form: SearchForm;
}

/** Between which days it was sent. */
export function ChooseDates({ form, onClose, onChoose }: DatesProps) {
  const words = useWords(searchWords);
  const [after, setAfter] = useState(form.after ?? '');
  const [before, setBefore] = useState(form.before ?? '');
  const choose = (from: string, to: string) =>
    onChoose({ ...(from === '' ? {} : { after: from }), ...(to === '' ? {} : { before: to }) });
  return (
    <Sheet
      open
      onClose={onClose}
      title={words.chooseDates}
      actions={
        <Button kind="main" onClick={() => choose(after, before)}>
          {words.set}
        </Button>
      }
    >
      <div className="sheet__body sheet__body--form">
        <div className="filters">
          {(
            [
              [words.today, 0],
              [words.week, 6],
              [words.month, 29],
            ] as const
          ).map(([label, days]) => (
            <button key={label} type="button" className="filter" onClick={() => choose(daysAgo(days), '')}>
              {label}
            </button>
          ))}
        </div>
        <Field
          label={words.afterDay}
          type="date"
          value={after}
          onChange={(event) => setAfter(event.currentTarget.value)}
        />
        <Field
          label={words.beforeDay}
          type="date"
          value={before}
          onChange={(event) => setBefore(event.currentTarget.value)}
        />
      </div>
    </Sheet>
  );
}

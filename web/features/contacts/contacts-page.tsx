import { useState } from 'react';
import type { Person } from '#protocol/common.ts';
import { useMe, usePerson } from '#web/app/client.tsx';
import { ConnectionBanner } from '#web/app/connection-banner.tsx';
import { failureWords } from '#web/app/failure.ts';
import { Frame, ListPane } from '#web/app/frame.tsx';
import { Link } from '#web/app/link.tsx';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { goBack } from '#web/app/navigation.ts';
import { usePeopleSearch } from '#web/app/people-search.ts';
import { PersonAvatar } from '#web/app/presence.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { SearchField } from '#web/ui/field.tsx';
import { Marked } from '#web/ui/marked.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import '#web/ui/styles/details.css';
import './contacts.css';
import { ProfileCard } from './profile-card.tsx';
import { contactsWords } from './words.ts';

/** Everybody on this server, and the profile of the one that is chosen. */
export function ContactsPage({ chosen }: { chosen: string | undefined }) {
  return (
    <Frame place="contacts" pane={chosen === undefined ? 'list' : 'main'} list={<PeopleList chosen={chosen} />}>
      {chosen === undefined ? <NobodyChosen /> : <Profile key={chosen} id={chosen} />}
    </Frame>
  );
}

function PeopleList({ chosen }: { chosen: string | undefined }) {
  const words = useWords(contactsWords);
  const [query, setQuery] = useState('');
  return (
    <ListPane label={words.title}>
      <header className="pane__head">
        <h1 className="pane__title">{words.title}</h1>
      </header>
      <div className="list-tools">
        <SearchField
          label={words.search}
          placeholder={words.find}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
      </div>
      <Found query={query} chosen={chosen} />
    </ListPane>
  );
}

function Found({ query, chosen }: { query: string; chosen: string | undefined }) {
  const words = useWords(contactsWords);
  const language = useLanguage();
  const me = useMe()?.id;
  const search = usePeopleSearch(query);
  const people = search.people.filter((person) => person.id !== me);
  if (search.failure) {
    return (
      <p className="empty empty__text" role="alert">
        {failureWords(search.failure, language)}
      </p>
    );
  }
  if (search.answered === undefined) return <SkeletonRows label={words.loading} />;
  if (people.length === 0 && search.answered !== '') {
    return <p className="empty empty__text">{words.nobodyFound(search.answered)}</p>;
  }
  if (people.length === 0) return <p className="empty empty__text">{words.nobodyTitle}</p>;
  return (
    <div className="pane__scroll list-body contacts-list">
      {people.map((person) => (
        <PersonRow key={person.id} person={person} selected={person.id === chosen} query={query.trim()} />
      ))}
      {search.more && (
        <Button size="sm" kind="quiet" onClick={search.more}>
          {words.more}
        </Button>
      )}
    </div>
  );
}

function PersonRow({ person, selected, query }: { person: Person; selected: boolean; query: string }) {
  return (
    <Link
      className={selected ? 'row contacts-row is-selected' : 'row contacts-row'}
      to={`/contacts/${person.id}`}
      aria-current={selected ? 'true' : undefined}
    >
      <PersonAvatar id={person.id} name={person.nickname} size={40} />
      <span className="row__main">
        <span className="row__title clip">
          <Marked text={person.nickname} query={query} />
        </span>
        {person.job !== undefined && <span className="row__preview clip">{person.job}</span>}
      </span>
    </Link>
  );
}

function NobodyChosen() {
  const words = useWords(contactsWords);
  return (
    <main className="pane pane--main">
      <ConnectionBanner />
      <Empty art="apart" title={words.pickTitle}>
        {words.pickText}
      </Empty>
    </main>
  );
}

function Profile({ id }: { id: string }) {
  const words = useWords(contactsWords);
  const person = usePerson(id);
  const Heading = useMediaQuery(PHONE) ? 'h1' : 'h2';
  return (
    <main className="pane pane--main" aria-busy={person === undefined}>
      <header className="pane__head">
        <span className="pane-back">
          <IconButton icon="left" label={words.back} onClick={() => goBack('/contacts')} />
        </span>
        <Heading className="head-who__name clip">{words.profile}</Heading>
      </header>
      <ConnectionBanner />
      <div className="pane__scroll profile-place">
        <ProfileCard id={id} />
      </div>
    </main>
  );
}

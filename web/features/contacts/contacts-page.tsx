import { useState } from 'react';
import type { Person } from '#protocol/common.ts';
import { useAction } from '#web/app/action.ts';
import { useClient, useMe, usePerson } from '#web/app/client.tsx';
import { ConnectionBanner } from '#web/app/connection-banner.tsx';
import { failureWords } from '#web/app/failure.ts';
import { Frame, ListPane } from '#web/app/frame.tsx';
import { Link } from '#web/app/link.tsx';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { goBack, navigate } from '#web/app/navigation.ts';
import { usePeopleSearch } from '#web/app/people-search.ts';
import { PersonAvatar, PresenceText } from '#web/app/presence.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { SearchField } from '#web/ui/field.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Marked } from '#web/ui/marked.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import '#web/ui/styles/details.css';
import './contacts.css';
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
      <span className="row__title clip">
        <Marked text={person.nickname} query={query} />
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
  const client = useClient();
  const words = useWords(contactsWords);
  const language = useLanguage();
  const me = useMe();
  const person = usePerson(id);
  const action = useAction();
  const Heading = useMediaQuery(PHONE) ? 'h1' : 'h2';
  const name = person?.nickname ?? '';
  const write = () => void action.run(async () => navigate(`/c/${await client.direct(id)}`));
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
        <article className="card profile">
          <div className="profile__cover">
            <ProfileLine />
          </div>
          <div className="profile__body">
            <span className="profile__avatar">
              <PersonAvatar id={id} name={name} size={96} />
            </span>
            <h3 className="profile__name">{name === '' ? '\u00a0' : name}</h3>
            <p className="quiet">
              <PresenceText id={id} />
            </p>
            {id === me?.id && <p className="quiet">{words.itIsYou}</p>}
            {action.failure && (
              <p className="field__error" role="alert">
                <Icon name="alert" size="sm" />
                {failureWords(action.failure, language)}
              </p>
            )}
            {id !== me?.id && (
              <Button kind="main" icon="chat" busy={action.busy} disabled={person === undefined} onClick={write}>
                {words.write}
              </Button>
            )}
          </div>
        </article>
      </div>
    </main>
  );
}

function ProfileLine() {
  return (
    <svg viewBox="0 0 340 76" preserveAspectRatio="none" aria-hidden="true">
      <path d="M0 62c120 12 220 2 340-12" fill="none" stroke="currentColor" strokeWidth="4" />
      <circle cx="258" cy="44" r="8" fill="currentColor" />
      <circle cx="288" cy="28" r="8" className="mark__rising" />
    </svg>
  );
}

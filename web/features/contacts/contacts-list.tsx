import { type ReactNode, useMemo, useState } from 'react';
import { nameAnswers } from '#kernel/search/names.ts';
import type { UserId } from '#protocol/common.ts';
import type { ContactEntry } from '#protocol/personal.ts';
import { useClient, useMe } from '#web/app/client.tsx';
import { useRequestCount } from '#web/app/contact-requests.ts';
import { failureWords } from '#web/app/failure.ts';
import { ListPane } from '#web/app/frame.tsx';
import { Link } from '#web/app/link.tsx';
import { nameOf, useNames } from '#web/app/names.ts';
import { usePeopleSearch } from '#web/app/people-search.ts';
import type { ContactsPlace } from '#web/app/route.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Badge } from '#web/ui/badge.tsx';
import { Button } from '#web/ui/button.tsx';
import { SearchField } from '#web/ui/field.tsx';
import { Icon, type IconName } from '#web/ui/icon.tsx';
import { Marked } from '#web/ui/marked.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { byLetter } from './alphabet.ts';
import { useCompany } from './company/use-company.ts';
import { PersonRow } from './person-row.tsx';
import { useContactEntries, useContactsIn } from './use-contacts.ts';
import { contactsWords } from './words.ts';

interface ListProps {
  chosen: UserId | undefined;
  page: ContactsPlace | undefined;
}

/** Requests, the company, one's contacts and everybody; or what a search finds of them. */
export function ContactsList({ chosen, page }: ListProps) {
  const words = useWords(contactsWords);
  const [query, setQuery] = useState('');
  const asked = query.trim();
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
      <div className="pane__scroll list-body contacts-list">
        {asked === '' ? <Places page={page} /> : <Known query={asked} chosen={chosen} />}
        {asked === '' && <Mine chosen={chosen} />}
        <Everybody query={query} chosen={chosen} />
      </div>
    </ListPane>
  );
}

function Places({ page }: { page: ContactsPlace | undefined }) {
  const words = useWords(contactsWords);
  const waiting = useRequestCount();
  return (
    <>
      <PlaceRow to="/contacts/requests" icon="person-plus" label={words.requests} selected={page === 'requests'}>
        <Badge count={waiting} label={words.waiting(waiting)} />
      </PlaceRow>
      <PlaceRow
        to="/contacts/company"
        icon="building"
        label={words.company}
        selected={page !== undefined && page !== 'requests' && page !== 'calls'}
      />
      <PlaceRow to="/contacts/calls" icon="phone" label={words.calls} selected={page === 'calls'} />
    </>
  );
}

interface PlaceRowProps {
  to: string;
  icon: IconName;
  label: ReactNode;
  selected?: boolean;
  children?: ReactNode;
}

function PlaceRow({ to, icon, label, selected = false, children }: PlaceRowProps) {
  return (
    <Link
      className={selected ? 'row contacts-row is-selected' : 'row contacts-row'}
      to={to}
      aria-current={selected ? 'page' : undefined}
    >
      <span className="setting__icon">
        <Icon name={icon} />
      </span>
      <span className="row__main">
        <span className="row__title clip">{label}</span>
      </span>
      {children}
    </Link>
  );
}

/** The contacts, under the first letters of their names. */
function Mine({ chosen }: { chosen: UserId | undefined }) {
  const words = useWords(contactsWords);
  const contacts = useContactsIn('contact');
  const ids = useMemo(() => contacts.map(({ user }) => user), [contacts]);
  const named = useNames(ids);
  const groups = useMemo(() => byLetter(ids, (id) => named(id) ?? ''), [ids, named]);
  if (groups.length === 0) return null;
  return (
    <section aria-label={words.mine}>
      <h2 className="list-label">{words.mine}</h2>
      {groups.map(({ letter, items }) => (
        <section key={letter} aria-label={letter}>
          <h3 className="list-label contacts-letter">{letter}</h3>
          {items.map((id) => (
            <PersonRow key={id} id={id} selected={id === chosen} />
          ))}
        </section>
      ))}
    </section>
  );
}

/** What this device finds by itself: people under one's own names for them, and departments. */
function Known({ query, chosen }: { query: string; chosen: UserId | undefined }) {
  const client = useClient();
  const words = useWords(contactsWords);
  const entries = useContactEntries();
  const { tree } = useCompany();
  const people = [...entries.values()].filter(({ user, remark }) => {
    const name = nameOf(client, user) ?? '';
    return remark !== undefined && nameAnswers(name, query);
  });
  const departments = (tree?.all ?? []).filter(({ name }) => nameAnswers(name, query)).slice(0, 20);
  return (
    <>
      {people.map(({ user }) => (
        <PersonRow key={user} id={user} selected={user === chosen} query={query} />
      ))}
      {departments.length > 0 && (
        <section aria-label={words.departments}>
          <h2 className="list-label">{words.departments}</h2>
          {departments.map(({ id, name }) => (
            <PlaceRow key={id} to={`/contacts/${id}`} icon="building" label={<Marked text={name} query={query} />} />
          ))}
        </section>
      )}
    </>
  );
}

function Everybody({ query, chosen }: { query: string; chosen: UserId | undefined }) {
  const words = useWords(contactsWords);
  const language = useLanguage();
  const me = useMe()?.id;
  const entries = useContactEntries();
  const search = usePeopleSearch(query);
  const asked = query.trim();
  // Without words one's contacts stand above.
  const above = (id: UserId) => asked === '' && isMine(entries.get(`contact:${id}`));
  const people = search.people.filter((person) => person.id !== me && !above(person.id));
  if (search.failure) {
    return (
      <p className="empty empty__text" role="alert">
        {failureWords(search.failure, language)}
      </p>
    );
  }
  if (search.answered === undefined) return <SkeletonRows label={words.loading} />;
  if (people.length === 0 && search.more === undefined) {
    if (asked === '' && search.people.length > 1) return null;
    return (
      <p className="empty empty__text">
        {asked === '' ? words.nobodyTitle : words.nobodyFound(search.answered.trim())}
      </p>
    );
  }
  return (
    <section aria-label={words.everybody}>
      {(asked !== '' || entries.size > 0) && (
        <h2 className="list-label">{asked === '' ? words.everybody : words.people}</h2>
      )}
      {people.map((person) => (
        <PersonRow key={person.id} id={person.id} selected={person.id === chosen} query={asked} />
      ))}
      {search.more && (
        <Button size="sm" kind="quiet" onClick={search.more}>
          {words.more}
        </Button>
      )}
    </section>
  );
}

function isMine(entry: ContactEntry | undefined): boolean {
  return entry?.state === 'contact' && !entry.blocked;
}

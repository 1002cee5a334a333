import type { Person, UserId } from '#protocol/common.ts';
import type { Profile } from '#protocol/profile.ts';
import { useMe, usePerson } from '#web/app/client.tsx';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { useName } from '#web/app/names.ts';
import { PersonAvatar, PresenceText, useStatusText } from '#web/app/presence.tsx';
import { useWords } from '#web/i18n/words.ts';
import { ButtonLink } from '#web/ui/button.tsx';
import '#web/ui/styles/details.css';
import './contacts.css';
import { usePlaces } from './company/use-company.ts';
import { ContactActions } from './contact-actions.tsx';
import { useProfile } from './use-profile.ts';
import { contactsWords } from './words.ts';

interface ProfileCardProps {
  id: UserId;
  /** The conversation with the person is about to be shown. */
  onWritten?: () => void;
}

/** Who somebody is, how they are, and what one can do with them. */
export function ProfileCard({ id, onWritten }: ProfileCardProps) {
  const words = useWords(contactsWords);
  const person = usePerson(id);
  const profile = useProfile(id);
  const own = useMe()?.id === id;
  const Heading = useMediaQuery(PHONE) ? 'h2' : 'h3';
  const name = useName(id) ?? '';
  return (
    <article className="card profile">
      <div className="profile__cover">
        <ProfileLine />
      </div>
      <div className="profile__body">
        <span className="profile__avatar">
          <PersonAvatar id={id} name={name} size={96} />
        </span>
        <Heading className="profile__name">{name === '' ? '\u00a0' : name}</Heading>
        <p className="quiet">
          <PresenceText id={id} />
        </p>
        {person && <Says person={person} />}
        {own && <p className="quiet">{words.itIsYou}</p>}
        {own && (
          <ButtonLink to="/settings/me" icon="compose" onClick={onWritten}>
            {words.edit}
          </ButtonLink>
        )}
        {person && !own && <ContactActions person={person} onWritten={onWritten} />}
        {person && <Facts person={person} profile={profile} />}
      </div>
    </article>
  );
}

/** What the person says of the moment, and of themselves. */
function Says({ person }: { person: Person }) {
  const status = useStatusText(person);
  return (
    <>
      {status !== undefined && (
        <p>
          <span className="chip profile__status">
            <span className="clip">{status}</span>
          </span>
        </p>
      )}
      {person.signature !== undefined && <p className="profile__signature">{person.signature}</p>}
    </>
  );
}

function Facts({ person, profile }: { person: Person; profile: Profile | undefined }) {
  const words = useWords(contactsWords);
  const called = useName(person.id);
  const places = usePlaces(person.id);
  const facts: [label: string, value: string | undefined, link?: string][] = [
    [words.nickname, called === person.nickname ? undefined : person.nickname],
    [words.job, person.job],
    [words.realName, profile?.realName],
    [words.phone, profile?.phone, `tel:${profile?.phone}`],
    [words.email, profile?.email, `mailto:${profile?.email}`],
  ];
  const known = facts.filter(([, value]) => value !== undefined);
  if (known.length + places.length === 0) return null;
  return (
    <dl className="facts profile__facts">
      {known.map(([label, value, link]) => (
        <div className="facts__row" key={label}>
          <dt>{label}</dt>
          <dd>{link === undefined ? value : <a href={link}>{value}</a>}</dd>
        </div>
      ))}
      {places.map(({ path, title }) => (
        <div className="facts__row" key={path}>
          <dt>{words.department}</dt>
          <dd>{title === undefined ? path : `${path} · ${title}`}</dd>
        </div>
      ))}
    </dl>
  );
}

function ProfileLine() {
  return (
    <svg viewBox="0 0 340 76" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <path d="M0 62c120 12 220 2 340-12" fill="none" stroke="currentColor" strokeWidth="4" />
      <circle cx="258" cy="44" r="8" fill="currentColor" />
      <circle cx="288" cy="28" r="8" className="mark__rising" />
    </svg>
  );
}

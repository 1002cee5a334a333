import { useState } from 'react';
import { invitationLink, passwordLink, setWorkspaceRole } from '#client/workspace-people.ts';
import type { Me } from '#protocol/accounts.ts';
import type { WorkspacePerson } from '#protocol/workspace-people.ts';
import { useAction } from '#web/app/action.ts';
import { useClient, useMe } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { PersonAvatar } from '#web/app/presence.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { SearchField } from '#web/ui/field.tsx';
import { Menu, type MenuItem } from '#web/ui/menu.tsx';
import { NewLink } from '#web/ui/new-link.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { peopleWords } from './people-words.ts';
import { useWorkspacePeople } from './use-workspace-people.ts';

/** A link that was made, and what it is for. */
interface Made {
  title: string;
  text: string;
  address: string;
}

/** Everybody's accounts, for owner and administrators: inviting, roles, and help for who forgot their password. */
export function PeoplePage() {
  const me = useMe();
  const words = useWords(peopleWords);
  const [made, setMade] = useState<Made>();
  if (me === undefined) return null;
  if (me.role === 'member') {
    return (
      <section className="card">
        <p className="setting">{words.notForYou}</p>
      </section>
    );
  }
  return (
    <>
      <InviteCard onMade={setMade} />
      <PeopleList me={me} onMade={setMade} />
      {made && (
        <Sheet open title={made.title} onClose={() => setMade(undefined)} className="sheet--link">
          <p className="sheet__body">{made.text}</p>
          <NewLink address={made.address} />
        </Sheet>
      )}
    </>
  );
}

function InviteCard({ onMade }: { onMade: (made: Made) => void }) {
  const client = useClient();
  const words = useWords(peopleWords);
  const language = useLanguage();
  const { busy, failure, run } = useAction();
  const make = () =>
    run(async () => {
      const address = await invitationLink(client, location.origin);
      onMade({ title: words.invitation, text: words.invitationText, address });
    });
  return (
    <section className="card">
      <div className="setting">
        <div className="setting__main">
          <span className="setting__title">{words.invite}</span>
          <span className="setting__text" role={failure && 'alert'}>
            {failure ? failureWords(failure, language) : words.inviteText}
          </span>
        </div>
        <Button size="sm" icon="link" busy={busy} onClick={() => void make()}>
          {words.makeInvitation}
        </Button>
      </div>
    </section>
  );
}

function PeopleList({ me, onMade }: { me: Me; onMade: (made: Made) => void }) {
  const words = useWords(peopleWords);
  const language = useLanguage();
  const [query, setQuery] = useState('');
  const { found, busy, failure, more, changed, again } = useWorkspacePeople(query.trim());
  return (
    <section className="card">
      <div className="setting">
        <SearchField label={words.find} value={query} onChange={(event) => setQuery(event.currentTarget.value)} />
      </div>
      {failure && (
        <div className="setting" role="alert">
          <div className="setting__main">{failureWords(failure, language)}</div>
          <Button size="sm" busy={busy} onClick={again}>
            {words.tryAgain}
          </Button>
        </div>
      )}
      {found === undefined && failure === undefined && <SkeletonRows count={5} label={words.loading} />}
      {found?.people.length === 0 && <p className="setting setting__text">{words.nobody(found.query)}</p>}
      {found?.people.map((person) => (
        <PersonSetting key={person.id} me={me} person={person} onMade={onMade} onChanged={changed} />
      ))}
      {found?.more && (
        <div className="setting">
          <Button size="sm" busy={busy} onClick={() => void more()}>
            {words.more}
          </Button>
        </div>
      )}
    </section>
  );
}

interface PersonSettingProps {
  me: Me;
  person: WorkspacePerson;
  onMade: (made: Made) => void;
  onChanged: (person: WorkspacePerson) => void;
}

function PersonSetting({ me, person, onMade, onChanged }: PersonSettingProps) {
  const words = useWords(peopleWords);
  const language = useLanguage();
  const { failure, items } = usePersonItems({ me, person, onMade, onChanged });
  return (
    <div className="setting">
      <PersonAvatar id={person.id} name={person.nickname} size={40} />
      <div className="setting__main">
        <span className="setting__title">
          <span className="clip">{person.nickname}</span>
          {person.role !== 'member' && <span className="chip">{words[person.role]}</span>}
        </span>
        <span className="setting__text clip" role={failure && 'alert'}>
          {failure ? failureWords(failure, language) : person.login}
        </span>
      </div>
      {items.length > 0 && (
        <Menu trigger={<IconButton icon="more" size="sm" label={words.actionsFor(person.nickname)} />} items={items} />
      )}
    </div>
  );
}

function usePersonItems({ me, person, onMade, onChanged }: PersonSettingProps) {
  const client = useClient();
  const words = useWords(peopleWords);
  const { failure, run } = useAction();
  const below = person.role === 'member' || (person.role === 'admin' && me.role === 'owner');
  const setRole = (role: 'admin' | 'member') =>
    run(async () => {
      await setWorkspaceRole(client, person.id, role);
      onChanged({ ...person, role });
      showToast(role === 'admin' ? words.isAdmin(person.nickname) : words.isMember(person.nickname));
    });
  const items: (MenuItem | false)[] = [
    below && {
      icon: 'link',
      label: words.passwordLink,
      onChoose: () =>
        void run(async () => {
          const address = await passwordLink(client, person.id, location.origin);
          onMade({ title: words.passwordLink, text: words.passwordLinkText(person.nickname), address });
        }),
    },
    me.role === 'owner' &&
      person.role === 'member' && {
        icon: 'person-plus',
        label: words.makeAdmin,
        onChoose: () => void setRole('admin'),
      },
    me.role === 'owner' &&
      person.role === 'admin' && { icon: 'close', label: words.makeMember, onChoose: () => void setRole('member') },
  ];
  return { failure, items: items.filter((item) => item !== false) };
}

import { useEffect } from 'react';
import type { ConversationView } from '#client/view.ts';
import type { Role } from '#protocol/common.ts';
import type { Member, Summary } from '#protocol/conversations.ts';
import { useAction } from '#web/app/action.ts';
import { useClient, useConversation, useMe, usePerson } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { useNames, useTitle } from '#web/app/names.ts';
import { navigate } from '#web/app/navigation.ts';
import { PersonAvatar, PresenceText } from '#web/app/presence.tsx';
import { showProfile } from '#web/app/profile-sheet.tsx';
import { localeOf, useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Icon, type IconName } from '#web/ui/icon.tsx';
import { Menu, type MenuItem } from '#web/ui/menu.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import '#web/ui/styles/details.css';
import { showToast } from '#web/ui/toast.tsx';
import { toggleDetails } from './conversation-pane.tsx';
import { openDialog } from './dialogs.ts';
import { chatWords } from './words.ts';

/** Who is in a conversation and what one may change about it. */
export function DetailsPane({ id }: { id: string }) {
  const words = useWords(chatWords);
  const view = useConversation(id);
  const { summary } = view;
  const Heading = useMediaQuery(PHONE) ? 'h1' : 'h2';
  if (summary === undefined) return null;
  return (
    <aside
      className="pane pane--details"
      aria-label={words.details}
      onKeyDown={(event) => event.key === 'Escape' && toggleDetails(id, true)}
    >
      <header className="pane__head">
        <Heading className="pane__title">{words.details}</Heading>
        <IconButton icon="close" label={words.closeDetails} onClick={() => toggleDetails(id, true)} />
      </header>
      <div className="pane__scroll">
        {summary.kind === 'group' ? <Group view={view} summary={summary} /> : <Direct summary={summary} />}
      </div>
    </aside>
  );
}

function Group({ view, summary }: { view: ConversationView; summary: Summary }) {
  const words = useWords(chatWords);
  const rules = summary.myRole !== 'member';
  return (
    <>
      <div className="about">
        <Avatar id={summary.id} name={summary.title} size={72} room />
        <h3 className="about__name">{summary.title}</h3>
        <p className="about__text">{words.members(summary.memberCount)}</p>
        <div className="about__actions">
          {rules && (
            <AboutAction
              icon="person-plus"
              label={words.invite}
              onPress={() => openDialog({ is: 'add-members', conversation: summary.id })}
            />
          )}
          {rules && (
            <AboutAction
              icon="compose"
              label={words.rename}
              onPress={() => openDialog({ is: 'rename', conversation: summary.id, title: summary.title })}
            />
          )}
          <AboutAction
            icon="logout"
            label={words.leave}
            onPress={() => openDialog({ is: 'leave', conversation: summary.id })}
          />
        </div>
      </div>
      <Members view={view} myRole={summary.myRole} count={summary.memberCount} />
    </>
  );
}

function AboutAction({ icon, label, onPress }: { icon: IconName; label: string; onPress: () => void }) {
  return (
    <button type="button" className="about__action" onClick={onPress}>
      <Icon name={icon} />
      {label}
    </button>
  );
}

function Direct({ summary }: { summary: Summary }) {
  const words = useWords(chatWords);
  const title = useTitle(summary);
  const person = usePerson(summary.peer);
  return (
    <div className="about">
      <PersonAvatar id={summary.peer ?? summary.id} name={title} size={72} />
      <h3 className="about__name">{title}</h3>
      <p className="about__text">
        <PresenceText id={summary.peer} />
      </p>
      <div className="about__actions">
        <AboutAction icon="contacts" label={words.profile} onPress={() => showProfile(summary.peer)} />
        <AboutAction
          icon="people"
          label={words.makeGroupWith}
          onPress={() => openDialog({ is: 'new-group', people: person ? [person] : [] })}
        />
      </div>
    </div>
  );
}

const RANK: Record<Role, number> = { owner: 0, admin: 1, member: 2 };

function Members({ view, myRole, count }: { view: ConversationView; myRole: Role; count: number }) {
  const client = useClient();
  const words = useWords(chatWords);
  const language = useLanguage();
  const load = useAction();
  const { run } = load;
  const { id, members } = view;
  useEffect(() => {
    void run(() => client.loadMembers(id));
  }, [client, id, run]);
  const nameOf = useNames(members?.map((member) => member.user) ?? []);
  const collator = new Intl.Collator(localeOf(language));
  const ordered = members?.toSorted(
    (a, b) => RANK[a.role] - RANK[b.role] || collator.compare(nameOf(a.user) ?? '', nameOf(b.user) ?? ''),
  );
  return (
    <section className="section section--list">
      <h3 className="section__title">
        {words.membersTitle} <span className="num">{count}</span>
      </h3>
      {ordered?.map((member) => (
        <MemberRow key={member.user} conversation={id} member={member} myRole={myRole} />
      ))}
      {ordered === undefined && load.failure === undefined && <SkeletonRows count={3} label={words.loading} />}
      {ordered === undefined && load.failure !== undefined && (
        <div className="section__failure" role="alert">
          {words.membersFailed} {failureWords(load.failure, language)}
          <Button size="sm" busy={load.busy} onClick={() => void run(() => client.loadMembers(id))}>
            {words.tryAgain}
          </Button>
        </div>
      )}
    </section>
  );
}

interface MemberRowProps {
  conversation: string;
  member: Member;
  myRole: Role;
}

function MemberRow({ conversation, member, myRole }: MemberRowProps) {
  const words = useWords(chatWords);
  const language = useLanguage();
  const client = useClient();
  const me = useMe()?.id;
  const person = usePerson(member.user);
  const name = person?.nickname ?? '…';
  const self = member.user === me;

  async function write() {
    try {
      navigate(`/c/${await client.direct(member.user)}`);
    } catch (error) {
      showToast(failureWords(error, language));
    }
  }

  const items: MenuItem[] = [
    { icon: 'contacts', label: words.profile, onChoose: () => showProfile(member.user) },
    { icon: 'chat', label: words.writeTo, onChoose: () => void write() },
  ];
  if (person && RANK[myRole] < RANK[member.role]) {
    const ask = () => openDialog({ is: 'remove', conversation, person });
    items.push({ icon: 'close', label: words.remove, danger: true, onChoose: ask });
  }
  return (
    <div className="row row--tight">
      <PersonAvatar id={member.user} name={name} size={32} />
      <span className="clip">
        {name} {self && <span className="quiet">{words.youMark}</span>}
      </span>
      <span className="row__meta push">{member.role === 'member' ? '' : words[member.role]}</span>
      {!self && <Menu trigger={<IconButton icon="more" size="sm" label={words.memberActions(name)} />} items={items} />}
    </div>
  );
}

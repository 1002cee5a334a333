import { muteMember, setRole } from '#client/groups.ts';
import type { Person, Role } from '#protocol/common.ts';
import type { Member, Summary } from '#protocol/conversations.ts';
import { FOR_GOOD } from '#protocol/for-good.ts';
import { useClient, useMe, usePerson } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { useName } from '#web/app/names.ts';
import { navigate } from '#web/app/navigation.ts';
import { PersonAvatar } from '#web/app/presence.tsx';
import { showProfile } from '#web/app/profile-sheet.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useMinute } from '#web/i18n/today.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Menu, type MenuItem } from '#web/ui/menu.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { openDialog, openGroupDialog } from '../dialogs.ts';
import { chatWords } from '../words.ts';
import { isMuted } from './standing.ts';
import { momentText } from './times.ts';
import { groupWords } from './words.ts';

const RANK: Record<Role, number> = { owner: 0, admin: 1, member: 2 };

interface MemberRowProps {
  summary: Summary;
  member: Member;
}

/** One member: who, what they are, and what may be done. */
export function MemberRow({ summary, member }: MemberRowProps) {
  const words = useWords(chatWords);
  const self = member.user === useMe()?.id;
  const person = usePerson(member.user);
  const name = useName(member.user) ?? '…';
  const items = useActions({ summary, member }, person);
  return (
    <div className="row row--tight">
      <PersonAvatar id={member.user} name={name} size={32} />
      <span className="clip">
        {name} {self && <span className="quiet">{words.youMark}</span>}
      </span>
      <span className="member-roles push">
        <MuteMark member={member} />
        {member.role === 'member' ? '' : words[member.role]}
      </span>
      {!self && <Menu trigger={<IconButton icon="more" size="sm" label={words.memberActions(name)} />} items={items} />}
    </div>
  );
}

function MuteMark({ member }: { member: Member }) {
  const words = useWords(groupWords);
  const language = useLanguage();
  const now = useMinute();
  if (!isMuted(member, now)) return null;
  const { mutedUntil = 0 } = member;
  const text = mutedUntil === FOR_GOOD ? words.muted : words.mutedUntil(momentText(mutedUntil, language));
  return (
    <span title={text}>
      <Icon name="mic-off" size="sm" />
      <span className="visually-hidden">{text}</span>
    </span>
  );
}

/** Nobody does anything to those who stand as high as themself. */
function useActions({ summary, member }: MemberRowProps, person: Person | undefined): MenuItem[] {
  const client = useClient();
  const chat = useWords(chatWords);
  const words = useWords(groupWords);
  const language = useLanguage();
  const now = useMinute();
  const { id: conversation, myRole } = summary;
  const attempt = (work: () => Promise<unknown>) => () =>
    void work().catch((error: unknown) => showToast(failureWords(error, language)));
  const write = attempt(async () => navigate(`/c/${await client.direct(member.user)}`));
  const items: MenuItem[] = [
    { icon: 'contacts', label: chat.profile, onChoose: () => showProfile(member.user) },
    { icon: 'chat', label: chat.writeTo, onChoose: write },
  ];
  if (myRole === 'owner') {
    const role = member.role === 'admin' ? 'member' : 'admin';
    const label = role === 'admin' ? words.makeAdmin : words.unmakeAdmin;
    const change = attempt(() => setRole(client, conversation, member.user, role));
    items.push({ icon: 'shield', label, onChoose: change });
  }
  if (person === undefined || RANK[myRole] >= RANK[member.role]) return items;
  const lift = attempt(() => muteMember(client, conversation, member.user, 0));
  const ask = () => openGroupDialog({ what: 'mute', conversation, person });
  items.push(
    isMuted(member, now)
      ? { icon: 'mic', label: words.unmute, onChoose: lift }
      : { icon: 'mic-off', label: words.mute, onChoose: ask },
    {
      ...{ icon: 'close', label: chat.remove, danger: true },
      onChoose: () => openDialog({ is: 'remove', conversation, person }),
    },
  );
  return items;
}

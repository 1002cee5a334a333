import type { ConversationView } from '#client/view.ts';
import type { Summary } from '#protocol/conversations.ts';
import { GroupAvatar } from '#web/app/group-avatar.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Badge } from '#web/ui/badge.tsx';
import { Icon, type IconName } from '#web/ui/icon.tsx';
import { AboutName } from '../about-name.tsx';
import { ChannelTopic } from '../channels/channel-topic.tsx';
import { openDialog, openGroupDialog } from '../dialogs.ts';
import { KeptHere } from '../pins/pins-button.tsx';
import { chatWords } from '../words.ts';
import { Announced } from './announcement-sheet.tsx';
import './groups.css';
import { Members } from './members.tsx';
import { manages, may, useRequestCount } from './standing.ts';
import { momentText } from './times.ts';
import { groupWords } from './words.ts';

/** Everything about a group: its picture, its announcement, who is in it, and the way to change it. */
export function GroupDetails({ view, summary }: { view: ConversationView; summary: Summary }) {
  const rules = manages(summary);
  return (
    <>
      <About summary={summary} />
      {summary.kind === 'channel' && <ChannelTopic summary={summary} rules={rules} />}
      {(rules || summary.settings?.announcement) && <AnnouncementPart summary={summary} />}
      {rules && <Ways conversation={summary.id} />}
      <KeptHere conversation={summary.id} />
      <Members view={view} summary={summary} />
    </>
  );
}

function About({ summary }: { summary: Summary }) {
  const chat = useWords(chatWords);
  const words = useWords(groupWords);
  const language = useLanguage();
  const { id: conversation, title, memberCount, settings } = summary;
  const rules = manages(summary);
  return (
    <div className="about">
      <GroupAvatar summary={summary} size={72} />
      <AboutName>{title}</AboutName>
      <p className="about__text">{chat.members(memberCount)}</p>
      {settings?.until !== undefined && (
        <p className="about__until">
          <Icon name="clock" size="sm" />
          {words.endsOn(momentText(settings.until, language))}
        </p>
      )}
      <div className="about__actions">
        {may(summary, 'invite') && (
          <AboutAction
            icon="person-plus"
            label={chat.invite}
            onPress={() => openDialog({ is: 'add-members', conversation })}
          />
        )}
        {rules && (
          <AboutAction
            icon="compose"
            label={chat.rename}
            onPress={() => openDialog({ is: 'rename', conversation, title })}
          />
        )}
        {rules && (
          <AboutAction
            icon="settings"
            label={words.manage}
            onPress={() => openGroupDialog({ what: 'manage', conversation })}
          />
        )}
        <AboutAction icon="logout" label={chat.leave} onPress={() => openDialog({ is: 'leave', conversation })} />
      </div>
    </div>
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

function AnnouncementPart({ summary }: { summary: Summary }) {
  const words = useWords(groupWords);
  const { id: conversation, settings } = summary;
  const current = settings?.announcement;
  const open = (writing: boolean) => openGroupDialog({ what: 'announcement', conversation, writing });
  return (
    <section className="section">
      <h3 className="section__title">
        {words.announcement}
        <button type="button" className="section__action" onClick={() => open(current === undefined)}>
          {current === undefined ? words.addAnnouncement : words.showAll}
        </button>
      </h3>
      {current && <Announced announcement={current} short />}
    </section>
  );
}

/** How people come in. */
function Ways({ conversation }: { conversation: string }) {
  const words = useWords(groupWords);
  const waiting = useRequestCount(conversation);
  return (
    <section className="section section--links">
      <button type="button" className="row row--tight" onClick={() => openGroupDialog({ what: 'link', conversation })}>
        <Icon name="link" />
        <span className="clip">{words.inviteByLink}</span>
        <Icon name="right" size="sm" className="quiet push" />
      </button>
      {waiting > 0 && (
        <button
          type="button"
          className="row row--tight"
          onClick={() => openGroupDialog({ what: 'requests', conversation })}
        >
          <Icon name="person-plus" />
          <span className="clip">{words.requests}</span>
          <span className="push">
            <Badge count={waiting} label={words.requestCount(waiting)} />
          </span>
        </button>
      )}
    </section>
  );
}

import type { Summary } from '#protocol/conversations.ts';
import type { Announcement } from '#protocol/group-settings.ts';
import { useClient } from '#web/app/client.tsx';
import { useChats } from '#web/app/unread.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useMinute } from '#web/i18n/today.ts';
import { useWords } from '#web/i18n/words.ts';
import { Banner } from '#web/ui/banner.tsx';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { openGroupDialog } from '../dialogs.ts';
import './groups.css';
import { noticeWords } from './notice-words.ts';
import { manages, useRequestCount } from './standing.ts';
import { momentText } from './times.ts';

/** From so long before its end on a temporary group says so over the chat: one for a day does from its beginning. */
const SOON_MS = 25 * 3_600_000;

/** What stands over the chat of a group: what was announced, that it ends soon, who waits to be let in. */
export function GroupNotices({ summary }: { summary: Summary }) {
  const { id, settings } = summary;
  const announcement = settings?.announcement;
  return (
    <>
      {announcement && <AnnouncementBanner key={announcement.at} conversation={id} announcement={announcement} />}
      {settings?.until !== undefined && <EndBanner summary={summary} until={settings.until} />}
      {manages(summary) && <RequestsBanner conversation={id} />}
    </>
  );
}

function AnnouncementBanner({ conversation, announcement }: { conversation: string; announcement: Announcement }) {
  const words = useWords(noticeWords);
  const client = useClient();
  const closed = useChats().get(`chat:${conversation}`)?.announced ?? 0;
  const { at } = announcement;
  if (at <= closed) return null;
  return (
    <section className="announcement" aria-label={words.announcement}>
      <Icon name="speaker" />
      <button
        type="button"
        className="announcement__text"
        onClick={() => openGroupDialog({ what: 'announcement', conversation })}
      >
        <span className="visually-hidden">{words.readAll}: </span>
        {announcement.text.replaceAll(/\s*\n\s*/g, ' ')}
      </button>
      <IconButton
        icon="close"
        size="sm"
        label={words.close}
        onClick={() => client.keep({ do: 'conversation.keep', with: { conversation, announced: at } })}
      />
    </section>
  );
}

function EndBanner({ summary, until }: { summary: Summary; until: number }) {
  const words = useWords(noticeWords);
  const language = useLanguage();
  const now = useMinute();
  if (until - now > SOON_MS) return null;
  const extend = () => openGroupDialog({ what: 'manage', conversation: summary.id });
  return (
    <Banner
      icon="clock"
      action={
        summary.myRole === 'owner' && (
          <Button size="sm" onClick={extend}>
            {words.extend}
          </Button>
        )
      }
    >
      {words.endsSoon(momentText(until, language))}
    </Banner>
  );
}

function RequestsBanner({ conversation }: { conversation: string }) {
  const words = useWords(noticeWords);
  const count = useRequestCount(conversation);
  if (count === 0) return null;
  return (
    <Banner
      icon="person-plus"
      action={
        <Button size="sm" onClick={() => openGroupDialog({ what: 'requests', conversation })}>
          {words.look}
        </Button>
      }
    >
      {words.waiting(count)}
    </Banner>
  );
}

import { memo, type ReactNode } from 'react';
import type { ConversationItem } from '#client/view.ts';
import type { ChatEntry } from '#protocol/personal.ts';
import { useClient, useMe } from '#web/app/client.tsx';
import { useDraft } from '#web/app/drafts.ts';
import { GroupAvatar } from '#web/app/group-avatar.tsx';
import { Link } from '#web/app/link.tsx';
import { useNames, useTitle } from '#web/app/names.ts';
import { Face, usePresence, useTyping } from '#web/app/presence.tsx';
import { appWords } from '#web/app/words.ts';
import { localeOf, useLanguage } from '#web/i18n/language.ts';
import { fullTime, listTime } from '#web/i18n/time.ts';
import { useToday } from '#web/i18n/today.ts';
import { useWords } from '#web/i18n/words.ts';
import { Badge } from '#web/ui/badge.tsx';
import { Icon, type IconName } from '#web/ui/icon.tsx';
import { ChannelMark } from '../channels/channel-mark.tsx';
import { channelWords } from '../channels/words.ts';
import { contentWords } from '../contents/words.ts';
import { messageWords } from '../messages/words.ts';
import { type Preview, previewOf } from '../preview.ts';
import { namedIn } from '../system-words.ts';
import { TypingLine } from '../typing-line.tsx';
import { type ChatWords, chatWords } from '../words.ts';
import { listWords } from './words.ts';

interface RowProps {
  item: ConversationItem;
  chat: ChatEntry | undefined;
  selected: boolean;
  /** Whether the Tab key comes to it: one of all rows. */
  reachable: boolean;
}

/** One conversation in the list: who, when, what was last said, what waits. */
export const ConversationRow = memo(function ConversationRow({ item, chat, selected, reachable }: RowProps) {
  const words = { ...useWords(chatWords), ...useWords(listWords) };
  const client = useClient();
  const language = useLanguage();
  const { summary, outgoing, unread } = item;
  const title = useTitle(summary);
  const preview = usePreview(item, selected);
  const presence = usePresence(summary.peer);
  const stateWords = useWords(appWords);
  const typing = useTyping(item.id);
  const { mentioned } = useWords(messageWords);
  const { news } = useWords(channelWords);
  const at = Math.max(outgoing?.at ?? summary.last.at, item.newsAt ?? 0);
  useToday();
  const loud = (unread > 0 || chat?.unread) && !chat?.muted;
  const names = ['row', selected && 'is-selected', loud && 'is-unread'].filter(Boolean).join(' ');
  return (
    <Link
      className={names}
      to={`/c/${item.id}`}
      aria-current={selected ? 'true' : undefined}
      tabIndex={reachable ? 0 : -1}
      data-id={item.id}
      draggable={false}
      // Between the press and the click there is time to read what is stored.
      onPointerDown={() => void client.warm(item.id)}
      onFocus={() => void client.warm(item.id)}
    >
      {summary.peer === undefined ? (
        <GroupAvatar summary={summary} />
      ) : (
        <Face id={summary.peer} name={title} presence={presence?.state} />
      )}
      <span className="row__main">
        <span className="row__line">
          <ChannelMark kind={summary.kind} />
          <span className="row__title clip">{title}</span>
          {chat?.muted && <Mark icon="bell-off" label={words.muted} />}
          {presence && <span className="visually-hidden">{stateWords[presence.state]}</span>}
          <time className="row__time" dateTime={new Date(at).toISOString()} title={fullTime(at, language)}>
            {listTime(at, Date.now(), language)}
          </time>
        </span>
        <span className="row__line">
          <span className="row__preview clip">
            {typing.length > 0 ? (
              <TypingLine people={typing} direct={summary.kind === 'direct'} />
            ) : (
              <>
                {summary.mentions && <span className="row__mention">{mentioned} </span>}
                {previewMark(preview, words)}
                {item.newsAt === undefined ? preview.text : news}
              </>
            )}
          </span>
          <span className="row__marks">
            {preview.sending && <Icon name="clock" size="sm" />}
            {preview.mark === 'failed' && (
              <span className="row__failed">
                <Icon name="alert" size="sm" />
              </span>
            )}
            <Waiting item={item} chat={chat} />
          </span>
        </span>
      </span>
    </Link>
  );
});

function Mark({ icon, label }: { icon: IconName; label: string }) {
  return (
    <span role="img" className="row__mark" aria-label={label} title={label}>
      <Icon name={icon} size="sm" />
    </span>
  );
}

/** How much waits: a number, a dot where the person said so, grey where it is to be quiet; else that it is pinned. */
function Waiting({ item, chat }: Pick<RowProps, 'item' | 'chat'>) {
  const words = { ...useWords(chatWords), ...useWords(listWords) };
  const { unread } = item;
  if (unread > 0) return <Badge count={unread} muted={chat?.muted === true} label={words.unreadCount(unread)} />;
  if (chat?.unread) {
    const look = chat.muted ? 'badge badge--dot badge--muted' : 'badge badge--dot';
    return <b className={look} role="img" aria-label={words.markedUnread} title={words.markedUnread} />;
  }
  return chat?.pinned === undefined ? null : <Mark icon="pin" label={words.pinned} />;
}

/** The draft of the conversation in view is in its composer already. */
function usePreview(item: ConversationItem, selected: boolean): Preview {
  const words = useWords(chatWords);
  const language = useLanguage();
  const me = useMe()?.id;
  const draft = useDraft(me, item.id);
  const nameOf = useNames(namedIn(item.summary.last));
  const { recalled } = useWords(messageWords);
  const contents = useWords(contentWords);
  return previewOf(item, selected ? '' : draft, { me, nameOf, words, recalled, contents, locale: localeOf(language) });
}

function previewMark({ mark }: Preview, words: ChatWords): ReactNode {
  if (mark === 'draft') return <span className="row__draft">{words.draft} </span>;
  return mark === 'failed' ? <span className="row__failed">{words.notSent} </span> : null;
}

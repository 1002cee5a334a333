import { memo, type ReactNode } from 'react';
import type { ConversationItem } from '#client/view.ts';
import { useMe } from '#web/app/client.tsx';
import { useDraft } from '#web/app/drafts.ts';
import { Link } from '#web/app/link.tsx';
import { useNames, useTitle } from '#web/app/names.ts';
import { Face, usePresence, useTyping } from '#web/app/presence.tsx';
import { appWords } from '#web/app/words.ts';
import { localeOf, useLanguage } from '#web/i18n/language.ts';
import { fullTime, listTime } from '#web/i18n/time.ts';
import { useToday } from '#web/i18n/today.ts';
import { useWords } from '#web/i18n/words.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { Badge } from '#web/ui/badge.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { messageWords } from '../messages/words.ts';
import { type Preview, previewOf } from '../preview.ts';
import { namedIn } from '../system-words.ts';
import { TypingLine } from '../typing-line.tsx';
import { type ChatWords, chatWords } from '../words.ts';

interface RowProps {
  item: ConversationItem;
  selected: boolean;
}

/** One conversation in the list: who, when, what was last said, what waits. */
export const ConversationRow = memo(function ConversationRow({ item, selected }: RowProps) {
  const words = useWords(chatWords);
  const language = useLanguage();
  const { summary, outgoing, unread } = item;
  const title = useTitle(summary);
  const preview = usePreview(item, selected);
  const presence = usePresence(summary.peer);
  const stateWords = useWords(appWords);
  const typing = useTyping(item.id);
  const { mentioned } = useWords(messageWords);
  const at = outgoing?.at ?? summary.last.at;
  useToday();
  const names = ['row', selected && 'is-selected', unread > 0 && 'is-unread'].filter(Boolean).join(' ');
  return (
    <Link className={names} to={`/c/${item.id}`} aria-current={selected ? 'true' : undefined}>
      {summary.peer === undefined ? (
        <Avatar id={item.id} name={title} room />
      ) : (
        <Face id={summary.peer} name={title} presence={presence?.state} />
      )}
      <span className="row__main">
        <span className="row__line">
          <span className="row__title clip">{title}</span>
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
                {preview.text}
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
            <Badge count={unread} label={words.unreadCount(unread)} />
          </span>
        </span>
      </span>
    </Link>
  );
});

/** The draft of the conversation in view is in its composer already. */
function usePreview(item: ConversationItem, selected: boolean): Preview {
  const words = useWords(chatWords);
  const language = useLanguage();
  const me = useMe()?.id;
  const draft = useDraft(me, item.id);
  const nameOf = useNames(namedIn(item.summary.last));
  const { recalled } = useWords(messageWords);
  return previewOf(item, selected ? '' : draft, { me, nameOf, words, recalled, locale: localeOf(language) });
}

function previewMark({ mark }: Preview, words: ChatWords): ReactNode {
  if (mark === 'draft') return <span className="row__draft">{words.draft} </span>;
  return mark === 'failed' ? <span className="row__failed">{words.notSent} </span> : null;
}

import type { ReactNode } from 'react';
import type { MessageLine } from '#protocol/conversations.ts';
import { useClient, useMe } from '#web/app/client.tsx';
import { useName, useTitle } from '#web/app/names.ts';
import { Face } from '#web/app/presence.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { fullTime, listTime } from '#web/i18n/time.ts';
import { useWords } from '#web/i18n/words.ts';
import { Marked } from '#web/ui/marked.tsx';
import { lineWords } from '../contents/content-line.ts';
import { contentWords } from '../contents/words.ts';
import { plainLine } from '../messages/markdown.ts';
import './keeping.css';
import { starWords } from './words.ts';

interface LineRowProps {
  line: MessageLine;
  /** Says in which chat it is. */
  placed?: boolean;
  query?: string;
  onShow: () => void;
  /** At the end of the row. */
  end: ReactNode;
}

/** A message in a list of messages: who, when, where, and the beginning of what it says. A press goes there. */
export function LineRow({ line, placed = false, query = '', onShow, end }: LineRowProps) {
  const client = useClient();
  const words = useWords(starWords);
  const contents = useWords(contentWords);
  const language = useLanguage();
  const me = useMe()?.id;
  const name = useName(line.by);
  const title = useTitle(client.conversation(line.conversation).summary);
  const who = line.by === me ? words.you : (name ?? words.somebody);
  return (
    <li className="line-row">
      <button type="button" className="line-row__go" onClick={onShow}>
        <Face id={line.by} name={name ?? words.somebody} size={36} />
        <span className="line-row__main">
          <span className="line-row__head">
            <b className="clip">{who}</b>
            {placed && title !== '' && <span className="line-row__place clip">{title}</span>}
            <time dateTime={new Date(line.at).toISOString()} title={fullTime(line.at, language)}>
              {listTime(line.at, Date.now(), language)}
            </time>
          </span>
          <span className="line-row__text">
            <Marked text={lineWords(line.content, plainLine(line.text.slice(0, 300)), contents)} query={query} />
          </span>
        </span>
      </button>
      {end}
    </li>
  );
}

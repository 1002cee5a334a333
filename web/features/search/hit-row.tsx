import { Fragment, type ReactNode } from 'react';
import { useConversation, useMe } from '#web/app/client.tsx';
import { useName, useTitle } from '#web/app/names.ts';
import { Face } from '#web/app/presence.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { fullTime, listTime } from '#web/i18n/time.ts';
import { useToday } from '#web/i18n/today.ts';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import type { Hits } from './use-search.ts';
import { searchWords } from './words.ts';

export type Hit = Hits[number];

interface HitRowProps {
  hit: Hit;
  /** Shown beside just now. */
  selected: boolean;
  /** Within one conversation, where it is needn't be told. */
  placed: boolean;
  onOpen: () => void;
}

/** A message that was found: who, where, when, and what stands around the words. */
export function HitRow({ hit, selected, placed, onOpen }: HitRowProps) {
  const words = useWords(searchWords);
  const language = useLanguage();
  const today = useToday();
  const me = useMe()?.id;
  const name = useName(hit.by) ?? words.somebody;
  const where = useTitle(useConversation(hit.conversation).summary);
  const group = useConversation(hit.conversation).summary?.kind !== 'direct';
  const who = hit.by === me ? words.you : name;
  return (
    <button
      type="button"
      className={selected ? 'row hit is-selected' : 'row hit'}
      aria-current={selected ? 'true' : undefined}
      data-result=""
      onClick={onOpen}
    >
      <Face id={hit.by} name={name} size={36} />
      <span className="row__main">
        <span className="row__line">
          <span className="row__title clip">{who}</span>
          {placed && (group || hit.by === me) && where !== '' && <span className="hit__place clip">{where}</span>}
          {hit.thread !== undefined && (
            <span className="hit__thread" title={words.inThread}>
              <Icon name="thread" size="sm" />
              <span className="visually-hidden">{words.inThread}</span>
            </span>
          )}
          <time className="row__time" dateTime={new Date(hit.at).toISOString()} title={fullTime(hit.at, language)}>
            {listTime(hit.at, today, language)}
          </time>
        </span>
        <span className="hit__text">{markedText(hit)}</span>
      </span>
    </button>
  );
}

/** The snippet with what was found brought forward. */
function markedText({ text, ranges, cut }: Hit): ReactNode {
  const ends = ranges.map((_, index) => ranges[index - 1]?.[1] ?? 0);
  return (
    <>
      {cut.before && '…'}
      {ranges.map(([from, to], index) => (
        <Fragment key={from}>
          {withoutMarks(text.slice(ends[index], from))}
          <mark>{withoutMarks(text.slice(from, to))}</mark>
        </Fragment>
      ))}
      {withoutMarks(text.slice(ranges.at(-1)?.[1] ?? 0))}
      {cut.after && '…'}
    </>
  );
}

/** Without what Markdown writes around words to set them off. */
function withoutMarks(text: string): string {
  return text.replace(/\*\*|~~|`+/g, '');
}

import { type RefObject, useCallback, useEffect, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { ConversationView } from '#client/view.ts';
import { useWords } from '#web/i18n/words.ts';
import { Badge } from '#web/ui/badge.tsx';
import { Icon } from '#web/ui/icon.tsx';
import type { TimelineRow } from '../lines.ts';
import { jumpTo } from '../messages/acting.ts';
import { chatWords } from '../words.ts';
import './reading.css';
import { readingWords } from './words.ts';

interface JumpButtonsProps {
  view: ConversationView;
  rows: readonly TimelineRow[];
  list: RefObject<VirtualizerHandle | null>;
  scroller: RefObject<HTMLElement | null>;
  /** Where the unread line stands. */
  unreadFrom: number | undefined;
  /** Far enough from the end that the way back is offered. */
  away: boolean;
  toLatest: () => void;
}

/** Ways through a long history: to what is new, to the next mention, to the end. */
export function JumpButtons({ view, rows, list, scroller, unreadFrom, away, toLatest }: JumpButtonsProps) {
  const words = { ...useWords(chatWords), ...useWords(readingWords) };
  const above = useIsAbove({ rows, list, scroller, seq: unreadFrom });
  const mentions = view.summary?.mentions ?? [];
  const [mention] = mentions;
  const latest = view.unread > 0 ? words.toLatestUnread(view.unread) : words.toLatest;
  return (
    <div className="jumps">
      {above && unreadFrom !== undefined && (
        <button
          type="button"
          className="jump"
          aria-label={words.firstUnread(view.unread)}
          title={words.firstUnread(view.unread)}
          onClick={() => jumpTo(unreadFrom)}
        >
          <Icon name="up" />
        </button>
      )}
      {mention !== undefined && (
        <button
          type="button"
          className="jump"
          aria-label={words.nextMention(mentions.length)}
          title={words.nextMention(mentions.length)}
          onClick={() => jumpTo(mention)}
        >
          <Icon name="at" />
          <Badge count={mentions.length} />
        </button>
      )}
      {away && (
        <button type="button" className="jump" aria-label={latest} title={words.toLatest} onClick={toLatest}>
          <Icon name="down" />
          <Badge count={view.unread} />
        </button>
      )}
    </div>
  );
}

type Where = Pick<JumpButtonsProps, 'rows' | 'list' | 'scroller'> & { seq: number | undefined };

/** Whether the line stands above what is in view, or before what is loaded. */
function useIsAbove({ rows, list, scroller, seq }: Where): boolean {
  const [above, setAbove] = useState(false);
  const look = useCallback(() => {
    const handle = list.current;
    if (seq === undefined || handle === null || rows.length === 0) {
      setAbove(false);
      return;
    }
    const index = rows.findIndex((row) => row.unreadAbove);
    const first = rows.find(({ line }) => line.state === 'sent')?.line;
    const before = index < 0 && first?.state === 'sent' && first.event.seq > seq;
    setAbove(before || (index >= 0 && index < handle.findItemIndex(handle.scrollOffset)));
  }, [rows, list, seq]);
  useEffect(() => {
    let frame = requestAnimationFrame(look);
    const element = scroller.current;
    // The list learns of it by the same event: it is asked a moment later.
    const onScroll = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(look);
    };
    element?.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      element?.removeEventListener('scroll', onScroll);
    };
  }, [look, scroller]);
  return above;
}

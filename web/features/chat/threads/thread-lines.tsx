import { memo, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type { ThreadView } from '#client/threads.ts';
import type { SentLine } from '#client/view.ts';
import { useClient, useMe } from '#web/app/client.tsx';
import { useCutOff } from '#web/app/connection-banner.tsx';
import { useReplyPlace } from '#web/app/message-place.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { dayName } from '#web/i18n/time.ts';
import { useToday } from '#web/i18n/today.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { authorOf, type TimelineRow, textOf, timelineRows } from '../lines.ts';
import { Message } from '../message.tsx';
import { RecalledLine } from '../messages/recalled-line.tsx';
import { useStaying } from '../stars/erasing.ts';
import { isWatched, useWatching } from '../watching.ts';
import { useReplyTarget } from './use-reply-target.ts';
import { threadWords } from './words.ts';

/** Closer to the end than this, in px, new replies keep the end in view. */
const AT_END_PX = 48;
/** Closer to the start than this, in px, earlier replies are loaded. */
const LOAD_PX = 240;

/** The root and its replies, the newest at the end. */
export function ThreadLines({ view, root }: { view: ThreadView; root: SentLine }) {
  const client = useClient();
  const words = useWords(threadWords);
  const me = useMe()?.id ?? '';
  const cutOff = useCutOff();
  const today = useToday();
  const scroller = useRef<HTMLDivElement>(null);
  const { hasBefore, hasAfter, loading, conversation } = view;
  const lines = useStaying(view.lines);
  const rootSeq = root.event.seq;
  const unreadFrom = useUnreadFrom(view, me);
  const [top] = useMemo(() => timelineRows({ lines: [root], unreadFrom: undefined, direct: false }), [root]);
  const rows = useMemo(() => timelineRows({ lines, unreadFrom, direct: false }), [lines, unreadFrom]);
  const older = useCallback(
    () => void client.threads()?.loadBefore(conversation, rootSeq),
    [client, conversation, rootSeq],
  );
  const later = useCallback(
    () => void client.threads()?.loadAfter(conversation, rootSeq),
    [client, conversation, rootSeq],
  );
  const { onScroll, leaveEnd } = useThreadScroll(scroller, view, rows, rootSeq, { older, later });
  const marked = useReplyTarget(scroller, { conversation, lines }, rootSeq, leaveEnd);
  const count = root.event.type === 'message' ? (root.event.replies?.count ?? 0) : 0;
  return (
    <div
      ref={scroller}
      className="thread__scroll"
      role="log"
      aria-label={words.history}
      aria-busy={loading}
      onScroll={onScroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
      tabIndex={0}
    >
      {top && <Row row={top} cutOff={false} today={today} marked={marked === rootSeq} />}
      <p className="thread__count">{count > 0 ? words.replies(count) : words.history}</p>
      {hasBefore && (
        <div className="thread__older">
          <Button size="sm" busy={loading} onClick={older}>
            {words.older}
          </Button>
        </div>
      )}
      {rows.length === 0 && <p className="thread__note">{words.noReplies}</p>}
      {rows.map((row, index) => (
        <Row
          key={row.key}
          row={sameDay(row, index, top)}
          cutOff={cutOff && row.line.state !== 'sent'}
          today={today}
          marked={marked !== undefined && seqOf(row) === marked}
        />
      ))}
      {hasAfter && (
        <div className="thread__older">
          <Button size="sm" busy={loading} onClick={later}>
            {words.later}
          </Button>
        </div>
      )}
    </div>
  );
}

/** The day of the root isn't told twice. */
function sameDay(row: TimelineRow, index: number, top: TimelineRow | undefined): TimelineRow {
  return index === 0 && row.dayAbove === top?.dayAbove ? { ...row, dayAbove: undefined } : row;
}

interface RowProps {
  row: TimelineRow;
  cutOff: boolean;
  today: number;
  /** Somebody came here just now. */
  marked: boolean;
}

const Row = memo(function Row({ row, cutOff, today, marked }: RowProps) {
  const words = useWords(threadWords);
  const language = useLanguage();
  const { line, place, dayAbove, unreadAbove } = row;
  const recalled =
    line.state === 'sent' && line.event.type === 'message' && line.event.recalled ? line.event : undefined;
  return (
    <div
      className={`timeline-row timeline-row--${textOf(line) === undefined ? 'system' : place}${marked ? ' is-marked' : ''}`}
      data-seq={seqOf(row)}
    >
      {dayAbove !== undefined && (
        <div className="day-line">
          <time dateTime={new Date(dayAbove).toISOString()}>{dayName(dayAbove, today, language)}</time>
        </div>
      )}
      {unreadAbove && <div className="unread-line">{words.newLine}</div>}
      {recalled ? <RecalledLine line={recalled} /> : <Message line={line} place={place} named cutOff={cutOff} />}
    </div>
  );
});

/** Where it stands in the log; undefined while it is on its way. */
function seqOf({ line }: TimelineRow): number | undefined {
  return line.state === 'sent' ? line.event.seq : undefined;
}

/** The first reply of others that was unread when the thread was opened. */
function useUnreadFrom({ lines, readAtOpen, hasBefore }: ThreadView, me: string): number | undefined {
  return useMemo(() => {
    if (readAtOpen === undefined) return undefined;
    const first = lines.find((line) => line.state === 'sent' && line.event.seq > readAtOpen && authorOf(line) !== me);
    const seq = first?.state === 'sent' ? first.event.seq : undefined;
    return seq === undefined || (hasBefore && first === lines[0]) ? undefined : seq;
  }, [lines, readAtOpen, hasBefore, me]);
}

/** Begins at what is unread or at the end, holds the end, keeps its place when earlier replies come in. */
function useThreadScroll(
  scroller: { current: HTMLDivElement | null },
  { conversation, lines, hasBefore, hasAfter }: ThreadView,
  rows: readonly TimelineRow[],
  root: number,
  { older, later }: { older: () => void; later: () => void },
): { onScroll: () => void; leaveEnd: () => void } {
  const client = useClient();
  // Who comes for a certain reply doesn't begin at the end.
  const holdsEnd = useRef(useReplyPlace(root) === undefined);
  const drawn = useRef({ first: '', height: 0 });

  const markSeen = useCallback(() => {
    const last = lines.findLast((line) => line.state === 'sent');
    if (last?.state !== 'sent' || !holdsEnd.current || hasAfter || !isWatched()) return;
    void client.threads()?.markRead(conversation, root, last.event.seq);
  }, [client, conversation, root, lines, hasAfter]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const first = rows[0]?.key ?? '';
    const { first: before, height } = drawn.current;
    if (before !== '' && first !== before && rows.some((row) => row.key === before)) {
      element.scrollTop += element.scrollHeight - height;
    } else if (before === '' && rows.some((row) => row.unreadAbove)) {
      element.querySelector('.unread-line')?.scrollIntoView({ block: 'center' });
    } else if (holdsEnd.current && !hasAfter) element.scrollTop = element.scrollHeight;
    drawn.current = { first, height: element.scrollHeight };
  }, [scroller, rows, hasAfter]);

  useEffect(markSeen, [markSeen]);
  useWatching(markSeen);

  const leaveEnd = useCallback(() => {
    holdsEnd.current = false;
  }, []);
  const onScroll = () => {
    const element = scroller.current;
    if (element === null) return;
    const below = element.scrollHeight - element.clientHeight - element.scrollTop;
    holdsEnd.current = below < AT_END_PX;
    if (hasAfter && below < LOAD_PX) later();
    if (hasBefore && element.scrollTop < LOAD_PX) older();
    markSeen();
  };
  return { onScroll, leaveEnd };
}

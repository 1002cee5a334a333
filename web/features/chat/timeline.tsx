import { type KeyboardEvent, memo, useEffect, useMemo, useRef, useState } from 'react';
import { Virtualizer } from 'virtua';
import type { ConversationView, LineView } from '#client/view.ts';
import { showCalendar } from '#web/app/calendar-sheet.tsx';
import { useClient, useMe } from '#web/app/client.tsx';
import { useCutOff } from '#web/app/connection-banner.tsx';
import { leaveMessage, onAgain, useMessagePlace } from '#web/app/message-place.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { dayName } from '#web/i18n/time.ts';
import { useToday } from '#web/i18n/today.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { NudgeLine } from './contents/nudge-line.tsx';
import { type TimelineRow, textOf, timelineRows } from './lines.ts';
import { Message } from './message.tsx';
import { onJump } from './messages/acting.ts';
import { RecalledLine } from './messages/recalled-line.tsx';
import { JumpButtons } from './reading/jump-buttons.tsx';
import { Selectable } from './selecting/selectable.tsx';
import { useStaying } from './stars/erasing.ts';
import { SystemLine } from './system-line.tsx';
import { type TimelineScroll, useTimelineScroll } from './use-scroll.ts';
import { useUnreadLine } from './use-unread-line.ts';
import { chatWords } from './words.ts';

/** The history of a conversation. Only what is near the window is in the page. */
export function Timeline({ view, direct }: { view: ConversationView; direct: boolean }) {
  const words = useWords(chatWords);
  const me = useMe()?.id ?? '';
  const cutOff = useCutOff();
  const today = useToday();
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useStaying(view.lines);
  const unreadFrom = useUnreadLine(view, me);
  const rows = useMemo(() => timelineRows({ lines, unreadFrom, direct }), [lines, unreadFrom, direct]);
  const target = useMessagePlace(view.id);
  const scroll = useTimelineScroll({ view, rows, me, target, scroller });
  const marked = useMarked(scroll.jumpTo, target, rows);
  const busy = view.loading === 'before' || view.loading === 'newest' || view.loading === 'around';
  return (
    <div className="timeline">
      <div
        ref={scroller}
        className="timeline__scroll"
        role="log"
        // Rows come and go as one scrolls: only what comes in at the end is to be read out.
        aria-live={scroll.away ? 'off' : 'polite'}
        aria-label={words.history}
        aria-busy={busy}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        onKeyDown={(event) => onScrollKey(event, scroll)}
      >
        <div className="timeline__fill" />
        <Virtualizer
          ref={scroll.list}
          scrollRef={scroller}
          data={rows}
          shift={scroll.shift}
          bufferSize={scroll.buffer}
          keepMounted={scroll.drawn}
          onScroll={scroll.onScroll}
          onScrollEnd={scroll.onScrollEnd}
          onResize={scroll.onResize}
        >
          {(row) => (
            <Row key={row.key} row={row} named={!direct} cutOff={cutOff} today={today} marked={seqOf(row) === marked} />
          )}
        </Virtualizer>
      </div>
      <LoadingEdge view={view} />
      <JumpButtons
        {...{ view, rows, scroller, unreadFrom }}
        list={scroll.list}
        away={scroll.away}
        toLatest={() => {
          leaveMessage(view.id);
          scroll.toLatest();
        }}
      />
    </div>
  );
}

/** The browser's own way to either end stops where rows turn out to be of another height than was thought. */
function onScrollKey(event: KeyboardEvent, { toFirst, toLatest }: TimelineScroll): void {
  if (event.target !== event.currentTarget || (event.key !== 'Home' && event.key !== 'End')) return;
  event.preventDefault();
  if (event.key === 'Home') toFirst();
  else toLatest();
}

interface RowProps {
  row: TimelineRow;
  named: boolean;
  cutOff: boolean;
  today: number;
  /** Somebody jumped here just now. */
  marked: boolean;
}

const Row = memo(function Row({ row, named, cutOff, today, marked }: RowProps) {
  const words = useWords(chatWords);
  const { line, place, dayAbove, unreadAbove } = row;
  const system = textOf(line) === undefined;
  return (
    <div className={`timeline-row timeline-row--${system ? 'system' : place}${marked ? ' is-marked' : ''}`}>
      {dayAbove !== undefined && <DayLine day={dayAbove} today={today} line={line} />}
      {unreadAbove && <div className="unread-line">{words.newLine}</div>}
      {system ? (
        <Told line={line} came={row.came} />
      ) : (
        <Selectable line={line}>
          <Message line={line} place={place} named={named} cutOff={cutOff && line.state !== 'sent'} />
        </Selectable>
      )}
    </div>
  );
});

/** A press asks for another day. */
function DayLine({ day, today, line }: { day: number; today: number; line: LineView }) {
  const { jumpToDate } = useWords(chatWords);
  const language = useLanguage();
  const conversation = line.state === 'sent' ? line.event.conversation : line.conversation;
  return (
    <div className="day-line">
      <button type="button" title={jumpToDate} onClick={() => showCalendar(conversation, day)}>
        <time dateTime={new Date(day).toISOString()}>{dayName(day, today, language)}</time>
      </button>
    </div>
  );
}

/** What happened, in the middle. */
function Told({ line, came }: Pick<TimelineRow, 'line' | 'came'>) {
  if (line.state !== 'sent') return null;
  const nudge = line.event.type === 'message' && !line.event.recalled ? line.event.content : undefined;
  if (line.event.type === 'message' && nudge?.type === 'nudge') return <NudgeLine line={line.event} nudge={nudge} />;
  return line.event.type === 'message' ? (
    <RecalledLine line={line.event} />
  ) : (
    <SystemLine event={line.event} came={came} />
  );
}

const MARKED_MS = 1600;

/** The place somebody jumped to, for a moment. */
function useMarked(
  jump: (seq: number) => void,
  target: number | undefined,
  rows: readonly TimelineRow[],
): number | undefined {
  const [marked, setMarked] = useState(target);
  const begun = useRef(target);
  useEffect(() => {
    if (target === begun.current) return;
    begun.current = target;
    if (target === undefined) return;
    jump(target);
    setMarked(target);
  }, [jump, target]);
  useEffect(() => {
    const stop = onAgain(() => {
      if (target === undefined) return;
      jump(target);
      setMarked(target);
    });
    return () => void stop();
  }, [jump, target]);
  useEffect(() => {
    const stop = onJump((seq) => {
      jump(seq);
      setMarked(seq);
    });
    return () => void stop();
  }, [jump]);
  const present = marked !== undefined && rows.some((row) => seqOf(row) === marked);
  useEffect(() => {
    if (!present) return;
    const timer = setTimeout(() => setMarked(undefined), MARKED_MS);
    return () => clearTimeout(timer);
  }, [present]);
  return marked;
}

function seqOf({ line }: TimelineRow): number {
  return line.state === 'sent' ? line.event.seq : 0;
}

/** Floats over the first lines, so that nothing moves when it comes and goes. */
function LoadingEdge({ view }: { view: ConversationView }) {
  const client = useClient();
  const words = useWords(chatWords);
  if (view.failure && view.lines.length > 0) {
    return (
      <div className="timeline__edge" role="status">
        {words.loadFailed}
        <Button size="sm" onClick={() => void client.loadBefore(view.id)}>
          {words.tryAgain}
        </Button>
      </div>
    );
  }
  if (view.loading !== 'before') return null;
  return (
    <div className="timeline__edge" role="status">
      <span className="typing" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {words.loadingOlder}
    </div>
  );
}

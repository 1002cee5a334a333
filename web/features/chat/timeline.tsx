import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { Virtualizer } from 'virtua';
import type { ConversationView, LineView } from '#client/view.ts';
import { useClient, useMe } from '#web/app/client.tsx';
import { useCutOff } from '#web/app/connection-banner.tsx';
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
import { SystemLine } from './system-line.tsx';
import { useTimelineScroll } from './use-scroll.ts';
import { useUnreadLine } from './use-unread-line.ts';
import { chatWords } from './words.ts';

/** The history of a conversation. Only what is near the window is in the page. */
export function Timeline({ view, direct }: { view: ConversationView; direct: boolean }) {
  const words = useWords(chatWords);
  const me = useMe()?.id ?? '';
  const cutOff = useCutOff();
  const today = useToday();
  const scroller = useRef<HTMLDivElement>(null);
  const { lines } = view;
  const unreadFrom = useUnreadLine(view, me);
  const rows = useMemo(() => timelineRows({ lines, unreadFrom, direct }), [lines, unreadFrom, direct]);
  const scroll = useTimelineScroll(view, rows, me);
  const marked = useMarked(scroll.jumpTo);
  const busy = view.loading === 'before' || view.loading === 'newest' || view.loading === 'around';
  return (
    <div className="timeline">
      <div
        ref={scroller}
        className="timeline__scroll"
        role="log"
        aria-label={words.history}
        aria-busy={busy}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
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
        toLatest={scroll.toLatest}
      />
    </div>
  );
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
  const language = useLanguage();
  const { line, place, dayAbove, unreadAbove } = row;
  const system = textOf(line) === undefined;
  return (
    <div className={`timeline-row timeline-row--${system ? 'system' : place}${marked ? ' is-marked' : ''}`}>
      {dayAbove !== undefined && (
        <div className="day-line">
          <time dateTime={new Date(dayAbove).toISOString()}>{dayName(dayAbove, today, language)}</time>
        </div>
      )}
      {unreadAbove && <div className="unread-line">{words.newLine}</div>}
      {system ? (
        <Told line={line} />
      ) : (
        <Selectable line={line}>
          <Message line={line} place={place} named={named} cutOff={cutOff && line.state !== 'sent'} />
        </Selectable>
      )}
    </div>
  );
});

/** What happened, in the middle. */
function Told({ line }: { line: LineView }) {
  if (line.state !== 'sent') return null;
  const nudge = line.event.type === 'message' && !line.event.recalled ? line.event.content : undefined;
  if (line.event.type === 'message' && nudge?.type === 'nudge') return <NudgeLine line={line.event} nudge={nudge} />;
  return line.event.type === 'message' ? <RecalledLine line={line.event} /> : <SystemLine event={line.event} />;
}

const MARKED_MS = 1600;

/** The place somebody jumped to, for a moment. */
function useMarked(jump: (seq: number) => void): number | undefined {
  const [marked, setMarked] = useState<number>();
  useEffect(() => {
    const stop = onJump((seq) => {
      jump(seq);
      setMarked(seq);
    });
    return () => void stop();
  }, [jump]);
  useEffect(() => {
    if (marked === undefined) return;
    const timer = setTimeout(() => setMarked(undefined), MARKED_MS);
    return () => clearTimeout(timer);
  }, [marked]);
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

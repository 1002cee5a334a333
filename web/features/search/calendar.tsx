import { useEffect, useState } from 'react';
import type { ConversationId, TimeMs } from '#protocol/common.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import { useClient } from '#web/app/client.tsx';
import { goToMessage, messagePath } from '#web/app/message-place.ts';
import { useRoute } from '#web/app/navigation.ts';
import { localeOf, useLanguage } from '#web/i18n/language.ts';
import { startOfDay } from '#web/i18n/time.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import './calendar.css';
import { monthOf, weekdays } from './days.ts';
import { readForm, searchPath } from './form.ts';
import { searchWords } from './words.ts';

interface CalendarProps {
  conversation: ConversationId;
  /** It begins at the month of this moment. */
  day: TimeMs;
  onClose: () => void;
}

type Days = ResultOf<'conversation.days'>['days'];

/** A month of the conversation: the days that have something can be pressed, and lead there. */
export function Calendar({ conversation, day, onClose }: CalendarProps) {
  const words = useWords(searchWords);
  const language = useLanguage();
  const [away, setAway] = useState(0);
  const month = monthOf(day, away, language);
  const { days, failed, again } = useDays(conversation, month.starts);
  const go = useGoing(conversation, onClose);
  const last = (month.starts.at(-1) ?? 0) > Date.now();
  return (
    <Sheet open onClose={onClose} title={words.jumpToDate} className="sheet--calendar">
      <div className="sheet__body calendar">
        <div className="calendar__head">
          <IconButton icon="left" label={words.previousMonth} onClick={() => setAway(away - 1)} />
          <h3 aria-live="polite">{month.title}</h3>
          <IconButton icon="right" label={words.nextMonth} disabled={last} onClick={() => setAway(away + 1)} />
        </div>
        <div className="calendar__days">
          {weekdays(language).map((name, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: narrow names repeat, and never move
            <span key={index} className="calendar__weekday" aria-hidden="true">
              {name}
            </span>
          ))}
          {month.starts.slice(0, -1).map((start, index) => (
            <Day
              key={start}
              start={start}
              column={index === 0 ? month.lead + 1 : undefined}
              seq={days?.[index] ?? undefined}
              onGo={go}
            />
          ))}
        </div>
        {failed && (
          <p className="calendar__failed" role="alert">
            {words.calendarFailed}
            <Button size="sm" onClick={again}>
              {words.tryAgain}
            </Button>
          </p>
        )}
        <Button kind="quiet" size="sm" onClick={() => go(1)}>
          {words.firstDay}
        </Button>
      </div>
    </Sheet>
  );
}

interface DayProps {
  start: TimeMs;
  /** Where the first one stands. */
  column: number | undefined;
  seq: number | undefined;
  onGo: (seq: number) => void;
}

function Day({ start, column, seq, onGo }: DayProps) {
  const words = useWords(searchWords);
  const language = useLanguage();
  const name = new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'full' }).format(start);
  const today = startOfDay(Date.now()) === start;
  return (
    <button
      type="button"
      className={today ? 'calendar__day is-today' : 'calendar__day'}
      style={column === undefined ? undefined : { gridColumnStart: column }}
      aria-label={seq === undefined ? words.noMessages(name) : words.hasMessages(name)}
      aria-current={today ? 'date' : undefined}
      disabled={seq === undefined}
      onClick={() => seq !== undefined && onGo(seq)}
    >
      {new Date(start).getDate()}
    </button>
  );
}

/** Which days have something; undefined until it is known. */
function useDays(conversation: ConversationId, starts: readonly TimeMs[]) {
  const client = useClient();
  const [known, setKnown] = useState<{ first: number; days?: Days }>();
  const [tries, setTries] = useState(0);
  const first = starts[0] ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a month is known by its first day
  useEffect(() => {
    let wanted = true;
    client.call('conversation.days', { conversation, starts: [...starts] }).then(
      ({ days }) => wanted && setKnown({ first, days }),
      () => wanted && setKnown({ first }),
    );
    return () => {
      wanted = false;
    };
  }, [client, conversation, first, tries]);
  const here = known?.first === first ? known : undefined;
  const again = () => {
    setKnown(undefined);
    setTries((n) => n + 1);
  };
  return { days: here?.days, failed: here !== undefined && here.days === undefined, again };
}

/** Goes there; in the search, what was found stays beside. */
function useGoing(conversation: ConversationId, onClose: () => void): (seq: number) => void {
  const route = useRoute();
  return (seq) => {
    onClose();
    const here = route.at === 'search';
    goToMessage(
      here ? searchPath(readForm(location.search), { open: conversation, seq }) : messagePath(conversation, seq),
    );
  };
}

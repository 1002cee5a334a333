import './planning.css';
import { useState } from 'react';
import type { Occurrence } from '#protocol/planning.ts';
import { useMe } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { useName } from '#web/app/names.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { clockTime } from '#web/i18n/time.ts';
import { useMinute } from '#web/i18n/today.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, ButtonLink } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { pageWords } from '../words/page.ts';
import { PlanSheet } from './plan-sheet.tsx';
import { useUpcoming } from './use-plan.ts';
import { byDay, dayWords, isNear, lengthWords } from './when.ts';
import { planWords } from './words.ts';

/** Meetings that are shown at first. */
const SHOWN = 8;

/** The meetings that come, by day. */
export function Upcoming() {
  const words = useWords(planWords);
  const page = useWords(pageWords);
  const language = useLanguage();
  const now = useMinute();
  const [loaded, again] = useUpcoming();
  const [shown, setShown] = useState<Occurrence>();
  const [whole, setWhole] = useState(false);
  const coming = loaded.at === 'here' ? loaded.value.filter((one) => one.at + one.minutes * 60_000 > now) : [];
  const items = whole ? coming : coming.slice(0, SHOWN);
  return (
    <section className="card" aria-labelledby="upcoming-meetings">
      <header className="card__head">
        <h2 id="upcoming-meetings">{words.upcoming}</h2>
      </header>
      <div className="meetings__list">
        {loaded.at === 'loading' && <SkeletonRows count={3} label={words.loading} />}
        {loaded.at === 'failed' && (
          <Empty art="fallen" alert title={page.loadFailed} actions={<Button onClick={again}>{words.tryAgain}</Button>}>
            {failureWords(loaded.error, language)}
          </Empty>
        )}
        {loaded.at === 'here' && items.length === 0 && (
          <Empty art="together" title={page.emptyTitle}>
            {words.nothingText}
          </Empty>
        )}
        {byDay(items).map(({ day, items: its }) => (
          <section key={day} className="plan-day">
            <h3 className="plan-day__name">{dayWords(day, now, language, words)}</h3>
            <ul>
              {its.map((one) => (
                <Row key={`${one.plan} ${one.day}`} one={one} now={now} onOpen={() => setShown(one)} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      {coming.length > items.length && (
        <div className="plan-more">
          <Button onClick={() => setWhole(true)}>{words.more}</Button>
        </div>
      )}
      {shown && <PlanSheet plan={shown.plan} one={shown} onClose={() => setShown(undefined)} />}
    </section>
  );
}

interface RowProps {
  one: Occurrence;
  now: number;
  onOpen: () => void;
}

function Row({ one, now, onOpen }: RowProps) {
  const words = useWords(planWords);
  const near = isNear(one, now);
  return (
    <li className={near ? 'plan-row is-near' : 'plan-row'}>
      <button type="button" className="plan-row__open" onClick={onOpen}>
        <span className="plan-row__time num">
          <b>{clockTime(one.at)}</b>
          <span className="quiet">{lengthWords(one.minutes, words)}</span>
        </span>
        <span className="plan-row__main">
          <span className="plan-row__title clip">{one.title}</span>
          <span className="plan-row__sub clip">
            <Organiser one={one} />
            {one.repeats && (
              <>
                {' · '}
                <Icon name="refresh" size="sm" /> {words.repeats}
              </>
            )}
            {one.moved && ` · ${words.moved}`}
          </span>
        </span>
      </button>
      <AnswerChip one={one} />
      {near ? (
        <ButtonLink size="sm" kind="main" to={`/m/${one.number}`}>
          {words.join}
        </ButtonLink>
      ) : (
        <ButtonLink size="sm" kind="quiet" to={`/m/${one.number}`} className="plan-row__join">
          {words.join}
        </ButtonLink>
      )}
    </li>
  );
}

function Organiser({ one }: { one: Occurrence }) {
  const page = useWords(pageWords);
  const words = useWords(planWords);
  const me = useMe()?.id;
  const name = useName(one.organiser);
  return <>{one.organiser === me ? page.hostYou : page.hostOther(name ?? words.somebody)}</>;
}

function AnswerChip({ one }: { one: Occurrence }) {
  const words = useWords(planWords);
  if (one.answer === 'yes') return <span className="chip chip--ok">{words.isComing}</span>;
  if (one.answer === 'maybe') return <span className="chip chip--warn">{words.mayCome}</span>;
  return one.answer === 'no' ? <span className="chip">{words.notComing}</span> : null;
}

import './planning.css';
import { useState } from 'react';
import type { UserId } from '#protocol/common.ts';
import type { MeetingContent } from '#protocol/planning.ts';
import { useMe } from '#web/app/client.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useMinute } from '#web/i18n/today.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, ButtonLink } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { groupNumber } from '../model/number.ts';
import { AnswerChoice } from './answer-choice.tsx';
import { PlanSheet } from './plan-sheet.tsx';
import { usePlanEntries } from './use-plan.ts';
import { dayWords, repeatWords, spanWords } from './when.ts';
import { type PlanWords, planWords } from './words.ts';

interface MeetingCardProps {
  content: MeetingContent;
  by: UserId | undefined;
}

/** A planned meeting in its chat: what is said of it, the way in, and one's answer. */
export function MeetingCard({ content, by }: MeetingCardProps) {
  const words = useWords(planWords);
  const language = useLanguage();
  const now = useMinute();
  const me = useMe()?.id;
  const entry = usePlanEntries().get(`plan:${content.plan}`);
  const [open, setOpen] = useState(false);
  const { what, title, number, at, minutes, repeat, day } = content;
  const named = whatWords(content, words);
  const gone = what === 'cancelled';
  const asks = what === 'invited' || what === 'changed';
  return (
    <section className={gone ? 'plan-card is-gone' : 'plan-card'} aria-label={words.card(named, title)}>
      <span className="plan-card__what">
        <Icon name={what === 'reminder' ? 'bell' : 'calendar'} size="sm" />
        {named}
      </span>
      <b className="plan-card__title">{title}</b>
      <span className="plan-card__when">
        {dayWords(at, now, language, words)} {spanWords(at, minutes)}
      </span>
      {repeat && day === undefined && (
        <span className="plan-card__rule">{repeatWords(repeat, dayIn(content), language, words)}</span>
      )}
      {!gone && (
        <span className="plan-card__rule num">
          {words.number} {groupNumber(number)}
        </span>
      )}
      {!gone && asks && entry !== undefined && by !== me && <AnswerChoice plan={content.plan} answer={entry.answer} />}
      {!(gone && day === undefined) && (
        <span className="plan-card__foot">
          <Button size="sm" onClick={() => setOpen(true)}>
            {words.details}
          </Button>
          {!gone && entry !== undefined && (
            <ButtonLink size="sm" kind="main" to={`/m/${number}`}>
              {words.join}
            </ButtonLink>
          )}
        </span>
      )}
      {open && <PlanSheet plan={content.plan} onClose={() => setOpen(false)} />}
    </section>
  );
}

function whatWords({ what, day }: MeetingContent, words: PlanWords): string {
  if (what === 'invited') return words.cardInvited;
  if (what === 'reminder') return words.cardReminder;
  if (what === 'changed') return day === undefined ? words.cardChanged : words.cardOneChanged;
  return day === undefined ? words.cardCancelled : words.cardOneCancelled;
}

/** The day by the clocks of the meeting's zone: rules speak of that one. */
function dayIn({ at, zone }: MeetingContent): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(at);
}

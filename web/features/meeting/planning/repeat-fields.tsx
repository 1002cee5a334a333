import { weekdayOf } from '#kernel/recurrence.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Field } from '#web/ui/field.tsx';
import { Choose } from './choose.tsx';
import type { PlanDraft, RepeatChoice } from './plan-draft.ts';
import { weekdayName } from './when.ts';
import { type PlanWords, planWords } from './words.ts';

interface RepeatFieldsProps {
  draft: PlanDraft;
  onChange: (change: Partial<PlanDraft>) => void;
}

const STEPS = [1, 2, 3, 4, 6];

/** How a meeting comes again, and until when. */
export function RepeatFields({ draft, onChange }: RepeatFieldsProps) {
  const words = useWords(planWords);
  const { repeat, step, ends } = draft;
  const stepped = repeat !== 'never' && repeat !== 'weekdays';
  return (
    <>
      <div className={stepped ? 'plan-form__pair' : 'plan-form__one'}>
        <Choose<RepeatChoice>
          label={words.repeat}
          value={repeat}
          choices={[
            { value: 'never', label: words.never },
            { value: 'day', label: words.daily },
            { value: 'weekdays', label: words.weekdays },
            { value: 'week', label: words.weekly },
            { value: 'month-date', label: words.monthlyDate },
            { value: 'month-weekday', label: words.monthlyWeekday },
          ]}
          onChange={(choice) => onChange({ repeat: choice, step: 1 })}
        />
        {stepped && (
          <Choose
            label={words.every}
            value={String(step)}
            choices={[...new Set([...STEPS, step])].map((n) => ({
              value: String(n),
              label: stepWords(repeat, n, words),
            }))}
            onChange={(chosen) => onChange({ step: Number(chosen) })}
          />
        )}
      </div>
      {repeat === 'week' && <Days draft={draft} onChange={onChange} />}
      {repeat !== 'never' && (
        <div className={ends === 'never' ? 'plan-form__one' : 'plan-form__pair'}>
          <Choose<PlanDraft['ends']>
            label={words.ends}
            value={ends}
            choices={[
              { value: 'never', label: words.endsNever },
              { value: 'on', label: words.endsOn },
              { value: 'after', label: words.endsAfter },
            ]}
            onChange={(chosen) => onChange({ ends: chosen })}
          />
          {ends === 'on' && (
            <Field
              label={words.lastDay}
              type="date"
              min={draft.date}
              value={draft.until}
              onChange={(event) => onChange({ until: event.currentTarget.value })}
            />
          )}
          {ends === 'after' && (
            <Field
              label={words.times}
              type="number"
              inputMode="numeric"
              min={1}
              max={LIMITS.planOccurrences}
              value={draft.count}
              onChange={(event) => onChange({ count: timesIn(event.currentTarget.value) })}
            />
          )}
        </div>
      )}
    </>
  );
}

function timesIn(text: string): number {
  return Math.min(LIMITS.planOccurrences, Math.max(1, Math.floor(Number(text)) || 1));
}

function stepWords(repeat: RepeatChoice, step: number, words: PlanWords): string {
  if (repeat === 'day') return words.everyDays(step);
  return repeat === 'week' ? words.everyWeeks(step) : words.everyMonths(step);
}

/** The days of the week; that of the first meeting is always one. */
function Days({ draft: { days, date }, onChange }: RepeatFieldsProps) {
  const words = useWords(planWords);
  const language = useLanguage();
  const first = date === '' ? 0 : weekdayOf(date);
  function toggle(day: number) {
    onChange({ days: days.includes(day) ? days.filter((one) => one !== day) : [...days, day] });
  }
  return (
    <fieldset className="plan-days">
      <legend className="field__label">{words.onDays}</legend>
      {[1, 2, 3, 4, 5, 6, 7].map((day) => (
        <button
          key={day}
          type="button"
          className="plan-days__day"
          aria-pressed={day === first || days.includes(day)}
          disabled={day === first}
          onClick={() => toggle(day)}
        >
          {weekdayName(day, language, 'short')}
        </button>
      ))}
    </fieldset>
  );
}

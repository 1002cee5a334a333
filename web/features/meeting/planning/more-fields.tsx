import { useId } from 'react';
import { LIMITS } from '#protocol/limits.ts';
import { useWords } from '#web/i18n/words.ts';
import { Choose } from './choose.tsx';
import { lengthWords } from './when.ts';
import { type PlanWords, planWords } from './words.ts';

const REMINDERS = [0, 5, 10, 15, 30, 60, 1440];

interface RemindFieldProps {
  value: number | undefined;
  onChange: (value: number | undefined) => void;
}

/** How long before it begins the chat says so. */
export function RemindField({ value, onChange }: RemindFieldProps) {
  const words = useWords(planWords);
  const known = value === undefined ? REMINDERS : [...new Set([...REMINDERS, value])].sort((one, other) => one - other);
  return (
    <Choose
      label={words.remind}
      value={value === undefined ? '' : String(value)}
      choices={[
        { value: '', label: words.remindNone },
        ...known.map((minutes) => ({ value: String(minutes), label: remindWords(minutes, words) })),
      ]}
      onChange={(chosen) => onChange(chosen === '' ? undefined : Number(chosen))}
    />
  );
}

function remindWords(minutes: number, words: PlanWords): string {
  return minutes === 0 ? words.remindNow : words.remindBefore(lengthWords(minutes, words));
}

export function AgendaField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const words = useWords(planWords);
  const id = useId();
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {words.agenda}
      </label>
      <textarea
        id={id}
        className="plan-form__agenda"
        rows={4}
        placeholder={words.agendaHint}
        maxLength={LIMITS.planAgendaChars}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}

import { useWords } from '#web/i18n/words.ts';
import { Field } from '#web/ui/field.tsx';
import { Choose } from './choose.tsx';
import type { PlanDraft } from './plan-draft.ts';
import { lengthWords } from './when.ts';
import { planWords } from './words.ts';

const LENGTHS = [15, 30, 45, 60, 90, 120, 180, 240, 480];

interface TimeFieldsProps {
  draft: Pick<PlanDraft, 'date' | 'time' | 'minutes' | 'zone'>;
  onChange: (change: Partial<PlanDraft>) => void;
  error: string | undefined;
}

/** Day, time and length, by the browser's own pickers. */
export function TimeFields({ draft, onChange, error }: TimeFieldsProps) {
  const words = useWords(planWords);
  const lengths = [...new Set([...LENGTHS, draft.minutes])].sort((one, other) => one - other);
  return (
    <>
      <div className="plan-form__times">
        <Field
          label={words.date}
          type="date"
          required
          value={draft.date}
          onChange={(event) => onChange({ date: event.currentTarget.value })}
          error={error}
        />
        <Field
          label={words.time}
          type="time"
          required
          value={draft.time}
          onChange={(event) => onChange({ time: event.currentTarget.value })}
        />
        <Choose
          label={words.length}
          value={String(draft.minutes)}
          choices={lengths.map((minutes) => ({ value: String(minutes), label: lengthWords(minutes, words) }))}
          onChange={(minutes) => onChange({ minutes: Number(minutes) })}
        />
      </div>
      <p className="field__hint plan-form__zone">{words.zoneHint(draft.zone)}</p>
    </>
  );
}

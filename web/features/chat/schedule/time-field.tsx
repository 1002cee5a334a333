import { LIMITS } from '#protocol/limits.ts';
import { useWords } from '#web/i18n/words.ts';
import { Field } from '#web/ui/field.tsx';
import { fromLocalInput, toLocalInput } from './times.ts';
import { scheduleWords } from './words.ts';

interface TimeFieldProps {
  value: string;
  onChange: (value: string) => void;
}

/** The browser's own picker of a day and a time. */
export function TimeField({ value, onChange }: TimeFieldProps) {
  const words = useWords(scheduleWords);
  const fault = useTimeFault(value);
  return (
    <Field
      label={words.when}
      type="datetime-local"
      value={value}
      min={toLocalInput(Date.now())}
      max={toLocalInput(Date.now() + LIMITS.scheduledAheadMs)}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={fault}
    />
  );
}

/** What is wrong with a time that was picked; undefined: nothing, or nothing was. */
function useTimeFault(value: string): string | undefined {
  const words = useWords(scheduleWords);
  const at = fromLocalInput(value);
  if (at === undefined) return undefined;
  if (at <= Date.now()) return words.past;
  return at - Date.now() > LIMITS.scheduledAheadMs ? words.tooFar : undefined;
}

/** The time, if a message can go out then. */
export function goodTime(value: string): number | undefined {
  const at = fromLocalInput(value);
  const good = at !== undefined && at > Date.now() && at - Date.now() <= LIMITS.scheduledAheadMs;
  return good ? at : undefined;
}

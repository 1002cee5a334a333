import { useId } from 'react';
import { Icon } from '#web/ui/icon.tsx';

interface ChooseProps<Value extends string> {
  label: string;
  value: Value;
  choices: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
}

/** One of several, by the browser's own list: at home on every phone and screen reader. */
export function Choose<Value extends string>({ label, value, choices, onChange }: ChooseProps<Value>) {
  const id = useId();
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      <span className="field__box plan-choose">
        <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value as Value)}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
        <Icon name="down" size="sm" />
      </span>
    </div>
  );
}

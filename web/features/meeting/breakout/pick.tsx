import { useId } from 'react';
import { Icon } from '#web/ui/icon.tsx';

interface PickProps {
  label: string;
  value: number;
  choices: readonly { value: number; label: string }[];
  onPick: (value: number) => void;
}

/** One of several numbers, by the browser's own list. */
export function Pick({ label, value, choices, onPick }: PickProps) {
  const id = useId();
  return (
    <span className="breakout__pick">
      <label htmlFor={id}>{label}</label>
      <span className="select">
        <select id={id} className="clip" value={value} onChange={(event) => onPick(Number(event.target.value))}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
        <Icon name="down" size="sm" />
      </span>
    </span>
  );
}

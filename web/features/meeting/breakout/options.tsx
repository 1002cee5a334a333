import type { BreakoutRules, BreakoutView } from '#protocol/breakout.ts';
import { useWords } from '#web/i18n/words.ts';
import { Switch } from '#web/ui/switch.tsx';
import { Pick } from './pick.tsx';
import type { Breakouts } from './use-table.ts';
import { breakoutWords } from './words.ts';

const MINUTES = [0, 5, 10, 15, 20, 30, 45, 60, 90];

/** What people may, and when the rooms close by themselves. */
export function Options({ breakouts, view: { rules, at } }: { breakouts: Breakouts; view: BreakoutView }) {
  const words = useWords(breakoutWords);
  const set = (change: Partial<BreakoutRules>) => void breakouts.act({ do: 'set', rules: change });
  const switches: ['auto' | 'choose' | 'back', string, string?][] = [
    ['auto', words.auto, words.autoText],
    ['choose', words.choose],
    ['back', words.back],
  ];
  const minutes = MINUTES.includes(rules.minutes) ? MINUTES : [...MINUTES, rules.minutes].sort((a, b) => a - b);
  return (
    <section className="breakout__options" aria-label={words.options}>
      <h3 className="host-panel__title">{words.options}</h3>
      {switches.map(([name, label, text]) => (
        <div key={name} className="host-tools__lock">
          <span className="row__main">
            {label}
            {text !== undefined && <span className="quiet">{text}</span>}
          </span>
          <Switch label={label} checked={rules[name]} onChange={(on) => set({ [name]: on })} />
        </div>
      ))}
      {at !== 'closing' && (
        <Pick
          label={words.closeAfter}
          value={rules.minutes}
          choices={minutes.map((n) => ({ value: n, label: n === 0 ? words.never : words.minutes(n) }))}
          onPick={(n) => set({ minutes: n })}
        />
      )}
    </section>
  );
}

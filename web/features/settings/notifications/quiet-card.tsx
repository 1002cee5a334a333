import type { PushSettings, QuietHours } from '#protocol/commands/push.ts';
import { localeOf, useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Switch } from '#web/ui/switch.tsx';
import { clockOf, minuteOf, weekDays } from './hours.ts';
import { notificationWords } from './words.ts';

interface QuietProps {
  settings: PushSettings;
  onChange: (settings: PushSettings) => void;
}

/** From ten in the evening to seven in the morning, every day: what is offered. */
const NIGHT = { from: 22 * 60, to: 7 * 60, days: [0, 1, 2, 3, 4, 5, 6] };

export function QuietCard({ settings, onChange }: QuietProps) {
  const words = useWords(notificationWords);
  const { quiet, ...rest } = settings;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const change = (next: QuietHours | undefined) => onChange(next === undefined ? rest : { ...rest, quiet: next });
  return (
    <section className="card">
      <div className="setting">
        <div className="setting__main">
          <span className="setting__title">{words.quiet}</span>
          <span className="setting__text">{words.quietText}</span>
        </div>
        <Switch
          label={words.quiet}
          checked={quiet !== undefined}
          onChange={(on) => change(on ? { ...NIGHT, zone } : undefined)}
        />
      </div>
      {quiet && <Hours quiet={quiet} onChange={change} />}
    </section>
  );
}

function Hours({ quiet, onChange }: { quiet: QuietHours; onChange: (quiet: QuietHours) => void }) {
  const words = useWords(notificationWords);
  const locale = localeOf(useLanguage());
  const set = (part: 'from' | 'to', text: string) => {
    const minute = minuteOf(text);
    const next = { ...quiet, [part]: minute };
    if (minute !== undefined && next.from !== next.to) onChange(next);
  };
  const toggle = (day: number) => {
    const days = quiet.days.includes(day) ? quiet.days.filter((one) => one !== day) : [...quiet.days, day];
    onChange({ ...quiet, days: days.sort((a, b) => a - b) });
  };
  return (
    <div className="quiet-hours">
      {(['from', 'to'] as const).map((part) => (
        <label key={part} className="quiet-hours__time">
          {words[part]}
          <input
            className="input num"
            type="time"
            value={clockOf(quiet[part])}
            onChange={(event) => set(part, event.currentTarget.value)}
          />
        </label>
      ))}
      <fieldset className="quiet-hours__days">
        <legend className="quiet-hours__legend">{words.days}</legend>
        {weekDays(locale).map(({ day, short, long }) => (
          <label key={day} className={quiet.days.includes(day) ? 'quiet-day is-on' : 'quiet-day'}>
            <input
              className="visually-hidden"
              type="checkbox"
              aria-label={long}
              checked={quiet.days.includes(day)}
              onChange={() => toggle(day)}
            />
            {short}
          </label>
        ))}
      </fieldset>
      <p className="quiet-hours__zone">{words.zone(quiet.zone.replaceAll('_', ' '))}</p>
    </div>
  );
}

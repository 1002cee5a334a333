import { useWords, type Words } from '#web/i18n/words.ts';
import { Segmented } from '#web/ui/segmented.tsx';
import './groups.css';

const DAY_MS = 86_400_000;

/** How long a new group is to last. */
export type Lasts = 'always' | 'day' | 'week' | 'month';
export const LASTS_MS: Record<Exclude<Lasts, 'always'>, number> = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS };

const en = { label: 'Lasts', always: 'For good', day: '1 day', week: '7 days', month: '30 days' };
const zh: typeof en = { label: '期限', always: '长期', day: '1 天', week: '7 天', month: '30 天' };
const lastsWords: Words<typeof en> = { en, zh };

export function LastsChoice({ lasts, onChange }: { lasts: Lasts; onChange: (lasts: Lasts) => void }) {
  const words = useWords(lastsWords);
  const options = (['always', 'day', 'week', 'month'] as const).map((value) => ({ value, label: words[value] }));
  return (
    <div className="field">
      <span className="field__label">{words.label}</span>
      <Segmented label={words.label} value={lasts} options={options} onChange={onChange} />
    </div>
  );
}

import { useState } from 'react';
import { useConversation } from '#web/app/client.tsx';
import { useName, useTitle } from '#web/app/names.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Icon, type IconName } from '#web/ui/icon.tsx';
import { shortDay } from './days.ts';
import { type SearchForm, without } from './form.ts';
import { ChooseConversation, ChooseDates, ChoosePerson } from './pick-sheets.tsx';
import { type SearchWords, searchWords } from './words.ts';

interface FiltersProps {
  form: SearchForm;
  onChange: (form: SearchForm) => void;
}

type Asking = 'from' | 'in' | 'dates' | undefined;

/** The conditions as chips: one that is set says what it is, and a press takes it away. */
export function Filters({ form, onChange }: FiltersProps) {
  const words = useWords(searchWords);
  const [asking, setAsking] = useState<Asking>();
  const close = () => setAsking(undefined);
  const set = (change: Partial<SearchForm>) => {
    close();
    onChange({ ...form, ...change });
  };
  const dates = useDateWords(form, words);
  const from = useName(form.from);
  const where = useTitle(useConversation(form.in ?? '').summary);
  const toggle = (one: SearchForm['has'][number]) => {
    const has = form.has.includes(one) ? form.has.filter((other) => other !== one) : [...form.has, one];
    onChange({ ...form, has });
  };
  return (
    <fieldset className="filters">
      <legend className="visually-hidden">{words.filters}</legend>
      <Chip
        icon="person-plus"
        label={words.from}
        value={form.from && words.fromWho(from ?? words.somebody)}
        onAsk={() => setAsking('from')}
        onClear={() => onChange(without(form, 'from'))}
      />
      <Chip
        icon="chat"
        label={words.inWhere}
        value={form.in && words.inWhich(where || words.somebody)}
        onAsk={() => setAsking('in')}
        onClear={() => onChange(without(form, 'in'))}
      />
      <Chip
        icon="calendar"
        label={words.date}
        value={dates}
        onAsk={() => setAsking('dates')}
        onClear={() => onChange(without(without(form, 'after'), 'before'))}
      />
      <Toggle icon="link" label={words.links} on={form.has.includes('link')} onPress={() => toggle('link')} />
      <Toggle icon="image" label={words.pictures} on={form.has.includes('picture')} onPress={() => toggle('picture')} />
      <Toggle icon="file" label={words.files} on={form.has.includes('file')} onPress={() => toggle('file')} />
      <Toggle icon="at" label={words.mentions} on={form.has.includes('mention')} onPress={() => toggle('mention')} />
      {asking === 'from' && <ChoosePerson onClose={close} onChoose={(id) => set({ from: id })} />}
      {asking === 'in' && <ChooseConversation onClose={close} onChoose={(id) => set({ in: id })} />}
      {asking === 'dates' && <ChooseDates form={form} onClose={close} onChoose={set} />}
    </fieldset>
  );
}

function useDateWords({ after, before }: SearchForm, words: SearchWords): string | undefined {
  const language = useLanguage();
  if (after !== undefined && before !== undefined) {
    return words.betweenDays(shortDay(after, language), shortDay(before, language));
  }
  if (after !== undefined) return words.sinceDay(shortDay(after, language));
  return before === undefined ? undefined : words.untilDay(shortDay(before, language));
}

interface ChipProps {
  icon: IconName;
  label: string;
  value: string | undefined;
  onAsk: () => void;
  onClear: () => void;
}

function Chip({ icon, label, value, onAsk, onClear }: ChipProps) {
  const words = useWords(searchWords);
  if (value === undefined) {
    return (
      <button type="button" className="filter" aria-haspopup="dialog" onClick={onAsk}>
        <Icon name={icon} size="sm" />
        {label}
      </button>
    );
  }
  return (
    <button type="button" className="filter is-on" aria-label={words.remove(value)} title={value} onClick={onClear}>
      <span className="clip">{value}</span>
      <Icon name="close" size="sm" />
    </button>
  );
}

function Toggle({ icon, label, on, onPress }: { icon: IconName; label: string; on: boolean; onPress: () => void }) {
  return (
    <button type="button" className={on ? 'filter is-on' : 'filter'} aria-pressed={on} onClick={onPress}>
      <Icon name={icon} size="sm" />
      {label}
    </button>
  );
}

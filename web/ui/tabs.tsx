import type { KeyboardEvent } from 'react';

interface TabsProps<Value extends string> {
  label: string;
  value: Value;
  items: readonly { value: Value; label: string; count?: number }[];
  onChange: (value: Value) => void;
  /** The id of the element whose content the tabs choose. */
  controls: string;
}

/** The chosen one stands on a line. Arrows move, as in every tab list. */
export function Tabs<Value extends string>({ label, value, items, onChange, controls }: TabsProps<Value>) {
  function move(event: KeyboardEvent<HTMLDivElement>) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const index = items.findIndex((item) => item.value === value);
    const next = (index + step + items.length) % items.length;
    const item = items[next];
    if (item === undefined) return;
    onChange(item.value);
    event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  }
  return (
    <div className="tabs" role="tablist" aria-label={label} onKeyDown={move}>
      {items.map((item) => (
        <button
          key={item.value}
          type="button"
          role="tab"
          aria-selected={item.value === value}
          aria-controls={controls}
          tabIndex={item.value === value ? 0 : -1}
          className={item.value === value ? 'tabs__item is-on' : 'tabs__item'}
          onClick={() => onChange(item.value)}
        >
          {item.label}
          {item.count !== undefined && item.count > 0 && <span className="tabs__count">{item.count}</span>}
        </button>
      ))}
    </div>
  );
}

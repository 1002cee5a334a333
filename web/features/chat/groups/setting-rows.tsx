import type { ReactNode } from 'react';
import { Switch } from '#web/ui/switch.tsx';

interface RowProps {
  title: string;
  text?: string;
  children: ReactNode;
}

/** One thing that is set: what it is, and the control at the end. */
export function SettingRow({ title, text, children }: RowProps) {
  return (
    <div className="setting">
      <div className="setting__main">
        <span className="setting__title">{title}</span>
        {text !== undefined && <span className="setting__text">{text}</span>}
      </div>
      {children}
    </div>
  );
}

interface SwitchRowProps {
  title: string;
  text?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

export function SwitchRow({ title, text, checked, onChange }: SwitchRowProps) {
  return (
    <SettingRow title={title} {...(text === undefined ? {} : { text })}>
      <Switch label={title} checked={checked} onChange={onChange} />
    </SettingRow>
  );
}

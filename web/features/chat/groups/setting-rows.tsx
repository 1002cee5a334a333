import { Switch } from '#web/ui/switch.tsx';

interface SwitchRowProps {
  title: string;
  text?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

/** One thing that is on or off. */
export function SwitchRow({ title, text, checked, onChange }: SwitchRowProps) {
  return (
    <div className="setting">
      <div className="setting__main">
        <span className="setting__title">{title}</span>
        {text !== undefined && <span className="setting__text">{text}</span>}
      </div>
      <Switch label={title} checked={checked} onChange={onChange} />
    </div>
  );
}

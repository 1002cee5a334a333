import { useSyncExternalStore } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { Switch } from '#web/ui/switch.tsx';
import { seatWords } from '../words/seat.ts';
import type { MediaSeat } from './media-seat.ts';

/** What one wants to see, kept on this device. */
export function ViewPanel({ seat }: { seat: MediaSeat }) {
  const words = useWords(seatWords);
  const choices = useSyncExternalStore(seat.subscribe, seat.choices);
  const switches = [
    ['hideSelf', words.hideSelf, words.hideSelfText, choices.hideSelf === true],
    ['unmirrored', words.mirror, words.mirrorText, choices.unmirrored !== true],
    ['hideFaceless', words.hideFaceless, words.hideFacelessText, choices.hideFaceless === true],
    ['audioOnly', words.audioOnly, words.audioOnlyText, choices.audioOnly === true],
  ] as const;
  return (
    <div className="view-panel">
      {switches.map(([name, label, text, on]) => (
        <div className="host-tools__lock" key={name}>
          <span className="row__main">
            {label}
            <span className="quiet">{text}</span>
          </span>
          <Switch
            label={label}
            checked={on}
            onChange={(next) => seat.choose({ [name]: name === 'unmirrored' ? !next : next })}
          />
        </div>
      ))}
    </div>
  );
}

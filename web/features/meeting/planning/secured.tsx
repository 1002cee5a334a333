import './planning.css';
import { randomDigits } from '#kernel/ids.ts';
import { useWords } from '#web/i18n/words.ts';
import { Switch } from '#web/ui/switch.tsx';
import { planWords } from './words.ts';

export interface SecuredValue {
  passcode: boolean;
  lobby: boolean;
}

/** Who gets in without further ado. */
export function Secured({ value, onChange }: { value: SecuredValue; onChange: (value: SecuredValue) => void }) {
  const words = useWords(planWords);
  return (
    <div className="plan-form__switches">
      <div className="plan-form__switch">
        <span aria-hidden="true">{words.passcodeOn}</span>
        <Switch
          label={words.passcodeOn}
          checked={value.passcode}
          onChange={(passcode) => onChange({ ...value, passcode })}
        />
      </div>
      <div className="plan-form__switch">
        <span aria-hidden="true">{words.lobbyOn}</span>
        <Switch label={words.lobbyOn} checked={value.lobby} onChange={(lobby) => onChange({ ...value, lobby })} />
      </div>
    </div>
  );
}

export const OPEN: SecuredValue = { passcode: false, lobby: false };

const PASSCODE_DIGITS = 6;

/** What is said of it when a meeting is made. */
export function securing({ passcode, lobby }: SecuredValue): { passcode?: string; lobby?: 'guests' } {
  return {
    ...(passcode ? { passcode: randomDigits(PASSCODE_DIGITS) } : {}),
    ...(lobby ? { lobby: 'guests' } : {}),
  };
}

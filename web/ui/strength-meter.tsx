import { useWords } from '#web/i18n/words.ts';
import { passwordStrength, type Strength } from './strength.ts';
import { uiWords } from './words.ts';

const STEPS: Strength[] = ['weak', 'fair', 'good', 'strong'];

/** How hard a new password is to guess, below its field. */
export function StrengthMeter({ password }: { password: string }) {
  const words = useWords(uiWords);
  const strength = passwordStrength(password);
  const reached = STEPS.indexOf(strength);
  return (
    <div className={reached >= 2 ? 'strength strength--good' : 'strength'}>
      {STEPS.map((step, index) => (
        <i key={step} className={index <= reached ? 'is-on' : ''} />
      ))}
      <span className="strength__text" aria-live="polite">
        {words[strength]}
      </span>
    </div>
  );
}

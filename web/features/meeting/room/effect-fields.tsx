import { useSyncExternalStore } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { BackgroundNote, BackgroundPicker, SoundPicker } from '../parts/effect-pickers.tsx';
import { effectWords } from '../words/effects.ts';
import type { MediaSeat } from './media-seat.ts';

/** What happens to one's sound and picture before others have them, changed while they go on. */
export function EffectFields({ seat }: { seat: MediaSeat }) {
  const words = useWords(effectWords);
  const { sound, background } = useSyncExternalStore(seat.subscribe, seat.choices);
  const faults = useSyncExternalStore(seat.subscribe, seat.effectFaults);
  return (
    <>
      <div className="field">
        <span className="field__label" aria-hidden="true">
          {words.sound}
        </span>
        <SoundPicker chosen={sound} onChoose={(mode) => seat.choose({ sound: mode })} />
        <p className="quiet effect-note" role="status">
          {sound === 'music' && words.musicText}
          {faults.sound === 'failed' && words.soundFailed}
        </p>
      </div>
      <div className="field">
        <span className="field__label" aria-hidden="true">
          {words.background}
        </span>
        <BackgroundPicker chosen={background} onChoose={(next) => seat.choose({ background: next })} />
        <BackgroundNote fault={faults.picture} />
      </div>
    </>
  );
}

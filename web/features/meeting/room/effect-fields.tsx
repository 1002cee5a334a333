import { useSyncExternalStore } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { lookOf } from '../model/look.ts';
import { SoundPicker } from '../parts/effect-pickers.tsx';
import { LookPicker } from '../parts/look-picker.tsx';
import { effectWords } from '../words/effects.ts';
import { lookWords } from '../words/looks.ts';
import type { MediaSeat } from './media-seat.ts';

/** What happens to one's sound and picture before others have them, changed while they go on. */
export function EffectFields({ seat }: { seat: MediaSeat }) {
  const words = useWords(effectWords);
  const looks = useWords(lookWords);
  const choices = useSyncExternalStore(seat.subscribe, seat.choices);
  const { sound } = choices;
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
          {looks.picture}
        </span>
        <LookPicker look={lookOf(choices)} fault={faults.picture} onChoose={(change) => seat.choose(change)} />
      </div>
    </>
  );
}

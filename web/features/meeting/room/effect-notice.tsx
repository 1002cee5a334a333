import { useSyncExternalStore } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { Banner } from '#web/ui/banner.tsx';
import { Button } from '#web/ui/button.tsx';
import type { Choices } from '../model/choices.ts';
import type { PictureFault } from '../model/effect-faults.ts';
import { type EffectTexts, effectWords } from '../words/effects.ts';
import { seatWords } from '../words/seat.ts';
import type { MediaSeat } from './media-seat.ts';
import { useSeatRoom } from './use-room.ts';

const FACELESS: Partial<Choices> = { sticker: undefined, beauty: 0 };
const PLAIN: Partial<Choices> = { background: 'none', ...FACELESS };

/** What is told above the tiles, and what is chosen when that is fine. */
const TOLD: Partial<Record<PictureFault, { text: keyof EffectTexts; fine: Partial<Choices> }>> = {
  off: { text: 'pictureOff', fine: PLAIN },
  failed: { text: 'pictureFailed', fine: PLAIN },
  'faces-off': { text: 'facesOff', fine: FACELESS },
  'faces-failed': { text: 'facesFailed', fine: FACELESS },
};

/** Others see what is really there, though one chose otherwise: told at once, with a way out. */
export function EffectNotice({ seat }: { seat: MediaSeat }) {
  const words = useWords(effectWords);
  const seatTexts = useWords(seatWords);
  const { me } = useSeatRoom(seat);
  const { picture } = useSyncExternalStore(seat.subscribe, seat.effectFaults);
  const told = picture && TOLD[picture];
  if (me?.camera === undefined || told === undefined) return null;
  return (
    <Banner
      icon="image"
      action={
        <span className="notice__acts">
          <Button size="sm" onClick={() => void seat.capture('camera', false)}>
            {seatTexts.cameraOffShort}
          </Button>
          <Button size="sm" onClick={() => seat.choose(told.fine)}>
            {words.fine}
          </Button>
        </span>
      }
    >
      {words[told.text]}
    </Banner>
  );
}

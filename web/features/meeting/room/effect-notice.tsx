import { useSyncExternalStore } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { Banner } from '#web/ui/banner.tsx';
import { Button } from '#web/ui/button.tsx';
import { effectWords } from '../words/effects.ts';
import { seatWords } from '../words/seat.ts';
import type { MediaSeat } from './media-seat.ts';
import { useSeatRoom } from './use-room.ts';

/** Others see what is really behind one, though one chose otherwise: told at once, with a way out. */
export function EffectNotice({ seat }: { seat: MediaSeat }) {
  const words = useWords(effectWords);
  const seatTexts = useWords(seatWords);
  const { me } = useSeatRoom(seat);
  const { picture } = useSyncExternalStore(seat.subscribe, seat.effectFaults);
  if (me?.camera === undefined || (picture !== 'off' && picture !== 'failed')) return null;
  return (
    <Banner
      icon="image"
      action={
        <span className="notice__acts">
          <Button size="sm" onClick={() => void seat.capture('camera', false)}>
            {seatTexts.cameraOffShort}
          </Button>
          <Button size="sm" onClick={() => seat.choose({ background: 'none' })}>
            {words.fine}
          </Button>
        </span>
      }
    >
      {picture === 'off' ? words.pictureOff : words.pictureFailed}
    </Banner>
  );
}

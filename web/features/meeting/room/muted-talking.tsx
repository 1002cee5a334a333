import { useEffect, useState } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import { followLevel } from '../media/level-meter.ts';
import { TalkGuess } from '../model/talk-guess.ts';
import { seatWords } from '../words/seat.ts';
import type { MediaSeat } from './media-seat.ts';
import { useSeatRoom } from './use-room.ts';

const LOOK_EVERY_MS = 200;
const SHOWN_MS = 4000;

/** Says that one is muted when one talks all the same. What is heard for that goes nowhere. */
export function MutedTalking({ seat, pushing }: { seat: MediaSeat; pushing: boolean }) {
  const words = useWords(seatWords);
  const talking = useMutedTalking(seat);
  const text = pushing ? words.pushing : talking ? (hasKeyboard() ? words.mutedTalking : words.mutedTalkingTouch) : '';
  return (
    <p className="room__hint" role="status">
      {text !== '' && (
        <span className="room__hint-text">
          <Icon name={pushing ? 'mic' : 'mic-off'} size="sm" />
          {text}
        </span>
      )}
    </p>
  );
}

function useMutedTalking(seat: MediaSeat): boolean {
  const { me } = useSeatRoom(seat);
  const [talking, setTalking] = useState(false);
  const muted = me !== undefined && !me.microphone;
  useEffect(() => {
    setTalking(false);
    const ear = muted ? seat.room?.listenWhileMuted() : undefined;
    if (ear === undefined) return undefined;
    const guess = new TalkGuess();
    let until: ReturnType<typeof setTimeout> | undefined;
    const stop = followLevel(
      ear,
      (level) => {
        if (!guess.hear(level)) return;
        setTalking(true);
        clearTimeout(until);
        until = setTimeout(() => setTalking(false), SHOWN_MS);
      },
      LOOK_EVERY_MS,
    );
    return () => {
      clearTimeout(until);
      stop();
      ear.stop();
    };
  }, [seat, muted]);
  return muted && talking;
}

function hasKeyboard(): boolean {
  return matchMedia('(hover: hover)').matches;
}

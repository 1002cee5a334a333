import type { ReactNode } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { mainTile } from '../model/people.ts';
import { roomWords } from '../words/room.ts';
import type { MediaSeat } from './media-seat.ts';
import { Tile } from './tile.tsx';
import { useKeepPlace } from './use-keep-place.ts';
import { useSeatRoom } from './use-room.ts';

interface FloatingWindowProps {
  seat: MediaSeat;
  /** What it is, for who does not see it. */
  label: string;
  title: ReactNode;
  /** In place of a picture while nobody shows one; without it the one who speaks is shown by their letters. */
  face?: ReactNode;
  restore: string;
  leave: string;
  onRestore: () => void;
  onLeave: () => void;
}

const PICTURE = { left: 0, top: 0, width: 288, height: 162 };

/** A meeting or call in a small window, while one is elsewhere in the app. It can be dragged out of the way. */
export function FloatingWindow({ seat, label, title, face, restore, leave, onRestore, onLeave }: FloatingWindowProps) {
  const words = useWords(roomWords);
  const { room, me } = useSeatRoom(seat);
  const { place, style, onPointerDown } = useKeepPlace();
  const main = mainTile(room.people, undefined, room.spokeAt);
  const person = room.people.find(({ identity }) => identity === main?.identity);
  const picture = face === undefined || person?.camera !== undefined || person?.screen !== undefined;
  const speaking = me?.microphone === true;
  return (
    <section className="floating-room stage" ref={place} style={style} aria-label={label}>
      {picture && (
        <div className="floating-room__picture" onPointerDown={onPointerDown}>
          {main && person && (
            <Tile seat={seat} tile={main} person={person} rect={PICTURE} pinned={false} onPin={onRestore} />
          )}
        </div>
      )}
      <div className="floating-room__bar" onPointerDown={onPointerDown}>
        {!picture && face}
        <button type="button" className="floating-room__title" onClick={onRestore}>
          {title}
        </button>
        <IconButton
          size="sm"
          icon={speaking ? 'mic' : 'mic-off'}
          label={speaking ? words.mute : words.unmute}
          onClick={() => seat.toggle('microphone')}
        />
        <IconButton size="sm" icon="expand" label={restore} onClick={onRestore} />
        <IconButton size="sm" icon="phone-down" className="floating-room__leave" label={leave} onClick={onLeave} />
      </div>
    </section>
  );
}

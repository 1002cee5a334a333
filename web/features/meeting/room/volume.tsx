import { useState, useSyncExternalStore } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import type { Person } from '../model/room-state.ts';
import { seatWords } from '../words/seat.ts';
import type { MediaSeat } from './media-seat.ts';
import type { RoomMenuItem } from './room-menu.tsx';

/** How loud somebody is here, for this person alone: a button, or a place in a menu, that shows a slider under the row. */
export function useVolume(seat: MediaSeat, { identity, name }: Pick<Person, 'identity' | 'name'>) {
  const words = useWords(seatWords);
  const [open, setOpen] = useState(false);
  const volume = useSyncExternalStore(seat.subscribe, () => seat.volumeOf(identity));
  const label = words.volumeOf(name);
  const item: RoomMenuItem = { label, icon: 'speaker', onChoose: () => setOpen(!open) };
  return {
    item,
    button: (
      <IconButton
        size="sm"
        icon="speaker"
        label={label}
        aria-expanded={open}
        on={open}
        onClick={() => setOpen(!open)}
      />
    ),
    slider: open && (
      <input
        type="range"
        className="people-list__volume"
        aria-label={label}
        min={0}
        max={100}
        value={Math.round(volume * 100)}
        onChange={(event) => seat.setVolume(identity, event.currentTarget.valueAsNumber / 100)}
      />
    ),
  };
}

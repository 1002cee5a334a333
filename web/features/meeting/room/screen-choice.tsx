import { useWords } from '#web/i18n/words.ts';
import { inOrder, tileId } from '../model/people.ts';
import type { Person } from '../model/room-state.ts';
import { seatWords } from '../words/seat.ts';

interface ScreenChoiceProps {
  people: readonly Person[];
  pinned: string | undefined;
  onPin: (tileId: string) => void;
}

/** Several screens are shared at once: whoever looks chooses. */
export function ScreenChoice({ people, pinned, onPin }: ScreenChoiceProps) {
  const words = useWords(seatWords);
  const sharers = inOrder(people).filter((person) => person.screen !== undefined && !person.me);
  if (sharers.length < 2) return null;
  const shown = sharers.find(({ identity }) => tileId(identity, 'screen') === pinned) ?? sharers[0];
  return (
    <fieldset className="segmented screen-choice">
      <legend className="visually-hidden">{words.screens}</legend>
      {sharers.map((person) => (
        <label
          key={person.identity}
          className={person === shown ? 'segmented__item is-on' : 'segmented__item'}
          title={person.name}
        >
          <input
            className="visually-hidden"
            type="radio"
            name="screen"
            checked={person === shown}
            onChange={() => onPin(tileId(person.identity, 'screen'))}
          />
          <span className="clip">{person.name}</span>
        </label>
      ))}
    </fieldset>
  );
}

import { useWords } from '#web/i18n/words.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { IconButton } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { GuestMark } from '../host/guest-mark.tsx';
import { raisedHands } from '../model/people.ts';
import type { Person } from '../model/room-state.ts';
import { seatWords } from '../words/seat.ts';

interface HandsProps {
  people: readonly Person[];
  /** For hosts: takes somebody's hand down. */
  onLower: ((identity: string) => void) | undefined;
}

/** Whose hands are up, in the order in which they were raised. */
export function Hands({ people, onLower }: HandsProps) {
  const words = useWords(seatWords);
  const hands = raisedHands(people);
  if (hands.length === 0) return null;
  return (
    <section className="hands" aria-label={words.hands}>
      <h3 className="removed__title quiet">{words.hands}</h3>
      <ol className="hands__list">
        {hands.map((person, index) => (
          <li key={person.identity} className="row row--tight">
            <span className="hands__place num">
              <Icon name="hand" size="sm" />
              {index + 1}
            </span>
            <Avatar id={person.identity} name={person.name} size={28} />
            <span className="row__main">
              <span className="row__line">
                <span className="clip">{person.name}</span>
                {person.guest && <GuestMark />}
              </span>
            </span>
            {onLower && (
              <IconButton
                size="sm"
                icon="down"
                label={words.lowerNamed(person.name)}
                onClick={() => onLower(person.identity)}
              />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

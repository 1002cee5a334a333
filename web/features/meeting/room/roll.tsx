import { useWords } from '#web/i18n/words.ts';
import { inOrder } from '../model/people.ts';
import type { Person } from '../model/room-state.ts';
import { roomWords } from '../words/room.ts';

const MOST_DOTS = 16;

/** Everybody is a dot on one line; who speaks rises and warms, who is not reached is hollow. */
export function Roll({ people }: { people: readonly Person[] }) {
  const words = useWords(roomWords);
  const talkers = people.filter((person) => person.speaking).map((person) => person.name);
  return (
    <>
      {people.length <= MOST_DOTS && (
        <span className="roll" role="img" aria-label={words.rollLabel(people.length, talkers.join(', '))}>
          {inOrder(people).map((person) => (
            <i key={person.identity} className={dotClass(person)} />
          ))}
        </span>
      )}
      <span className="quiet num" data-count={people.length}>
        {people.length}
      </span>
    </>
  );
}

function dotClass(person: Person): string | undefined {
  if (person.speaking) return 'is-speaking';
  return person.quality === 'lost' ? 'is-away' : undefined;
}

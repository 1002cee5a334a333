import type { UserId } from '#protocol/common.ts';
import { useNames } from '#web/app/names.ts';
import { useWords } from '#web/i18n/words.ts';
import { chatWords } from './words.ts';

interface TypingLineProps {
  people: readonly UserId[];
  /** The other person needs no name. */
  direct: boolean;
}

/** Who is writing, with the dots that rise from their line. */
export function TypingLine({ people, direct }: TypingLineProps) {
  const words = useWords(chatWords);
  const nameOf = useNames(people);
  const [first = '', second = ''] = people.map((id) => nameOf(id) ?? words.somebody);
  return (
    <span className="row__typing clip">
      <span className="typing" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      &ensp;
      {typingText()}
    </span>
  );

  function typingText(): string {
    if (direct) return words.typing;
    if (people.length === 1) return words.typingOne(first);
    return people.length === 2 ? words.typingTwo(first, second) : words.typingMany(people.length);
  }
}

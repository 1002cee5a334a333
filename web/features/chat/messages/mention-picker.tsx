import { useWords } from '#web/i18n/words.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import type { Mentionable } from './mentions.ts';
import type { Mentions } from './use-mentions.ts';
import { messageWords } from './words.ts';

export const MENTION_LIST = 'mention-list';

export function optionId(index: number): string {
  return `${MENTION_LIST}-${index}`;
}

interface PickerProps {
  mentions: Mentions;
  onPick: (one: Mentionable) => void;
}

/** Over the field: those who can be mentioned. The field keeps the focus and its arrows move here. */
export function MentionPicker({ mentions, onPick }: PickerProps) {
  const words = useWords(messageWords);
  if (mentions.offered.length === 0) return null;
  return (
    <div className="popover mention-picker" role="listbox" id={MENTION_LIST} aria-label={words.mention}>
      {mentions.offered.map((one, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field
        <div
          key={one.who}
          id={optionId(index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === mentions.chosen}
          className={index === mentions.chosen ? 'menu__item is-on' : 'menu__item'}
          onPointerDown={(event) => event.preventDefault()}
          onPointerEnter={() => mentions.choose(index)}
          onClick={() => onPick(one)}
        >
          <Avatar id={one.who} name={one.name} size={24} room={one.who === 'all' || one.who === 'here'} />
          <span className="clip">{one.name}</span>
          {one.who === 'all' && <span className="mention-picker__hint">{words.everybodyHint}</span>}
          {one.who === 'here' && <span className="mention-picker__hint">{words.hereHint}</span>}
        </div>
      ))}
    </div>
  );
}

import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { MENTION_LIST, optionId } from '../messages/mention-picker.tsx';
import type { Mentions } from '../messages/use-mentions.ts';
import type { EmojiWords } from './use-emoji-words.ts';
import { emojiWords } from './words.ts';

const EMOJI_LIST = 'emoji-list';

function emojiOptionId(index: number): string {
  return `${EMOJI_LIST}-${index}`;
}

/** Over the field: emoji for the word after a colon. The field keeps the focus and its arrows move here. */
export function EmojiOffer({ found }: { found: EmojiWords }) {
  const words = useWords(emojiWords);
  const language = useLanguage();
  if (found.offered.length === 0) return null;
  return (
    <div className="popover mention-picker" role="listbox" id={EMOJI_LIST} aria-label={words.offered}>
      {found.offered.map(({ emoji, one }, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field
        <div
          key={emoji}
          id={emojiOptionId(index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === found.chosen}
          className={index === found.chosen ? 'menu__item is-on' : 'menu__item'}
          onPointerDown={(event) => event.preventDefault()}
          onPointerEnter={() => found.choose(index)}
          onClick={() => found.pick(index)}
        >
          <span className="emoji-offer__one" aria-hidden="true">
            {emoji}
          </span>
          <span className="clip">{one.name[language]}</span>
        </div>
      ))}
    </div>
  );
}

/** Which of the lists over the field its arrows move in. */
export function listOf(mentions: Mentions, emoji: EmojiWords) {
  if (mentions.offered.length > 0) {
    return { 'aria-controls': MENTION_LIST, 'aria-activedescendant': optionId(mentions.chosen) };
  }
  if (emoji.offered.length === 0) return {};
  return { 'aria-controls': EMOJI_LIST, 'aria-activedescendant': emojiOptionId(emoji.chosen) };
}

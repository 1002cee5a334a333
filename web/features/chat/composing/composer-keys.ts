import type { KeyboardEvent } from 'react';
import type { EmojiWords } from '../emoji/use-emoji-words.ts';
import type { Mentionable } from '../messages/mentions.ts';
import type { Mentions } from '../messages/use-mentions.ts';

interface ComposerKeys {
  mentions: Mentions;
  emoji: EmojiWords;
  pick: (one: Mentionable) => void;
  /** Undefined: nothing is answered or edited. */
  stop: (() => void) | undefined;
  send: () => void;
}

/** What the keys do in the field: first those for the list over it. Enter sends, Shift+Enter breaks the line. */
export function handleComposerKey(
  event: KeyboardEvent<HTMLTextAreaElement>,
  { mentions, emoji, pick, stop, send }: ComposerKeys,
): void {
  const inputMethod = event.nativeEvent.isComposing || event.keyCode === 229;
  if (inputMethod) return;
  if (isForMentions(event, mentions, pick) || emoji.handleKey(event)) {
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  if (event.key === 'Escape' && stop !== undefined) {
    event.stopPropagation();
    stop();
  }
  if (event.key !== 'Enter' || event.shiftKey) return;
  event.preventDefault();
  send();
}

/** Whether the key was for the list of those who can be mentioned. */
function isForMentions(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  { offered, chosen, choose, dismiss }: Mentions,
  pick: (one: Mentionable) => void,
): boolean {
  if (offered.length === 0) return false;
  const one = offered[chosen];
  if (key === 'ArrowDown' || key === 'ArrowUp') {
    const step = key === 'ArrowDown' ? 1 : offered.length - 1;
    choose((chosen + step) % offered.length);
  } else if ((key === 'Enter' || key === 'Tab') && !shiftKey && one !== undefined) pick(one);
  else if (key === 'Escape') dismiss();
  else return false;
  return true;
}

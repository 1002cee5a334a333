import { type KeyboardEvent, useState } from 'react';
import { noteEmoji, useTone } from './choices.ts';
import { type Emoji, emojiQuery, findEmoji, withEmoji } from './emoji-model.ts';
import { withTone } from './tones.ts';
import { useEmoji } from './use-emoji.ts';

const OFFERED = 8;

export interface EmojiWords {
  /** The emoji that fit the word after the colon; empty while none is written. */
  offered: readonly { emoji: string; one: Emoji }[];
  chosen: number;
  choose: (index: number) => void;
  pick: (index: number) => void;
  /** Whether the key was for the list. */
  handleKey: (event: Pick<KeyboardEvent, 'key' | 'shiftKey'>) => boolean;
}

/** Emoji for `:word`, while one writes. `put` takes the text with the emoji in it. */
export function useEmojiWords(
  text: string,
  caret: number,
  put: (next: { text: string; caret: number }) => void,
): EmojiWords {
  const [chosen, choose] = useState(0);
  const [dismissed, setDismissed] = useState<string>();
  const tone = useTone();
  const query = dismissed === text ? undefined : emojiQuery(text, caret);
  const { all } = useEmoji(query !== undefined);
  const found = query === undefined ? [] : findEmoji(all ?? [], query, OFFERED);
  const offered = found.map((one) => ({ emoji: one.toned ? withTone(one.emoji, tone) : one.emoji, one }));
  const at = Math.min(chosen, Math.max(0, offered.length - 1));
  function pick(index: number) {
    const picked = offered[index];
    if (picked === undefined || query === undefined) return;
    noteEmoji(picked.emoji);
    choose(0);
    put(withEmoji(text, caret, query, picked.emoji));
  }
  function handleKey({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>): boolean {
    if (offered.length === 0) return false;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      choose((at + (key === 'ArrowDown' ? 1 : offered.length - 1)) % offered.length);
    } else if ((key === 'Enter' || key === 'Tab') && !shiftKey) pick(at);
    else if (key === 'Escape') setDismissed(text);
    else return false;
    return true;
  }
  return { offered, chosen: at, choose, pick, handleKey };
}

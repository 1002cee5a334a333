import { LIMITS } from './limits.ts';

const ELEMENT = String.raw`(?:\p{RI}\p{RI}|\p{Emoji}(?:\p{EMod}|\uFE0F\u20E3?|[\u{E0020}-\u{E007E}]+\u{E007F})?)`;
/** Possible emoji, by UTS #51 §1.4.9. */
const SEQUENCE = new RegExp(String.raw`^${ELEMENT}(?:\u200D${ELEMENT})*$`, 'u');
/** Digits, # and * are `Emoji` too, but alone they are text. */
const PICTURE = /\p{Extended_Pictographic}|\p{RI}|\u20E3/u;

/** Whether the text is exactly one emoji, of any version of Unicode. */
export function isEmoji(text: string): boolean {
  return text.length <= LIMITS.emojiChars && SEQUENCE.test(text) && PICTURE.test(text);
}

import type { MessageLine } from '#protocol/conversations.ts';

/** What means something in its own chat only. */
const NOT_FORWARDED: ReadonlySet<string> = new Set(['nudge', 'call', 'meeting']);

/** Whether the message can be copied elsewhere; the server has the last word. */
export function isForwardable({ content, text }: MessageLine): boolean {
  return text !== '' || (content !== undefined && !NOT_FORWARDED.has(content.type));
}

/** Whether an own message may still be recalled; 0 and not known: always. */
export function mayRecallOwn({ at }: MessageLine, mostMs = 0): boolean {
  return mostMs === 0 || Date.now() - at < mostMs;
}

/** Whether the message is a picture of its own, without a bubble. */
export function isBare(content: MessageLine['content']): boolean {
  return content?.type === 'sticker';
}

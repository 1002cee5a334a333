import type { MessageLine } from '#protocol/conversations.ts';

/** Whether the message can be copied elsewhere; the server has the last word. */
export function isForwardable({ content, text }: MessageLine): boolean {
  return text !== '' || (content !== undefined && content.type !== 'nudge' && content.type !== 'call');
}

/** Whether an own message may still be recalled; 0 and not known: always. */
export function mayRecallOwn({ at }: MessageLine, mostMs = 0): boolean {
  return mostMs === 0 || Date.now() - at < mostMs;
}

/** Whether the message is a picture of its own, without a bubble. */
export function isBare(content: MessageLine['content']): boolean {
  return content?.type === 'sticker';
}

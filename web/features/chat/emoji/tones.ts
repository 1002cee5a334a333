/** The emoji in one of the five skin tones of UTS #51; 0 is without. */
export function withTone(emoji: string, tone: number): string {
  if (tone < 1 || tone > 5) return emoji;
  const [first = '', ...rest] = emoji;
  const tail = rest[0] === '\uFE0F' ? rest.slice(1) : rest;
  return [first, String.fromCodePoint(0x1f3fa + tone), ...tail].join('');
}

export const TONES = [0, 1, 2, 3, 4, 5] as const;

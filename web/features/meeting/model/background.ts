/** What is behind one in one's picture: it is sent as it is, blurred, or one of our own drawings takes its place. */
export const BACKGROUNDS = ['none', 'blur', 'dawn', 'hills', 'study'] as const;
export type Background = (typeof BACKGROUNDS)[number];

export function isBackground(value: unknown): value is Background {
  return BACKGROUNDS.some((background) => background === value);
}

/** What can be behind one in one's picture besides pictures of one's own: it is sent as it is, blurred, or a drawing of ours is. */
export const BACKGROUNDS = ['none', 'blur', 'dawn', 'hills', 'study'] as const;
export type GivenBackground = (typeof BACKGROUNDS)[number];
/** A picture of one's own, which is only on this device. */
export type OwnBackground = `own:${string}`;
export type Background = GivenBackground | OwnBackground;

/** Ids of own pictures as this device gives them. */
const OWN = /^own:[\w-]{1,64}$/;

export function isBackground(value: unknown): value is Background {
  return BACKGROUNDS.some((background) => background === value) || (typeof value === 'string' && isOwn(value));
}

export function isOwn(background: string): background is OwnBackground {
  return OWN.test(background);
}

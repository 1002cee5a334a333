/** The most that each picture may weigh, in bytes, and the most it may measure, in px a side. */
export const AVATAR = { largeBytes: 200 * 1024, smallBytes: 32 * 1024, largePx: 512, smallPx: 128 } as const;

/** Where a face is fetched; no sign-in is needed by who knows the name, and nobody guesses it. */
export function avatarPath(name: string, size: 'large' | 'small'): string {
  return `/api/v1/avatars/${name}/${size}`;
}

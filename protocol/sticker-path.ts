import type { StickerId } from './content.ts';

/** Where the picture of a sticker is fetched, by those who are signed in. */
export function stickerPath(sticker: StickerId): string {
  return `/api/v1/stickers/${sticker}`;
}

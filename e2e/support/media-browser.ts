import type { Browser } from 'playwright-core';
import { watchPeerConnections } from './media.ts';
import { newSeat, openChromium, type Seat, type SeatOptions } from './seat.ts';

/** Chromium with a camera that shows a moving picture and a microphone that beeps. */
export function openMediaBrowser(more: readonly string[] = [], program?: string): Promise<Browser> {
  const flags = [
    ...more,
    '--use-fake-ui-for-media-stream',
    // Ten pictures a second: several people encode and decode on two cores.
    '--use-fake-device-for-media-stream=fps=10',
    '--autoplay-policy=no-user-gesture-required',
  ];
  return openChromium(flags, program);
}

/** Somebody's own browser, camera and microphone allowed, its peer connections watched. */
export async function newMediaSeat(browser: Browser, origin: string, options: SeatOptions = {}): Promise<Seat> {
  const seat = await newSeat(browser, options);
  await seat.context.grantPermissions(['camera', 'microphone'], { origin });
  await watchPeerConnections(seat.context);
  return seat;
}

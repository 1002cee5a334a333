import { type Browser, chromium } from 'playwright-core';

/** Chromium with a camera that shows a moving picture and a microphone that beeps. Nothing leaves the machine. */
export function openMediaBrowser(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-ui-for-media-stream',
      // Ten pictures a second: several people encode and decode on two cores.
      '--use-fake-device-for-media-stream=device-count=2,fps=10',
      '--autoplay-policy=no-user-gesture-required',
      ...args,
    ],
  });
}

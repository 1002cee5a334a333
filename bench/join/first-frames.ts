/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { BrowserContext, Page } from 'playwright-core';
import { until } from '../../e2e/support/until.ts';

/** What a page saw, in Unix milliseconds with fractions. */
interface Seen {
  clickedAt: number;
  /** The first picture of somebody else since it was asked to look. */
  frameAt: number;
}

/** Keeps when the last click was and when somebody else's first picture was shown. Runs in the page. */
function watchInPage(): void {
  const seen: Seen = { clickedAt: 0, frameAt: 0 };
  Object.assign(globalThis, { seen });
  const clicked = (event: Event) => {
    seen.clickedAt = performance.timeOrigin + event.timeStamp;
  };
  addEventListener('click', clicked, true);
  const watched = new WeakSet<HTMLVideoElement>();
  const look = () => {
    for (const tile of document.querySelectorAll('figure[data-source=camera]')) {
      const video = tile.querySelector('video');
      const own = tile.getAttribute('aria-label')?.includes('(you)');
      if (own || video === null || watched.has(video)) continue;
      watched.add(video);
      video.requestVideoFrameCallback((now) => {
        seen.frameAt ||= performance.timeOrigin + now;
      });
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, attributeFilter: ['aria-label'] });
}

/** To be called before a page is opened. */
export async function watchFirstFrames(context: BrowserContext): Promise<void> {
  await context.addInitScript(watchInPage);
}

/** From now on the next first picture counts. */
export function lookAnew(page: Page): Promise<void> {
  return page.evaluate('void Object.assign(globalThis.seen, { clickedAt: 0, frameAt: 0 })');
}

/** Once somebody else is seen on the page. */
export function firstFrame(page: Page): Promise<Seen> {
  const look = () => page.evaluate<Seen>('globalThis.seen');
  return until('somebody’s first picture', look, ({ frameAt }) => frameAt > 0);
}

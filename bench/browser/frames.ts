/// <reference lib="dom" />
import type { CDPSession, Page } from 'playwright-core';
import { quantile } from '../harness/stats.ts';

/** Frames of one stretch of scrolling, as the page's main thread saw them. */
export interface Frames {
  /** Between two frames, in ms. */
  gapsMs: number[];
  /** Frames in which a part of the view had no rows. */
  blank: number;
  /** Tasks over 50 ms. */
  longTasks: number;
  longestTaskMs: number;
  /** How far what stands on the screen moved from each frame to the next, in px; downwards is positive. */
  movesPx: number[];
}

interface Recorder {
  stop: () => Frames;
}

/** Begins to record. Runs in the page. */
function recordInPage(selector: string): void {
  const scroller = document.querySelector(selector);
  if (scroller === null) throw new Error(`no ${selector}`);
  const found: Frames = { gapsMs: [], blank: 0, longTasks: 0, longestTaskMs: 0, movesPx: [] };
  let [last, on] = [0, true];
  let before = new Map<string, number>();
  const view = scroller.getBoundingClientRect();
  const look = () => {
    const all = [...scroller.querySelectorAll('.timeline-row')];
    const rows = all.map((row) => ({ box: row.getBoundingClientRect(), name: row.textContent }));
    const seen = rows.filter(({ box }) => box.bottom > view.top && box.top < view.bottom);
    const covered = Math.min(...seen.map(({ box }) => box.top)) <= view.top + 40;
    if (!covered || Math.max(...seen.map(({ box }) => box.bottom)) < view.bottom - 40) found.blank += 1;
    const kept = seen.find(({ name }) => before.has(name));
    if (kept !== undefined) found.movesPx.push(kept.box.top - (before.get(kept.name) ?? 0));
    before = new Map(seen.map(({ name, box }) => [name, box.top]));
  };
  const frame = (now: number) => {
    if (!on) return;
    if (last > 0) found.gapsMs.push(now - last);
    last = now;
    look();
    requestAnimationFrame(frame);
  };
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      found.longTasks += 1;
      found.longestTaskMs = Math.max(found.longestTaskMs, duration);
    }
  });
  observer.observe({ entryTypes: ['longtask'] });
  requestAnimationFrame(frame);
  const stop = () => {
    on = false;
    observer.disconnect();
    return found;
  };
  Object.assign(globalThis, { recorder: { stop } satisfies Recorder });
}

function stopInPage(): Frames {
  return (globalThis as unknown as { recorder: Recorder }).recorder.stop();
}

/** Records the frames while `act` goes on. */
export async function framesDuring(page: Page, selector: string, act: () => Promise<void>): Promise<Frames> {
  await page.evaluate(recordInPage, selector);
  await act();
  return page.evaluate(stopInPage);
}

export interface Gesture {
  /** Downwards where positive: towards newer lines. */
  distancePx: number;
  speedPxS: number;
}

/** Scrolls as a hand on a touch pad does: with the compositor's own events. */
export async function scrollBy(session: CDPSession, at: { x: number; y: number }, gesture: Gesture): Promise<void> {
  await session.send('Input.synthesizeScrollGesture', {
    ...at,
    yDistance: -gesture.distancePx,
    speed: gesture.speedPxS,
    gestureSourceType: 'mouse',
    preventFling: true,
  });
}

/** What is told of frames. */
export function figuresOf({ gapsMs, blank, longTasks, longestTaskMs }: Frames): Record<string, number> {
  const totalMs = gapsMs.reduce((sum, gap) => sum + gap, 0);
  return {
    fps: (gapsMs.length / totalMs) * 1000,
    'frame p95': quantile(gapsMs, 0.95),
    'frame p99': quantile(gapsMs, 0.99),
    late: (gapsMs.filter((gap) => gap > 25).length / gapsMs.length) * 100,
    blank: (blank / (gapsMs.length + 1)) * 100,
    longTasks,
    longestTaskMs,
  };
}

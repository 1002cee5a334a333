/// <reference lib="dom" />
import type { Page } from 'playwright-core';

/**
 * Opens the conversation by a click on its row, after a press of so many ms; resolves with the ms from the click until its
 * lines were painted. Without a press it is opened as by a key. Runs in the page.
 */
async function switchInPage([id, pressMs]: readonly [string, number]): Promise<number> {
  const link = document.querySelector<HTMLElement>(`a[href^="/c/${id}"]`);
  if (link === null) throw new Error(`no row of ${id}`);
  const before = document.querySelector('.timeline');
  const nextFrame = () => new Promise((done) => requestAnimationFrame(done));
  if (pressMs > 0) {
    link.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    await new Promise((done) => setTimeout(done, pressMs));
  }
  await nextFrame();
  // Between two frames, as a finger would.
  await new Promise((done) => setTimeout(done, 4));
  const began = performance.now();
  link.click();
  for (;;) {
    await nextFrame();
    const now = document.querySelector('.timeline');
    if (location.pathname !== `/c/${id}` || now === before) continue;
    const row = now?.querySelector('.timeline-row');
    // The list hides rows until it knows where they stand.
    if (row && getComputedStyle(row).visibility === 'visible') break;
  }
  // What was drawn in this frame is on the screen when the task after it begins.
  await new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(undefined);
  });
  return performance.now() - began;
}

/** Scrolls the list until the row is drawn. Runs in the page. */
async function findRowInPage(id: string): Promise<void> {
  const row = () => document.querySelector(`a[href^="/c/${id}"]`);
  let list: Element | null = document.querySelector('a[href^="/c/"]');
  while (list !== null && !/auto|scroll/.test(getComputedStyle(list).overflowY)) list = list.parentElement;
  if (list === null) throw new Error('the list does not scroll');
  if (row() === null) list.scrollTop = 0;
  while (row() === null && list.scrollTop + list.clientHeight < list.scrollHeight - 1) {
    list.scrollTop += list.clientHeight / 2;
    await new Promise((done) => requestAnimationFrame(done));
    await new Promise((done) => requestAnimationFrame(done));
  }
}

export interface Switches {
  /** Between two of them. */
  pauseMs: number;
  /** How long a button is held down; 0: none is. */
  pressMs: number;
}

/** Times of opening the conversations one after another, in ms. */
export async function switchThrough(
  page: Page,
  ids: readonly string[],
  { pauseMs, pressMs }: Switches,
): Promise<number[]> {
  const took: number[] = [];
  for (const id of ids) {
    await page.evaluate(findRowInPage, id);
    await page.waitForTimeout(pauseMs);
    took.push(await page.evaluate(switchInPage, [id, pressMs] as const));
  }
  return took;
}

/// <reference lib="dom" />
import type { Page } from 'playwright-core';

/** Opens the conversation by a click on its row; resolves with the ms until its lines were painted. Runs in the page. */
async function switchInPage(id: string): Promise<number> {
  const link = document.querySelector<HTMLElement>(`a[href^="/c/${id}"]`);
  if (link === null) throw new Error(`no row of ${id}`);
  const before = document.querySelector('.timeline');
  const nextFrame = () => new Promise((done) => requestAnimationFrame(done));
  await nextFrame();
  // Between two frames, as a finger would.
  await new Promise((done) => setTimeout(done, 4));
  const began = performance.now();
  link.click();
  for (;;) {
    await nextFrame();
    const now = document.querySelector('.timeline');
    if (location.pathname === `/c/${id}` && now !== before && now?.querySelector('.timeline-row') !== null && now)
      break;
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

/** Times of opening the conversations one after another, in ms. */
export async function switchThrough(page: Page, ids: readonly string[], pauseMs: number): Promise<number[]> {
  const took: number[] = [];
  for (const id of ids) {
    await page.evaluate(findRowInPage, id);
    await page.waitForTimeout(pauseMs);
    took.push(await page.evaluate(switchInPage, id));
  }
  return took;
}

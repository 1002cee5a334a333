/// <reference lib="dom" />
import type { Page } from 'playwright-core';

/**
 * Puts in the place of the history a list that draws every row at once: the rows that stand on the page, over and over.
 * Runs in the page; resolves with the ms until it was laid out.
 */
async function buildInPage(count: number): Promise<number> {
  const scroller = document.querySelector('.timeline__scroll');
  if (scroller === null) throw new Error('no history');
  const samples = [...scroller.querySelectorAll('.timeline-row')].map((row) => row.outerHTML);
  const began = performance.now();
  const plain = document.createElement('div');
  plain.className = 'timeline__scroll';
  plain.id = 'plain-list';
  const rows = Array.from({ length: count }, (_, n) => {
    const sample = samples[n % samples.length] ?? '';
    return sample.replace(/>\d+ /, `>${n} `);
  });
  plain.innerHTML = `<div>${rows.join('')}</div>`;
  scroller.replaceWith(plain);
  plain.scrollTop = plain.scrollHeight;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - began;
}

export async function buildPlainList(page: Page, count: number): Promise<number> {
  return page.evaluate(buildInPage, count);
}

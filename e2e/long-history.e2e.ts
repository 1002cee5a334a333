import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Client } from '#client/api.ts';
import { type Cast, openCast } from './support/cast.ts';
import { composer, message, row, say, sentMessage, startChat } from './support/chat.ts';
import { assertAccessible } from './support/seat.ts';

let cast: Cast;

before(async () => {
  cast = await openCast();
});

after(() => cast?.close());

/** Less than may be written in ten seconds. */
const COUNT = 360;

/** Rows in the page, and whether they cover the whole view. Runs in the page. */
const LOOK = `(() => {
  const scroller = document.querySelector('[role=log]');
  const view = scroller.getBoundingClientRect();
  const rows = [...scroller.querySelectorAll('.timeline-row')].map((row) => row.getBoundingClientRect());
  const seen = rows.filter((row) => row.bottom > view.top && row.top < view.bottom);
  const top = Math.min(...seen.map((row) => row.top));
  const bottom = Math.max(...seen.map((row) => row.bottom));
  return { rows: rows.length, gap: Math.round(Math.max(0, top - view.top, view.bottom - bottom)) };
})()`;

const NEXT_FRAME = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

/** How far the end is below the view, in px. */
const BELOW = `(() => {
  const { scrollHeight, clientHeight, scrollTop } = document.querySelector('[role=log]');
  return scrollHeight - clientHeight - scrollTop;
})()`;

interface Look {
  rows: number;
  /** Infinite without rows, which comes out of the page as null. */
  gap: number | null;
}

/** Looks once a frame: the page's CSP keeps `waitForFunction` from taking text. */
async function becomes<Value>(page: Page, look: string, right: (value: Value) => boolean): Promise<void> {
  for (let frame = 0; !right(await page.evaluate<Value>(look)); frame += 1) {
    assert.ok(frame < 1_500, `${look} is ${JSON.stringify(await page.evaluate(look))}`);
    await page.evaluate(NEXT_FRAME);
  }
}

/** Turns the wheel until the message is in the page; rows cover the view after each turn, and few are there. */
async function scrollTo(page: Page, text: string, wheelPx: number): Promise<void> {
  for (let turn = 0; (await message(page, text).count()) === 0; turn += 1) {
    assert.ok(turn < 400, `${text} never came`);
    await page.mouse.wheel(0, wheelPx);
    await page.evaluate(NEXT_FRAME);
    // The line of days, and the foot of the last row.
    await becomes<Look>(page, LOOK, ({ gap }) => gap !== null && gap <= 60);
    const { rows } = await page.evaluate<Look>(LOOK);
    assert.ok(rows < 120, `${rows} rows are in the page`);
  }
}

function allSent(client: Client, conversation: string): Promise<void> {
  return new Promise((done) => {
    const look = () => client.conversation(conversation).summary?.messageCount === COUNT && done();
    client.subscribe(look);
    look();
  });
}

for (const size of ['pc', 'phone'] as const) {
  test(`a long history is scrolled up and down with few rows in the page (${size})`, async () => {
    const [ann, ben] = [
      await cast.person(`ann.long.${size}`, `Ann Long ${size}`, { size }),
      await cast.person(`ben.long.${size}`, `Ben Long ${size}`),
    ];
    await startChat(ann, `Ben Long ${size}`);
    const { client, conversation } = await cast.device(`ann.long.${size}`);
    for (let n = 1; n <= COUNT; n += 1) client.send(conversation, `line ${n}. ${'word '.repeat((n * 7) % 60)}`);
    await allSent(client, conversation);
    await client.close();
    await sentMessage(ann, `line ${COUNT}.`).waitFor();
    await ann.getByRole('log').hover();
    await scrollTo(ann, 'line 200.', -900);
    await scrollTo(ann, 'line 1.', -2_500);
    await scrollTo(ann, 'line 150.', 900);
    await assertAccessible(ann, 'the middle of a long history');

    await row(ben, `Ann Long ${size}`).click();
    await composer(ben).waitFor();
    const before = await ann.evaluate<number>(`document.querySelector('[role=log]').scrollTop`);
    await say(ben, 'far below');
    await ann.getByRole('button', { name: /Go to the latest/ }).waitFor();
    assert.equal(await ann.evaluate<number>(`document.querySelector('[role=log]').scrollTop`), before);
    assert.equal(await ann.getByRole('log').getAttribute('aria-live'), 'off');

    await ann.getByRole('log').focus();
    await ann.keyboard.press('PageUp');
    await ann.keyboard.press('PageDown');
    await ann.keyboard.press('End');
    await message(ann, 'far below').waitFor();
    await becomes<number>(ann, BELOW, (below) => below < 48);
    await say(ben, 'and one more');
    await message(ann, 'and one more').waitFor();
    await becomes<number>(ann, BELOW, (below) => below < 48);
    assert.equal(await ann.getByRole('log').getAttribute('aria-live'), 'polite');

    await ann.keyboard.press('Home');
    await becomes<number>(ann, BELOW, (below) => below > 4_000);
    await cast.leave();
  });
}

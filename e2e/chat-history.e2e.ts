import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Cast, openCast } from './support/cast.ts';
import { composer, message, row, say, sentMessage, startChat } from './support/chat.ts';
import { headless, holds, idOf } from './support/headless.ts';
import { assertAccessible } from './support/seat.ts';

/** The little of the page that is looked at from inside. */
interface InPage {
  document: { title: string; querySelector(selector: string): { scrollHeight: number } };
}

let cast: Cast;

before(async () => {
  cast = await openCast();
});

after(() => cast?.close());

test('who was cut off writes on, comes back to what was missed, and everything goes out', async () => {
  const [ann, ben] = [await cast.person('ann.three', 'Ann Three'), await cast.person('ben.three', 'Ben Three')];
  await startChat(ann, 'Ben Three');
  await say(ann, 'before the tunnel');
  await row(ben, 'Ann Three').click();
  await message(ben, 'before the tunnel').waitFor();

  await ben.context().setOffline(true);
  await ben.getByText('No connection. Keep writing').filter({ visible: true }).waitFor();
  await say(ben, 'written in the tunnel');
  await message(ben, 'waiting').filter({ hasText: 'written in the tunnel' }).waitFor();
  await assertAccessible(ben, 'a conversation without connection');
  await say(ann, 'what Ben misses');
  await sentMessage(ann, 'what Ben misses').waitFor();

  await ben.context().setOffline(false);
  await message(ben, 'what Ben misses').waitFor();
  await sentMessage(ben, 'written in the tunnel').waitFor();
  await message(ann, 'written in the tunnel').waitFor();
  assert.equal(await message(ann, 'written in the tunnel').count(), 1);
  await ben.getByText('No connection').filter({ visible: true }).waitFor({ state: 'detached' });
  await cast.leave();
});

/** Whether the browser’s own copy has the message. */
const STORED = `(async () => {
  const known = await indexedDB.databases();
  const name = known.map((one) => one.name).find((one) => one.startsWith('yiqi-u_'));
  const opening = indexedDB.open(name);
  await new Promise((done) => opening.addEventListener('success', done));
  const reading = opening.result.transaction('windows').objectStore('windows').getAll();
  await new Promise((done) => reading.addEventListener('success', done));
  opening.result.close();
  return reading.result.some((window) => window.lines.some((line) => line.text === 'first'));
})()`;

test('what was written without a connection survives a reload and is sent once', async () => {
  const [ann, ben] = [await cast.person('ann.four', 'Ann Four'), await cast.person('ben.four', 'Ben Four')];
  await startChat(ann, 'Ben Four');
  await say(ann, 'first');
  await sentMessage(ann, 'first').waitFor();
  while (!(await ann.evaluate<boolean>(STORED))) await ann.evaluate('new Promise(requestAnimationFrame)');
  await ann.route('**/api/**', (route) => route.abort());
  let cut = true;
  await ann.routeWebSocket('**/ws', (socket) => void (cut ? socket.close() : socket.connectToServer()));
  await ann.reload();
  await message(ann, 'first').waitFor();
  await say(ann, 'kept through the reload');
  await message(ann, 'kept through the reload').waitFor();
  await composer(ann).fill('half a thought');
  await ann.reload();
  await message(ann, 'kept through the reload').waitFor();
  assert.equal(await composer(ann).inputValue(), 'half a thought');
  cut = false;
  await ann.unroute('**/api/**');
  await ann.reload();
  await sentMessage(ann, 'kept through the reload').waitFor();
  await row(ben, 'Ann Four').click();
  await message(ben, 'kept through the reload').waitFor();
  assert.equal(await message(ben, 'kept through the reload').count(), 1);
  await cast.leave();
});

test('what the server refuses is told, sent again or discarded', async () => {
  const ann = await cast.person('ann.ten', 'Ann Ten');
  await cast.person('ben.ten', 'Ben Ten');
  let refusing = true;
  await ann.routeWebSocket('**/ws', (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      const { id, do: name } = JSON.parse(String(frame)) as { id: number; do: string };
      if (!refusing || name !== 'message.send') return server.send(frame);
      socket.send(JSON.stringify({ re: id, failure: { code: 'access.denied', message: '' } }));
    });
  });
  await ann.reload();
  await startChat(ann, 'Ben Ten');
  await say(ann, 'refused at first');
  await say(ann, 'refused for good');
  await row(ann, 'Ben Ten').getByText('Not sent').waitFor();
  await message(ann, 'You are not allowed to do this.').first().waitFor();
  await ann.getByRole('button', { name: 'refused for good' }).click();
  await ann.getByRole('menuitem', { name: 'Discard' }).click();
  await message(ann, 'refused for good').waitFor({ state: 'detached' });
  refusing = false;
  await ann.getByRole('button', { name: 'refused at first' }).click();
  await assertAccessible(ann, 'the menu of a message that was refused');
  await ann.getByRole('menuitem', { name: 'Send again' }).click();
  await sentMessage(ann, 'refused at first').waitFor();
  await cast.leave();
});

test('history comes as one scrolls up, and the way back is offered', async () => {
  const [ann, ben] = [await cast.person('ann.five', 'Ann Five'), await cast.person('ben.five', 'Ben Five')];
  await startChat(ann, 'Ben Five');
  const { client, conversation } = await cast.device('ann.five');
  for (let n = 1; n <= 250; n += 1) client.send(conversation, `line ${n} of many`);
  await sentMessage(ann, 'line 250 of many').waitFor();
  await client.close();
  await row(ben, 'Ann Five').getByText('99+').waitFor();
  await row(ben, 'Ann Five').click();
  await ben.getByText('New', { exact: true }).last().waitFor();
  await message(ben, 'line 1 of many').waitFor();
  await ben.getByRole('button', { name: /Go to the latest/ }).click();
  await message(ben, 'line 250 of many').waitFor();
  await row(ben, 'Ann Five').getByText('unread').waitFor({ state: 'detached' });
  await ben.bringToFront();
  const before = await ben.evaluate<{ text: string; top: number; height: number }>(SCROLL_NEAR_TOP);
  await ben.waitForFunction(
    (height) => (globalThis as unknown as InPage).document.querySelector('[role=log]').scrollHeight > height,
    before.height + 500,
  );
  const after = await ben.evaluate<number>(`(${TOP_OF})(${JSON.stringify(before.text)})`);
  assert.ok(Math.abs(after - before.top) <= 2, `“${before.text}” moved from ${before.top} to ${after} px`);
  while ((await message(ben, 'line 1 of many').count()) === 0) await ben.evaluate(SCROLL_TO_TOP);
  await say(ben, 'an answer from far above');
  await sentMessage(ben, 'an answer from far above').waitFor();
  await cast.leave();
});

/** How far the middle of the message is from the middle of the history, in px. */
async function offMiddle(page: Page, text: string): Promise<number> {
  const [view, bubble] = [
    await page.getByRole('log').boundingBox(),
    await message(page, text).locator('..').boundingBox(),
  ];
  if (view === null || bubble === null) return Number.POSITIVE_INFINITY;
  return Math.abs(bubble.y + bubble.height / 2 - view.y - view.height / 2);
}

async function comesToMiddle(page: Page, text: string): Promise<void> {
  await message(page, text).waitFor();
  for (let frame = 0; (await offMiddle(page, text)) > 60; frame += 1) {
    assert.ok(frame < 1_500, `“${text}” stands ${await offMiddle(page, text)} px from the middle`);
    await page.evaluate('new Promise(requestAnimationFrame)');
  }
}

test('a press on a quote leads to what it answers, and who comes back finds it there', async () => {
  const ann = await cast.person('ann.six', 'Ann Six');
  const [ben, cat] = [
    await headless(cast.origin, 'ben.six', 'Ben Six'),
    await headless(cast.origin, 'cat.six', 'Cat Six'),
  ];
  cat.send(await cat.direct(await idOf(cat, 'Ann Six')), 'from Cat');
  const conversation = await ben.direct(await idOf(ben, 'Ann Six'));
  ben.open(conversation);
  for (let n = 1; n <= 150; n += 1) ben.send(conversation, `line ${n} of many. ${'word '.repeat((n * 7) % 40)}`);
  const lineOf = (text: string) =>
    ben
      .conversation(conversation)
      .lines.find(({ state, ...line }) => state === 'sent' && JSON.stringify(line).includes(text));
  await holds(ben, () => lineOf('line 150 of many') !== undefined);
  const asked = lineOf('line 20 of many');
  assert.ok(asked?.state === 'sent');
  ben.send(conversation, 'about the twentieth', { replyTo: asked.event.seq });

  await row(ann, 'Ben Six').click();
  await ann.getByRole('button', { name: /Go to the latest/ }).click();
  const answer = message(ann, 'about the twentieth');
  await answer.getByRole('button', { name: /In answer to/ }).click();
  await comesToMiddle(ann, 'line 20 of many');
  await row(ann, 'Cat Six').click();
  await message(ann, 'from Cat').waitFor();
  await row(ann, 'Ben Six').click();
  await comesToMiddle(ann, 'line 20 of many');
  await Promise.all([ben.close(), cat.close()]);
  await cast.leave();
});

const SCROLL_TO_TOP = `(async () => {
  document.querySelector('[role=log]').scrollTop = 0;
  for (let frame = 0; frame < 4; frame += 1) await new Promise(requestAnimationFrame);
})()`;

const TOP_OF = `(text) => [...document.querySelectorAll('[role=log] article')]
  .find((article) => article.textContent === text)?.getBoundingClientRect().top ?? -1`;

/** Scrolls to where earlier lines begin to load, and tells which message stands first in the window then. */
const SCROLL_NEAR_TOP = `(async () => {
  const log = document.querySelector('[role=log]');
  const rest = async (place) => {
    for (let frame = 0; frame < 20; frame += 1) await new Promise(requestAnimationFrame);
    return log.scrollTop === place;
  };
  do log.scrollTop = 1000;
  while (!(await rest(1000)));
  const top = log.getBoundingClientRect().top;
  const height = log.scrollHeight;
  const first = [...log.querySelectorAll('article')].find((one) => one.getBoundingClientRect().top >= top);
  log.scrollTop -= 200;
  const place = first.getBoundingClientRect().top;
  return { text: first.textContent, top: place, height };
})()`;

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { type Cast, openCast } from './support/cast.ts';
import {
  composer,
  createGroup,
  message,
  PASSWORD,
  register,
  row,
  say,
  sentMessage,
  startChat,
} from './support/chat.ts';
import { choose } from './support/message-menu.ts';
import { assertAccessible, assertFits } from './support/seat.ts';

let cast: Cast;

before(async () => {
  cast = await openCast();
});

after(() => cast?.close());

/** On a phone a long press opens the menu. */
async function hold(page: Page, target: Locator, action: string): Promise<void> {
  await target.locator('.bubble').dispatchEvent('pointerdown', { pointerType: 'touch', clientX: 5, clientY: 5 });
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}

test('emoji are picked, found by words, and given as reactions', async () => {
  const [ann, ben] = [await cast.person('ann.emoji', 'Ann Emoji'), await cast.person('ben.emoji', 'Ben Emoji')];
  await startChat(ann, 'Ben Emoji');
  await composer(ann).fill('Well done ');
  await ann.getByRole('button', { name: 'Emoji and stickers' }).click();
  const panel = ann.getByRole('dialog', { name: 'Emoji and stickers' });
  await panel.getByRole('button', { name: 'grinning face', exact: true }).waitFor();
  await assertAccessible(ann, 'all emoji');
  await panel.getByRole('searchbox', { name: 'Search emoji' }).fill('party');
  await panel.getByRole('button', { name: 'party popper' }).click();
  await panel.getByRole('searchbox').fill('庆祝');
  await panel.getByRole('searchbox').press('ArrowDown');
  assert.equal(await ann.evaluate('document.activeElement.dataset.cell'), '');
  await ann.keyboard.press('ArrowRight');
  await ann.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  assert.equal(await composer(ann).inputValue(), 'Well done 🎉');
  await composer(ann).press('Enter');
  await sentMessage(ann, 'Well done 🎉').waitFor();

  await composer(ann).pressSequentially('I :thumbs_u');
  await ann.getByRole('option', { name: 'thumbs up' }).waitFor();
  await assertAccessible(ann, 'emoji for a word');
  await composer(ann).press('Enter');
  assert.equal(await composer(ann).inputValue(), 'I 👍');
  await composer(ann).fill('');

  await row(ben, 'Ann Emoji').click();
  await choose(ben, message(ben, 'Well done'), 'More emoji');
  const reactions = ben.getByRole('dialog', { name: 'React' });
  await reactions.getByRole('searchbox').fill('rocket');
  await reactions.getByRole('searchbox').press('Enter');
  await message(ann, 'Well done')
    .getByRole('button', { name: /🚀\s*1\s*Ben Emoji/ })
    .waitFor();
  await cast.leave();
});

test('[MC20] [MC22] messages are forwarded one by one and together, and read there', async () => {
  const ann = await cast.person('ann.forward', 'Ann Forward');
  const ben = await cast.person('ben.forward', 'Ben Forward', { size: 'phone' });
  await createGroup(ann, 'Origins', ['Ben Forward']);
  for (const text of ['First thing', 'Second thing', 'Third thing']) await say(ann, text);
  await sentMessage(ann, 'Third thing').waitFor();
  await startChat(ann, 'Ben Forward');
  await row(ann, 'Origins').click();

  await choose(ann, message(ann, 'First thing'), 'Forward');
  const sheet = ann.getByRole('dialog', { name: 'Forward to' });
  await sheet.getByRole('searchbox').fill('ben');
  await sheet.getByRole('checkbox', { name: 'Ben Forward' }).check();
  await assertAccessible(ann, 'where to forward');
  await sheet.getByRole('button', { name: 'Forward to 1' }).click();
  await ann.getByText('Forwarded to 1 conversation').waitFor();
  await row(ben, 'First thing').click();
  await message(ben, 'First thing').getByText('Forwarded from Ann Forward').waitFor();

  await choose(ann, message(ann, 'First thing'), 'Select');
  const boxes = ann.getByRole('log').getByRole('checkbox');
  await ann.getByRole('checkbox', { name: /Second thing/ }).check();
  await ann.getByText('2 selected').waitFor();
  assert.equal(await boxes.count(), 3);
  await boxes.nth(0).focus();
  await ann.keyboard.press('ArrowDown');
  await ann.keyboard.press('ArrowDown');
  await ann.keyboard.press('Space');
  await ann.getByText('3 selected').waitFor();
  await ann.keyboard.press('Space');
  await ann.getByText('2 selected').waitFor();
  await assertAccessible(ann, 'selecting');
  await ann.getByRole('button', { name: 'Forward', exact: true }).click();
  await sheet.getByText('As one bundle').click();
  assert.match(await sheet.getByLabel('Title').inputValue(), /Chat history of Origins/);
  await sheet.getByRole('checkbox', { name: 'Ben Forward' }).check();
  await sheet.getByRole('button', { name: 'Forward to 1' }).click();
  await composer(ann).waitFor();

  await ben.getByRole('button', { name: /Chat history of Origins/ }).click();
  const bundle = ben.getByRole('dialog', { name: 'Chat history of Origins' });
  await bundle.getByText('Second thing').waitFor();
  await assertAccessible(ben, 'a bundle on a phone');
  await assertFits(ben, 'a bundle on a phone');
  await ben.keyboard.press('Escape');
  await row(ann, 'Ben Forward').getByText('[Chat history] Chat history of Origins').waitFor();
  await cast.leave();
});

test('[MC60] several messages are selected, copied and recalled; Esc ends it', async () => {
  const ann = await cast.person('ann.select', 'Ann Select', { size: 'phone', colorScheme: 'dark' });
  const ben = await cast.person('ben.select', 'Ben Select');
  await ann.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await startChat(ann, 'Ben Select');
  for (const text of ['One', 'Two', 'Three']) await say(ann, text);
  await sentMessage(ann, 'Three').waitFor();
  await hold(ann, message(ann, 'One'), 'Select');
  await ann.getByText('1 selected').waitFor();
  await assertAccessible(ann, 'selecting on a phone');
  await assertFits(ann, 'selecting on a phone');
  await ann.keyboard.press('Escape');
  await composer(ann).waitFor();
  await hold(ann, message(ann, 'One'), 'Select');
  await ann.getByRole('checkbox', { name: /Two/ }).check();
  await ann.getByRole('button', { name: 'Copy', exact: true }).click();
  assert.match(
    String(await ann.evaluate('navigator.clipboard.readText()')),
    /^Ann Select .*\nOne\n\nAnn Select .*\nTwo$/,
  );
  await hold(ann, message(ann, 'Two'), 'Select');
  await ann.getByRole('checkbox', { name: /Three/ }).check();
  await ann.getByRole('button', { name: 'Recall', exact: true }).click();
  await ann.getByRole('dialog').getByRole('button', { name: 'Recall' }).click();
  await row(ben, 'Ann Select').click();
  await ben.getByText('Ann Select recalled a message').nth(1).waitFor();
  await message(ben, 'One').waitFor();
  await cast.leave();
});

test('a person, a place and a nudge are sent and read', async () => {
  const ann = await cast.person('ann.cards', 'Ann Cards');
  const ben = await cast.person('ben.cards', 'Ben Cards', { size: 'phone' });
  await cast.person('cat.cards', 'Cat Cards');
  await startChat(ann, 'Ben Cards');
  await ann.getByRole('button', { name: 'More to send' }).click();
  await ann.getByRole('menuitem', { name: 'Contact card' }).click();
  const people = ann.getByRole('dialog', { name: 'Send a contact card' });
  await people.getByRole('searchbox').fill('Cat');
  await people.getByRole('button', { name: 'Cat Cards' }).click();
  await row(ben, 'Ann Cards').getByText('[Contact]').waitFor();

  await ann.context().grantPermissions(['geolocation']);
  await ann.context().setGeolocation({ latitude: 31.2304, longitude: 121.4737 });
  await ann.getByRole('button', { name: 'More to send' }).click();
  await ann.getByRole('menuitem', { name: 'Location' }).click();
  const place = ann.getByRole('dialog', { name: 'Location' });
  await place.getByRole('button', { name: 'Send' }).click();
  await place.getByText('Between -90 and 90 degrees.').waitFor();
  await assertAccessible(ann, 'a place with faults');
  await place.getByRole('button', { name: 'Use where I am' }).click();
  await place.getByText('Between -90 and 90 degrees.').waitFor({ state: 'detached' });
  await place.getByLabel('Name of the place').fill('The Bund');
  await place.getByRole('button', { name: 'Send' }).click();

  await row(ben, 'Ann Cards').click();
  const link = ben.getByRole('link', { name: /The Bund/ });
  await link.waitFor();
  assert.match(
    (await link.getAttribute('href')) ?? '',
    /^https:\/\/www\.openstreetmap\.org\/\?mlat=31\.2304&mlon=121\.4737/,
  );
  await assertAccessible(ben, 'cards on a phone');
  await assertFits(ben, 'cards on a phone');

  await ann.getByRole('button', { name: 'More to send' }).click();
  await ann.getByRole('menuitem', { name: 'Nudge Ben Cards' }).click();
  await ben.getByText('Ann Cards nudged you').first().waitFor();
  await ann.getByRole('log').getByText('You nudged Ben Cards').waitFor();
  await ann.getByRole('button', { name: 'More to send' }).click();
  await ann.getByRole('menuitem', { name: 'Nudge Ben Cards' }).click();
  await ann.getByText('You nudged them just now.').waitFor();

  await ben.getByRole('button', { name: 'Message Cat Cards' }).click();
  await ben.getByRole('heading', { name: 'Cat Cards', exact: true }).waitFor();
  await cast.leave();
});

/** Whether the window shakes just now. */
function shakes(page: Page): Promise<unknown> {
  const look = '() => document.body.getAnimations().length > 0 ? done() : requestAnimationFrame(look)';
  return page.evaluate(`new Promise((done) => { const look = ${look}; look(); })`);
}

test('[MC11] a nudge shakes the window of who sees it, unless they switched that off', async () => {
  const ann = await cast.person('ann.shakes', 'Ann Shakes');
  const ben = await cast.person('ben.shakes', 'Ben Shakes');
  const nudge = async (page: Page, name: string) => {
    await page.getByRole('button', { name: 'More to send' }).click();
    await page.getByRole('menuitem', { name: `Nudge ${name}` }).click();
  };
  await ben.emulateMedia({ reducedMotion: 'no-preference' });
  await startChat(ann, 'Ben Shakes');
  await Promise.all([shakes(ben), nudge(ann, 'Ben Shakes')]);
  await row(ben, 'Ann Shakes').getByText('Ann Shakes nudged you').waitFor();
  await row(ben, 'Ann Shakes').click();
  await nudge(ben, 'Ann Shakes');
  await ann.getByText('Ben Shakes nudged you').first().waitFor();
  assert.equal(await ann.evaluate('document.body.getAnimations().length'), 0, 'for those who prefer less motion');

  await ann.getByRole('link', { name: 'Settings' }).click();
  await ann.getByRole('link', { name: 'Appearance and language' }).click();
  await ann.getByRole('switch', { name: 'Shake the window' }).click();
  await ann.getByRole('switch', { name: 'Shake the window', checked: false }).waitFor();
  await assertAccessible(ann, 'the setting of shaking');
  await cast.leave();
});

/** Answers for the server what a page says of itself: browser tests reach nothing outside. */
async function withPreviews(page: Page): Promise<Page> {
  const preview = { title: 'A guide to the harbour', description: 'Tides and knots', site: 'Harbour Times' };
  await page.routeWebSocket(/\/ws/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((text) => {
      const frame = JSON.parse(String(text));
      if (frame.do === 'link.preview') socket.send(JSON.stringify({ re: frame.id, ok: { preview } }));
      else server.send(text);
    });
    server.onMessage((text) => socket.send(text));
  });
  return page;
}

test('[MC50] a link has a card, until its sender takes it away', async () => {
  const ann = await withPreviews(await cast.visitor());
  const ben = await withPreviews(await cast.visitor({ size: 'phone', colorScheme: 'dark' }));
  await register(ann, cast.origin, 'ann.links', 'Ann Links');
  await register(ben, cast.origin, 'ben.links', 'Ben Links');
  await startChat(ann, 'Ben Links');
  await composer(ann).fill('Not https://harbour.example/old, mind');
  await ann.getByText('Tides and knots').waitFor();
  await assertAccessible(ann, 'the preview over the field');
  await ann.getByRole('button', { name: 'Remove the link preview' }).click();
  await ann.getByText('Tides and knots').waitFor({ state: 'detached' });
  await composer(ann).press('Enter');
  await sentMessage(ann, 'Not https://harbour.example/old, mind').getByRole('link').waitFor();
  await say(ann, 'Read https://harbour.example/guide first');
  await row(ben, 'Ann Links').click();
  const card = ben.getByRole('link', { name: /A guide to the harbour/ });
  await card.waitFor();
  assert.equal(await card.getAttribute('href'), 'https://harbour.example/guide');
  await assertAccessible(ben, 'a preview on a phone');
  await assertFits(ben, 'a preview on a phone');
  await choose(ann, sentMessage(ann, 'harbour.example/guide'), 'Remove the link preview');
  await card.waitFor({ state: 'detached' });
  await message(ben, 'Read https://harbour.example/guide first').getByRole('link').waitFor();
  await cast.leave();
});

test('everything is there in Chinese, on a phone', async () => {
  const page = await cast.visitor({ size: 'phone', language: 'zh' });
  await cast.person('wang.contents', '王芳');
  await page.goto(`${cast.origin}/register`);
  await page.getByLabel('手机号、邮箱或用户名').fill('lin.contents');
  await page.getByLabel('昵称').fill('林晓');
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await page.getByLabel('再输一次密码').fill(PASSWORD);
  await page.getByRole('button', { name: '注册并进入' }).click();
  await page.getByRole('button', { name: '新建', exact: true }).click();
  await page.getByRole('menuitem', { name: '发起聊天' }).click();
  await page.getByRole('dialog').getByRole('searchbox').fill('王芳');
  await page.getByRole('dialog').getByRole('button', { name: '王芳', exact: true }).click();
  await page.getByRole('button', { name: '发送更多内容' }).click();
  await page.getByRole('menuitem', { name: '位置' }).click();
  await page.getByLabel('地点名称').fill('人民广场');
  await page.getByLabel('纬度').fill('31.2304');
  await page.getByLabel('经度').fill('121.4737');
  await assertAccessible(page, 'a place in Chinese');
  await page.getByRole('button', { name: '发送', exact: true }).last().click();
  await page.getByRole('link', { name: /人民广场.*在 OpenStreetMap 中打开/ }).waitFor();
  await page.getByRole('button', { name: '表情和贴纸' }).click();
  await page.getByRole('searchbox', { name: '搜索表情' }).fill('猫');
  await page.getByRole('button', { name: '猫', exact: true }).click();
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('textbox').inputValue(), '🐈');
  await page.getByRole('button', { name: '发送更多内容' }).click();
  await page.getByRole('menuitem', { name: '拍一拍王芳' }).click();
  await page.getByText('你拍了拍王芳').waitFor();
  await assertAccessible(page, 'contents in Chinese');
  await assertFits(page, 'contents in Chinese');
  await cast.leave();
});

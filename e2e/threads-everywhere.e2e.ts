import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { Client } from '#client/api.ts';
import { type Cast, openCast } from './support/cast.ts';
import { composer, row } from './support/chat.ts';
import { headless, holds, idOf } from './support/headless.ts';
import { choose } from './support/message-menu.ts';
import { picture } from './support/picture.ts';
import { assertAccessible, assertFits } from './support/seat.ts';
import { until } from './support/until.ts';

let cast: Cast;
const clients: Client[] = [];

before(async () => {
  cast = await openCast();
});

after(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await cast?.close();
});

/** Somebody without a screen, in a group with the person, in which they have asked something. */
async function asked(login: string, nickname: string, guest: string, title: string, question: string) {
  const host = await headless(cast.origin, login, nickname);
  clients.push(host);
  const guestId = await idOf(host, guest);
  const conversation = await host.create(title, [guestId]);
  host.open(conversation);
  const root = await written(host, conversation, question);
  return { host, conversation, root, guestId };
}

/** Where the message stands once the server has it. */
async function written(client: Client, conversation: string, text: string): Promise<number> {
  client.send(conversation, text);
  const found = () => {
    for (const line of client.conversation(conversation).lines)
      if (line.state === 'sent' && line.event.type === 'message' && line.event.text === text) return line.event.seq;
    return undefined;
  };
  await holds(client, () => found() !== undefined);
  return found() ?? 0;
}

/** The replies have reached the server. */
async function replied(client: Client, conversation: string, root: number, texts: readonly string[], more = {}) {
  const close = client.threads()?.open(conversation, root);
  for (const text of texts) client.send(conversation, text, { thread: root, ...more });
  const arrived = () => {
    const last = client.threads()?.view(conversation, root).lines.at(-1);
    return last?.state === 'sent' && last.event.type === 'message' && last.event.text === texts.at(-1);
  };
  await holds(client, arrived);
  close?.();
}

function thread(page: Page, name = 'Thread'): Locator {
  return page.getByRole('complementary', { name }).or(page.getByRole('main', { name }));
}

function replyField(page: Page): Locator {
  return page.getByRole('textbox', { name: /^Reply in the thread|^回复 .* 里的话题/ });
}

async function reply(page: Page, text: string): Promise<void> {
  await replyField(page).fill(text);
  await replyField(page).press('Enter');
}

function title(page: Page, wanted: RegExp): Promise<unknown> {
  return until(
    `the title ${wanted}`,
    () => page.title(),
    (found) => wanted.test(found),
  );
}

/** How many threads the page keeps on its device. */
function keptThreads(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const databases = await indexedDB.databases();
    const name = databases.find((one) => one.name?.startsWith('yiqi-u_'))?.name ?? '';
    const database = await new Promise<IDBDatabase>((done, failed) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => done(opening.result);
      opening.onerror = () => failed(opening.error);
    });
    const count = await new Promise<number>((done) => {
      const asking = database.transaction('threads').objectStore('threads').count();
      asking.onsuccess = () => done(asking.result);
    });
    database.close();
    return count;
  });
}

test('[LR8] [TC64] [TC60] a thread is counted, found again at the right place, and there without a server', async () => {
  const ann = await cast.person('ann.crane', 'Ann Crane');
  const { host, conversation, root, guestId } = await asked(
    'ben.crane',
    'Ben Crane',
    'Ann Crane',
    'Dockyard',
    'Which crane do we take?',
  );
  await row(ann, 'Dockyard').click();
  await ann.goto(`${cast.origin}/c/${conversation}?thread=${root}`);
  await reply(ann, 'I ask around');
  await thread(ann).getByRole('article').filter({ hasText: 'I ask around' }).waitFor();
  await ann.getByRole('link', { name: 'Chats' }).click();
  await replied(host, conversation, root, ['the yellow crane', 'or the blue one']);
  await title(ann, /^\(2\) /);
  await ann.getByRole('navigation', { name: 'Main' }).getByText('2 unread messages').waitFor({ state: 'attached' });
  await row(ann, 'Dockyard').click({ button: 'right' });
  await ann.getByRole('menuitem', { name: 'Mute', exact: true }).click();
  await title(ann, /^[^(]/);
  await replied(host, conversation, root, ['@Ann Crane what now?'], { mentions: [guestId] });
  await title(ann, /^\(1\) /);

  const filler = Array.from({ length: 110 }, (_, n) => `Thought ${n} about it`);
  await replied(host, conversation, root, filler);
  await row(ann, 'Dockyard').click();
  await ann.keyboard.press('Control+f');
  await ann.getByRole('searchbox', { name: 'Search in this chat' }).fill('yellow');
  await ann.locator('[data-result].hit').first().click();
  const found = thread(ann).locator('.timeline-row.is-marked');
  await found.getByText('the yellow crane').waitFor();
  assert.match(ann.url(), /reply=\d+/);
  assert.ok(await thread(ann).getByText('the yellow crane').isVisible());
  await assertAccessible(ann, 'a thread at what was found in it');
  await picture(ann, 'thread-hit');
  await thread(ann).getByText('Thought 3 about it').waitFor();
  assert.equal(await thread(ann).getByText('Thought 109 about it').count(), 0);

  await ann.goto(`${cast.origin}/c/${conversation}?thread=${root}`);
  await thread(ann).getByText('Thought 109 about it').waitFor();
  await until(
    'the thread on the device',
    () => keptThreads(ann),
    (count) => count === 1,
  );
  await ann.routeWebSocket(/\/ws/, (socket) => socket.close());
  await ann.route('**/api/**', (route) => route.abort());
  await ann.reload();
  await thread(ann).getByText('Thought 109 about it').waitFor();
  await ann.goto(`${cast.origin}/threads`);
  await ann.getByRole('link', { name: /Which crane do we take\?.*Thought 109 about it/s }).waitFor();
  await cast.leave();
});

test('[LR8] on a phone what is found in a thread is shown in its place, and back leads to what was found', async () => {
  const eva = await cast.person('eva.quay', 'Eva Quay', { size: 'phone' });
  const { host, conversation, root } = await asked(
    'fay.quay',
    'Fay Quay',
    'Eva Quay',
    'Quayside',
    'Who sweeps the quay?',
  );
  await replied(host, conversation, root, ['the green broom', 'or the red one']);
  await row(eva, 'Quayside').tap();
  await eva.getByRole('button', { name: 'Search in this chat' }).tap();
  await eva.getByRole('searchbox', { name: 'Search in this chat' }).fill('green');
  await eva.locator('[data-result].hit').first().tap();
  await thread(eva).locator('.timeline-row.is-marked').getByText('the green broom').waitFor();
  await assertFits(eva, 'a thread at what was found in it, on a phone');
  await picture(eva, 'thread-hit-phone');
  await eva.goBack();
  await eva.getByRole('searchbox', { name: 'Search in this chat' }).waitFor();
  await cast.leave();
});

test('[KP45] 话题里有表情、投票和定时消息，手机上也一样', async () => {
  const lin = await cast.visitor({ size: 'phone', language: 'zh', colorScheme: 'dark' });
  await lin.goto(`${cast.origin}/register`);
  await lin.getByLabel('手机号、邮箱或用户名').fill('lin.thread');
  await lin.getByLabel('昵称').fill('林话题');
  await lin.getByLabel('密码', { exact: true }).fill('walking on the long wall 9');
  await lin.getByLabel(/再.*密码|确认密码/).fill('walking on the long wall 9');
  await lin.getByRole('button', { name: /创建|注册/ }).click();
  await lin.getByRole('navigation').first().waitFor();
  const { host, conversation, root } = await asked('wang.thread', '王话题', '林话题', '码头', '先修哪一艘船？');
  await lin.goto(`${cast.origin}/c/${conversation}?thread=${root}`);
  const pane = thread(lin, '话题');
  await replyField(lin).fill('明早再说');
  await pane.getByRole('button', { name: '定时发送' }).tap();
  await lin.getByRole('menuitem', { name: /^周一/ }).tap();
  await pane.getByRole('button', { name: /1 条定时消息/ }).tap();
  const list = lin.getByRole('dialog', { name: '定时消息' });
  await list.getByText('明早再说').waitFor();
  await assertFits(lin, 'the scheduled replies on a phone');
  await list.getByRole('button', { name: '这条消息的操作' }).tap();
  await lin.getByRole('menuitem', { name: '立即发送' }).tap();
  await list.getByText('没有定时消息').waitFor();
  await lin.keyboard.press('Escape');
  await pane.getByRole('article').filter({ hasText: '明早再说' }).waitFor();

  await pane.getByRole('button', { name: '发送更多内容' }).tap();
  await lin.getByRole('menuitem', { name: /投票/ }).tap();
  const sheet = lin.getByRole('dialog', { name: /投票/ });
  await sheet.getByRole('textbox').nth(0).fill('先修哪一艘？');
  await sheet.getByRole('textbox').nth(1).fill('东风号');
  await sheet.getByRole('textbox').nth(2).fill('海燕号');
  await sheet.getByRole('button', { name: '发送投票' }).tap();
  await pane.getByRole('button', { name: /海燕号/ }).tap();
  await pane.getByRole('button', { name: /海燕号/, pressed: true }).waitFor();
  await assertAccessible(lin, 'a poll in a thread');
  await assertFits(lin, 'a poll in a thread');
  await picture(lin, 'thread-poll-phone');
  const said = host
    .conversation(conversation)
    .lines.flatMap((line) => (line.state === 'sent' && line.event.type === 'message' ? [line.event.text] : []));
  assert.deepEqual(said, ['先修哪一艘船？']);
  await cast.leave();
});

test('[KP33] [MC24] a draft of another device mentions whom it meant, and a poll is forwarded', async () => {
  const ann = await cast.person('ann.twins', 'Ann Twins');
  const host = await headless(cast.origin, 'host.twins', 'Same Name');
  clients.push(host);
  const twin = await headless(cast.origin, 'twin.twins', 'Same Name');
  clients.push(twin);
  const [guest, twinId] = [await idOf(host, 'Ann Twins'), twin.me()?.id ?? ''];
  const conversation = await host.create('Twins', [guest, twinId]);
  host.open(conversation);
  await written(host, conversation, 'Hello');
  const { client } = await cast.device('ann.twins');
  clients.push(client);
  client.keep({
    do: 'draft.set',
    with: { conversation, text: '@Same Name and @所有人, look', mentions: [twinId, 'all'], ago: 0 },
  });
  await row(ann, 'Twins').getByText('Draft', { exact: true }).waitFor();
  await row(ann, 'Twins').click();
  await until(
    'the draft in the field',
    () => composer(ann).inputValue(),
    (text) => text.startsWith('@Same Name'),
  );
  await composer(ann).press('Enter');
  const mentions = () => {
    const line = host.conversation(conversation).lines.at(-1);
    return line?.state === 'sent' && line.event.type === 'message' ? line.event.mentions : undefined;
  };
  await holds(host, () => mentions() !== undefined);
  assert.deepEqual(new Set(mentions()), new Set([twinId, 'all']));

  host.send(conversation, '', { content: { type: 'poll', question: 'Tea?', options: ['Green', 'Black'] } });
  const poll = ann.getByRole('article').filter({ hasText: 'Tea?' });
  await choose(ann, poll, 'Forward');
  const sheet = ann.getByRole('dialog', { name: 'Forward to' });
  await sheet.getByRole('checkbox', { name: 'Twins' }).check();
  await sheet.getByRole('button', { name: 'Forward to 1' }).click();
  const copy = ann.getByRole('article').filter({ hasText: 'Forwarded from Same Name' });
  await copy.getByRole('button', { name: /Black/ }).click();
  await copy.getByRole('button', { name: /Black/, pressed: true }).waitFor();
  await cast.leave();
});

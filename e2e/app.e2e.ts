import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { composer, message, PASSWORD, register, row, say, sentMessage, startChat } from './support/chat.ts';
import { headless } from './support/headless.ts';
import { assertAccessible, assertFits, newSeat, openChromium, type Seat, type SeatOptions } from './support/seat.ts';
import { startTestServer, type TestServer } from './support/server.ts';

let server: TestServer;
let browser: Browser;
const seats: Seat[] = [];

before(async () => {
  server = await startTestServer();
  browser = await openChromium();
});

let stopped = false;

after(async () => {
  await browser?.close();
  if (!stopped) await server?.stop();
});

/** Somebody in a browser in which the service worker runs. */
async function personAt(login: string, nickname: string, options: SeatOptions = {}): Promise<Page> {
  const one = await newSeat(browser, { ...options, worker: true });
  seats.push(one);
  await register(one.page, server.origin, login, nickname);
  await one.page.evaluate('navigator.serviceWorker.ready');
  return one.page;
}

async function leaveAll(): Promise<void> {
  const errors = seats.flatMap((one) => one.errors);
  await Promise.all(seats.splice(0).map((one) => one.context.close()));
  assert.deepEqual(errors, [], 'errors in the pages');
}

interface Manifest {
  name: string;
  start_url: string;
  display: string;
  icons: { src: string; sizes: string; purpose: string }[];
  share_target: { action: string };
}

/** The sides of pictures, as a browser reads them. */
const SIDES = `async (paths) => {
  const sides = [];
  for (const path of paths) {
    const picture = await createImageBitmap(await (await fetch(path)).blob());
    sides.push(picture.width + 'x' + picture.height);
  }
  return sides;
}`;

test('the app can be installed: its manifest, its icons, and a service worker that has the page', async () => {
  const page = await personAt('ann.install', 'Ann');
  for (const [path, name] of [
    ['/manifest.webmanifest', 'Yiqi 一起'],
    ['/manifest.zh.webmanifest', '一起 Yiqi'],
  ]) {
    const answer = await fetch(server.origin + path);
    assert.match(answer.headers.get('content-type') ?? '', /manifest\+json|json/);
    const manifest = (await answer.json()) as Manifest;
    assert.equal(manifest.name, name);
    assert.equal(manifest.display, 'standalone');
    const sides = await page.evaluate<string[]>(`(${SIDES})(${JSON.stringify(manifest.icons.map(({ src }) => src))})`);
    assert.deepEqual(
      sides,
      manifest.icons.map(({ sizes }) => sizes),
    );
    for (const purpose of ['any', 'maskable'])
      assert.ok(manifest.icons.some((icon) => icon.purpose === purpose && icon.sizes === '512x512'));
    assert.equal((await fetch(server.origin + manifest.start_url)).status, 200);
  }
  const session = await page.context().newCDPSession(page);
  const { errors } = (await session.send('Page.getAppManifest')) as { errors: unknown[] };
  assert.deepEqual(errors, []);
  await page.waitForFunction('navigator.serviceWorker.controller !== null');
  await leaveAll();
});

/** What a page says of itself, and how it came: what audits of pages ask for. Sizes in bytes, as they came over the network. */
const AUDIT = `(async () => {
  const shifts = await new Promise((resolve) => {
    const seen = [];
    new PerformanceObserver((list) => seen.push(...list.getEntries())).observe({ type: 'layout-shift', buffered: true });
    requestAnimationFrame(() => setTimeout(() => resolve(seen), 0));
  });
  const all = [...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')];
  const meta = (name) => document.querySelector('meta[name="' + name + '"]')?.getAttribute('content') ?? '';
  return {
    doctype: document.doctype?.name,
    lang: document.documentElement.lang,
    title: document.title,
    description: meta('description'),
    viewport: meta('viewport'),
    theme: meta('theme-color'),
    shift: shifts.filter((one) => !one.hadRecentInput).reduce((sum, one) => sum + one.value, 0),
    nodes: document.querySelectorAll('*').length,
    elsewhere: all.filter(({ name }) => !name.startsWith(location.origin) && !/^(data|blob):/.test(name)).length,
    blocking: all.filter((one) => one.initiatorType === 'script' && one.renderBlockingStatus === 'blocking')
      .map(({ name }) => new URL(name).pathname),
    bytes: all.reduce((sum, one) => sum + (one.encodedBodySize ?? 0), 0),
    large: all
      .filter((one) => /[.](js|css)$/.test(one.name) && one.decodedBodySize > 10_000)
      .filter((one) => one.encodedBodySize >= one.decodedBodySize)
      .map(({ name }) => name),
    script: all.map(({ name }) => name).find((name) => /assets\\/.*\\.js$/.test(name)),
  };
})()`;

interface Audit {
  doctype: string;
  lang: string;
  title: string;
  description: string;
  viewport: string;
  theme: string;
  shift: number;
  nodes: number;
  elsewhere: number;
  blocking: string[];
  bytes: number;
  /** Scripts and styles that came without being compressed. */
  large: string[];
  script: string;
}

/** What comes in all with the first page, compressed: with pictures, and parts that are fetched ahead. */
const MOST_FIRST_BYTES = 450_000;

test('audits of pages find nothing: what it says of itself, how much comes, what blocks, moves or comes from elsewhere', async () => {
  const one = await newSeat(browser, { size: 'phone' });
  seats.push(one);
  await one.page.goto(server.origin);
  await one.page.getByRole('button', { name: 'Sign in' }).first().waitFor();
  const audit = await one.page.evaluate<Audit>(AUDIT);
  assert.equal(audit.doctype, 'html');
  assert.match(audit.lang, /^en/);
  for (const said of [audit.title, audit.description, audit.theme]) assert.notEqual(said, '');
  assert.match(audit.viewport, /width=device-width/);
  assert.doesNotMatch(audit.viewport, /user-scalable=no|maximum-scale=1/);
  assert.ok(audit.shift < 0.1, `things move by ${audit.shift}`);
  assert.ok(audit.nodes < 1500, `${audit.nodes} elements`);
  assert.equal(audit.elsewhere, 0);
  // The theme is chosen before anything is drawn; all else comes meanwhile.
  assert.deepEqual(
    audit.blocking.filter((path) => path !== '/theme.js'),
    [],
  );
  assert.ok(audit.bytes < MOST_FIRST_BYTES, `${audit.bytes} bytes`);
  assert.deepEqual(audit.large, []);
  const script = await fetch(audit.script);
  assert.match(script.headers.get('cache-control') ?? '', /max-age=31536000.*immutable/);
  await assertAccessible(one.page, 'the first page');
  await leaveAll();
});

test('notifications and failed work have their pages, on a phone and a PC, in both languages', async () => {
  const page = await personAt('ann.settings', 'Ann');
  await page.goto(`${server.origin}/settings/notifications`);
  await page.getByRole('heading', { name: 'Notifications and app' }).waitFor();
  await page.getByRole('switch', { name: 'Quiet hours' }).click();
  await page.getByLabel('From').waitFor();
  assert.equal(await page.getByLabel('From').inputValue(), '22:00');
  await page.getByRole('radio', { name: 'Mentions' }).check({ force: true });
  await page.reload();
  assert.ok(await page.getByRole('radio', { name: 'Mentions' }).isChecked());
  assert.equal(await page.getByLabel('To').inputValue(), '07:00');
  await assertAccessible(page, 'the notifications');
  await shot(page, 'notifications-pc');
  const phone = await newSeat(browser, { size: 'phone', language: 'zh', colorScheme: 'dark' });
  seats.push(phone);
  await phone.page.goto(server.ownerLink ?? '');
  await phone.page.getByLabel('手机号、邮箱或用户名').fill('chen.owner');
  await phone.page.getByLabel('昵称').fill('陈老板');
  await phone.page.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await phone.page.getByLabel('再输一次密码').fill(PASSWORD);
  await phone.page.getByRole('button', { name: '注册并进入' }).click();
  await phone.page.getByRole('navigation').first().waitFor();
  await phone.page.goto(`${server.origin}/settings/notifications`);
  await phone.page.getByRole('switch', { name: '勿扰时段' }).click();
  await phone.page.getByLabel('从').waitFor();
  await assertFits(phone.page, 'the notifications on a phone');
  await assertAccessible(phone.page, 'the notifications on a phone');
  await shot(phone.page, 'notifications-phone');
  await phone.page.goto(`${server.origin}/settings/jobs`);
  await phone.page.getByRole('heading', { name: '没有失败的任务' }).waitFor();
  await assertAccessible(phone.page, 'the failed work');
  await shot(phone.page, 'jobs-phone');
  await leaveAll();
});

/** What the share sheet of a system posts. */
const SHARE = `(() => {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = '/share';
  form.enctype = 'multipart/form-data';
  const text = document.createElement('input');
  text.name = 'text';
  text.value = 'from another app';
  const files = document.createElement('input');
  files.type = 'file';
  files.name = 'files';
  const bag = new DataTransfer();
  bag.items.add(new File(['abc'], 'notes.txt', { type: 'text/plain' }));
  files.files = bag.files;
  form.append(text, files);
  document.body.append(form);
  form.submit();
})()`;

test('links, shares and pushes from the system; a new version takes no draft; then all of it without a server', async () => {
  const ben = await headless(server.origin, 'ben.far', 'Ben Far');
  const page = await personAt('ann.app', 'Ann App');
  await startChat(page, 'Ben Far');
  await say(page, 'kept on this device');
  await sentMessage(page, 'kept on this device').waitFor();
  ben.close();

  await page.goto(`${server.origin}/open?link=${encodeURIComponent('web+yiqi:m/123456789')}`);
  await page.waitForURL('**/m/123456789');
  await page.goto(server.origin);
  await page.getByRole('navigation', { name: 'Main' }).waitFor();

  await page.evaluate(SHARE);
  await page.getByRole('dialog', { name: 'Share to' }).getByRole('button', { name: 'Ben Far' }).click();
  await page.getByText('notes.txt').waitFor();
  assert.equal(await composer(page).inputValue(), 'from another app');

  await notifies(page);

  await composer(page).fill('half written');
  await page.evaluate("navigator.serviceWorker.register('/sw.js?next')");
  const notice = page.getByRole('status').filter({ hasText: 'A new version of Yiqi is ready.' });
  await notice.waitFor();
  await shot(page, 'update');
  await Promise.all([page.waitForEvent('load'), notice.getByRole('button', { name: 'Update' }).click()]);
  await row(page, 'Ben Far').waitFor();
  assert.equal(await composer(page).inputValue(), 'half written');

  await server.stop();
  stopped = true;
  await page.reload();
  await row(page, 'Ben Far').waitFor();
  await message(page, 'kept on this device').waitFor();
  await page.goto(`${server.origin}/?from=app`);
  await row(page, 'Ben Far').waitFor();
  await leaveAll();
});

/** A push is shown, and taken away again. */
async function notifies(page: Page): Promise<void> {
  await page.context().grantPermissions(['notifications'], { origin: server.origin });
  const session = await page.context().newCDPSession(page);
  const known = new Promise<string>((resolve) => {
    session.on(
      'ServiceWorker.workerRegistrationUpdated',
      ({ registrations: [one] }) => one && resolve(one.registrationId),
    );
  });
  await session.send('ServiceWorker.enable');
  const registrationId = await known;
  const push = (payload: object) =>
    session.send('ServiceWorker.deliverPushMessage', {
      ...{ origin: server.origin, registrationId },
      data: JSON.stringify(payload),
    });
  const shown = (count: number) =>
    page.waitForFunction(
      `navigator.serviceWorker.ready.then((one) => one.getNotifications()).then((all) => all.length === ${count})`,
    );
  await push({ type: 'notice', tag: 'x', title: 'Standup', body: 'in 5 minutes', path: '/meetings' });
  await shown(1);
  await push({ type: 'close', tag: 'x', badge: 0 });
  await shown(0);
}

/** A picture of the page, where somebody wants to see it. */
async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['YIQI_SHOTS'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` });
}

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { register, row, startChat } from './support/chat.ts';
import { newMediaSeat, openMediaBrowser } from './support/media-browser.ts';
import { picture } from './support/picture.ts';
import { assertAccessible, assertFits, newSeat, openChromium, type Seat, type SeatOptions } from './support/seat.ts';
import { startTestServer, type TestServer } from './support/server.ts';

let server: TestServer;
let browser: Browser;
const seats: Seat[] = [];

before(async () => {
  server = await startTestServer();
  browser = await openMediaBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

async function person(login: string, nickname: string, options: SeatOptions = {}): Promise<Page> {
  const seat = await newMediaSeat(browser, server.origin, options);
  seats.push(seat);
  await register(seat.page, server.origin, login, nickname);
  return seat.page;
}

async function inChinese(page: Page): Promise<void> {
  await page.evaluate("localStorage.setItem('yiqi.language', 'zh')");
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.reload();
}

/** A finger on something, which goes from place to place and is lifted. */
async function finger(page: Page, on: Locator) {
  const box = (await on.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const session = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints });
  await send('touchStart', [from]);
  return {
    by: (dx: number, dy: number) => send('touchMove', [{ x: from.x + dx, y: from.y + dy }]),
    lift: () => send('touchEnd', []),
  };
}

const voices = (page: Page, name: RegExp) => page.getByRole('log').getByRole('button', { name });

test('[VM20] [VM30] voice messages are recorded, heard before and after, by mouse and by finger', async () => {
  const [ann, ben] = [
    await person('ann.voice', 'Ann Voice'),
    await person('ben.voice', 'Ben Voice', { size: 'phone' }),
  ];
  await startChat(ann, 'Ben Voice');
  const record = ann.getByRole('button', { name: 'Record a voice message' });
  await record.click();
  await ann.getByRole('timer').filter({ hasText: '0:01' }).waitFor();
  await ann.keyboard.press('Escape');
  await ann.getByRole('group', { name: 'Recording' }).waitFor({ state: 'detached' });
  await record.click();
  await ann.getByRole('timer').filter({ hasText: '0:02' }).waitFor();
  await assertAccessible(ann, 'a recording');
  await picture(ann, 'voice-recording');
  await ann.getByRole('button', { name: 'Stop recording' }).click();
  const preview = ann.getByRole('group', { name: 'Voice message to be sent' });
  await preview.getByRole('button', { name: /^Play voice message, 0:0[23]/ }).click();
  await preview.getByRole('button', { name: 'Pause' }).click();
  await assertAccessible(ann, 'a recording before it is sent');
  await picture(ann, 'voice-preview');
  await preview.getByRole('button', { name: 'Send' }).click();
  await voices(ann, /^Play voice message, 0:0[23]$/).waitFor();
  await row(ann, 'Ben Voice')
    .filter({ hasText: /\[Voice 0:0[23]\]/ })
    .waitFor();
  await picture(ann, 'voice-sent');

  await inChinese(ben);
  await ben.getByText(/\[语音 0:0[23]\]/).click();
  const unheard = voices(ben, /^播放语音消息，0:0[23], 未听$/);
  await unheard.waitFor();
  await assertAccessible(ben, 'a voice message on a phone');
  await assertFits(ben, 'a voice message on a phone');
  await picture(ben, 'voice-phone');
  await unheard.click();
  await voices(ben, /^暂停$/).click();
  await ben.getByRole('button', { name: '速度 1×' }).click();
  await ben.getByRole('button', { name: '速度 1.5×' }).waitFor();
  await picture(ben, 'voice-phone-playing');
  await ben.getByRole('button', { name: '返回' }).click();
  const bar = ben.getByRole('region', { name: 'Ann Voice的语音消息' });
  await assertAccessible(ben, 'what plays beside the list');
  await picture(ben, 'voice-phone-bar');
  await bar.getByRole('button', { name: '继续播放' }).click();
  await bar.waitFor({ state: 'detached' });

  await ben.getByRole('link').filter({ hasText: 'Ann Voice' }).first().click();
  await voices(ben, /^播放语音消息，0:0[23]$/).waitFor();
  const slider = ben.getByRole('slider', { name: '播放位置' });
  await slider.press('End');
  await voices(ben, /^播放语音消息，0:0[23]$/).waitFor();
  const button = ben.getByRole('button', { name: '录制语音消息' });
  const dropped = await finger(ben, button);
  await ben.getByRole('timer').filter({ hasText: '0:01' }).waitFor();
  await dropped.by(-150, 0);
  await ben.getByText('松开即取消').waitFor();
  await picture(ben, 'voice-phone-held');
  await dropped.lift();
  await ben.getByRole('timer').waitFor({ state: 'detached' });
  const said = await finger(ben, button);
  await ben.getByRole('timer').filter({ hasText: '0:01' }).waitFor();
  await said.lift();
  await voices(ann, /^Play voice message, 0:0[12], not heard yet$/).waitFor();
  const locked = await finger(ben, button);
  await ben.getByRole('timer').filter({ hasText: '0:01' }).waitFor();
  await locked.by(0, -120);
  await ben.getByRole('button', { name: '停止录音' }).waitFor();
  await locked.lift();
  await picture(ben, 'voice-phone-locked');
  await ben.getByRole('button', { name: '发送' }).click();
  await voices(ann, /not heard yet$/)
    .nth(1)
    .waitFor();

  await voices(ann, /not heard yet$/)
    .first()
    .click();
  await voices(ann, /not heard yet$/)
    .first()
    .waitFor({ state: 'detached' });
  await ann.getByRole('button', { name: 'Details', exact: true }).click();
  await ann.getByRole('button', { name: 'Files and media' }).click();
  const sheet = ann.getByRole('dialog', { name: 'Files and media' });
  await sheet.getByText('Voice', { exact: true }).click();
  await sheet
    .getByText(/^Voice message · Ben Voice/)
    .first()
    .waitFor();
  await assertAccessible(ann, 'the voice messages of a conversation');
  await picture(ann, 'voice-list');
  assert.deepEqual(
    seats.flatMap(({ errors }) => errors),
    [],
  );
});

test('[VM20] whose browser denies the microphone is told so, and how that is mended', async () => {
  // Nobody answers when this one asks, which denies.
  const strict = await openChromium(['--use-fake-device-for-media-stream']);
  try {
    for (const [language, told] of [
      ['en', /may not use the microphone\. Allow it in the address bar/],
      ['zh', /没有麦克风权限。请在地址栏或系统设置中允许/],
    ] as const) {
      const { page, errors } = await newSeat(strict, { language: 'en', size: language === 'zh' ? 'phone' : 'pc' });
      await register(page, server.origin, `cat.${language}`, `Cat ${language}`);
      await startChat(page, 'Ann Voice');
      if (language === 'zh') await inChinese(page);
      await page.getByRole('button', { name: /^(Record a voice message|录制语音消息)$/ }).click();
      await page.getByText(told).waitFor();
      await page.getByRole('button', { name: /^(Record a voice message|录制语音消息)$/ }).waitFor();
      await assertAccessible(page, 'a microphone that is denied');
      await picture(page, `voice-denied-${language}`);
      assert.deepEqual(errors, []);
    }
  } finally {
    await strict.close();
  }
});

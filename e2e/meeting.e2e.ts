import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { register } from './support/chat.ts';
import { received, tiles } from './support/media.ts';
import { newMediaSeat, openMediaBrowser } from './support/media-browser.ts';
import { control, enter, identityOf, prepareMeeting, startMeeting, tileOf } from './support/meeting.ts';
import { endPrograms, joinByProgram, type ProgramGuest } from './support/program-guest.ts';
import type { Seat } from './support/seat.ts';
import { startTestServer, type TestServer } from './support/server.ts';
import { until } from './support/until.ts';

let server: TestServer;
let browser: Browser;
const seats: Seat[] = [];

before(async () => {
  server = await startTestServer();
  browser = await openMediaBrowser();
});

after(async () => {
  await endPrograms();
  await browser?.close();
  await server?.stop();
});

async function open(): Promise<Page> {
  const seat = await newMediaSeat(browser, server.origin);
  seats.push(seat);
  return seat.page;
}

async function closeAll(): Promise<void> {
  const errors = seats.flatMap((seat) => seat.errors);
  await Promise.all(seats.splice(0).map(({ context }) => context.close()));
  assert.deepEqual(
    errors.filter((error) => !isMediaNote(error)),
    [],
    'errors in the pages',
  );
}

/** LiveKit's client notes channels that close under it when a room ends, with the room's and the person's ids. */
function isMediaNote(error: string): boolean {
  return /\{room: \w+, roomID: \w+, participant: /.test(error);
}

/** Awaits that everybody else on `page` is seen moving, and heard. */
async function seesAndHears(page: Page, others: number): Promise<void> {
  await until(
    `${others} others seen and heard`,
    () => received(page),
    ({ video, audible }) => Object.values(video).filter((frames) => frames > 2).length === others && audible === others,
    40_000,
  );
}

test('two members, a guest and a program see and hear each other; everything switched off or left is gone', async (t) => {
  const [ann, ben, guest] = [await open(), await open(), await open()];
  let program: ProgramGuest | undefined;
  t.after(async () => {
    await program?.leave();
    await closeAll();
  });
  await register(ann, server.origin, 'ann.lee', 'Ann Lee');
  await register(ben, server.origin, 'ben.wu', 'Ben Wu');
  const number = await startMeeting(ann, server.origin, 'Lighthouse review');

  await t.test('a member joins by typing the number, a guest by the link, a program with a token', async () => {
    await ben.goto(`${server.origin}/meetings`);
    await ben.getByLabel('Meeting number').pressSequentially(number);
    await control(ben, 'Join').click();
    await ben.getByRole('heading', { name: 'Lighthouse review' }).waitFor();
    await ben.getByText('Ann Lee is here').waitFor();
    await enter(ben);
    await guest.goto(`${server.origin}/m/${number}`);
    await control(guest, 'Join now').click();
    await guest.getByText('Please say who you are.').waitFor();
    await guest.getByLabel('Your name').fill('Gast Grün');
    await enter(guest);
    program = await joinByProgram(server.origin, number, 'Robo');
    for (const page of [ann, ben, guest]) {
      await until(
        'four tiles',
        () => tiles(page),
        (all) => all.length === 4,
      );
    }
  });

  await t.test('frames are decoded and sound is heard in every direction', async () => {
    for (const page of [ann, ben, guest]) await seesAndHears(page, 3);
    await until(
      'the program decodes three pictures and hears three people',
      async () => program?.received(),
      (got) => got !== undefined && got.video.size === 3 && got.audible.size === 3,
    );
  });

  await t.test('a muted microphone falls silent, a camera that is off leaves a face of letters', async () => {
    await control(guest, 'Mute').click();
    await until(
      'one voice less',
      () => received(ann),
      ({ audible }) => audible === 2,
    );
    await ann.locator('figure[aria-label*="Gast Grün"][aria-label*="Microphone off"]').waitFor();
    await control(guest, 'Unmute').click();
    await until(
      'the voice is back',
      () => received(ann),
      ({ audible }) => audible === 3,
    );
    await guest.keyboard.press('v');
    await tileOf(ann, 'Gast Grün').locator('.avatar').waitFor();
    await guest.keyboard.press('v');
    const identity = await identityOf(ann, 'Gast Grün');
    await until(
      'the picture is back',
      () => received(ann),
      ({ video }) => (video[`camera:${identity}`] ?? 0) > 0,
    );
  });

  await t.test('a shared screen arrives, and goes when it is stopped', async () => {
    const identity = await identityOf(ann, 'Ben Wu');
    await control(ben, 'Share').click();
    await ben.getByText('You are sharing your screen').waitFor();
    for (const page of [ann, guest]) {
      await page.getByText('Ben Wu is sharing').first().waitFor();
      await until(
        'the screen is decoded',
        () => received(page),
        ({ video }) => (video[`screen:${identity}`] ?? 0) > 0,
      );
    }
    await ben.getByRole('button', { name: 'Stop sharing' }).first().click();
    await until(
      'the screen is gone',
      () => tiles(ann),
      (all) => !all.includes(`screen:${identity}`),
      5000,
    );
  });

  await t.test('who leaves and who closes the tab is gone within seconds', async () => {
    await program?.leave();
    await until(
      'the program is gone',
      () => tiles(ann),
      (all) => all.length === 3,
      5000,
    );
    await guest.close({ runBeforeUnload: true });
    await until(
      'the guest is gone',
      () => tiles(ann),
      (all) => all.length === 2,
      5000,
    );
    await ann.getByText('Gast Grün (guest) left').waitFor();
  });

  await t.test('the host ends it for all, and the number is no more', async () => {
    assert.equal(await ben.getByRole('menuitem', { name: 'End for all' }).count(), 0);
    await control(ann, 'Leave the meeting').click();
    await ann.getByRole('menuitem', { name: 'End for all' }).click();
    await ann.getByRole('dialog').getByRole('button', { name: 'End for all' }).click();
    for (const page of [ann, ben]) await page.getByRole('heading', { name: 'The meeting has ended' }).waitFor();
    await ben.goto(`${server.origin}/m/${number}`);
    await ben.getByRole('heading', { name: 'This meeting has ended' }).waitFor();
  });
});

test('an unknown number is told, one person is in one meeting, and a meeting goes on beside the chats', async (t) => {
  t.after(closeAll);
  const cat = await open();
  await register(cat, server.origin, 'cat.ito', 'Cat Ito');

  await t.test('an unknown number', async () => {
    await cat.goto(`${server.origin}/m/999999998`);
    await cat.getByRole('heading', { name: 'No meeting has this number' }).waitFor();
    await cat.goto(`${server.origin}/m/12x`);
    await cat.getByRole('heading', { name: 'No meeting has this number' }).waitFor();
  });

  const first = await startMeeting(cat, server.origin, 'Standup');
  await t.test('leaving the page of the meeting keeps it in a small window', async () => {
    await control(cat, 'Back to chats, the meeting goes on').click();
    const small = cat.getByRole('region', { name: 'Meeting: Standup' });
    await small.getByRole('button', { name: 'Mute' }).click();
    await small.getByRole('button', { name: 'Unmute' }).waitFor();
    await small.getByRole('button', { name: 'Return to the meeting' }).click();
    await control(cat, 'Unmute').waitFor();
  });

  await t.test('joining another one asks first; switching leaves the first', async () => {
    const second = await cat.context().newPage();
    await prepareMeeting(second, server.origin, 'Review');
    await control(second, 'Join now').click();
    await second.getByText('You are in “Standup”. Switch here?').waitFor();
    await control(second, 'Stay there').click();
    await control(second, 'Join now').click();
    await control(second, 'Switch here').click();
    await control(second, 'Leave the meeting').waitFor();
    await cat.getByRole('heading', { name: 'You are out of this meeting' }).waitFor();
    assert.equal(new URL(cat.url()).pathname, `/m/${first}`);
  });
});

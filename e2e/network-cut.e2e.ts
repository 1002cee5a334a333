import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { ApartNetwork } from './support/apart-network.ts';
import { message, register, row, say, sentMessage, startChat } from './support/chat.ts';
import { flows, received } from './support/media.ts';
import { newMediaSeat, openMediaBrowser } from './support/media-browser.ts';
import { control, enter, startMeeting } from './support/meeting.ts';
import { CHROMIUM } from './support/seat.ts';
import { startTestServer, type TestServer } from './support/server.ts';
import { until } from './support/until.ts';

const network = await ApartNetwork.make().catch((error: Error) => error.message.trim());
/** Said where the test is skipped: it takes root, and `ip`. */
const withNetwork = { skip: typeof network === 'string' && `no network namespaces here: ${network}` };
let server: TestServer;
let origin: string;
let [here, there]: [Browser | undefined, Browser | undefined] = [undefined, undefined];

before(async () => {
  if (typeof network === 'string') return;
  const { address } = network;
  server = await startTestServer(['--host', '0.0.0.0', '--media-address', address]);
  origin = `http://${address}:${new URL(server.origin).port}`;
  // Cameras are for pages of https and of the own machine alone.
  const flags = [`--unsafely-treat-insecure-origin-as-secure=${origin}`];
  here = await openMediaBrowser(flags);
  there = await openMediaBrowser(flags, network.wrapper(CHROMIUM));
});

after(async () => {
  await here?.close();
  await there?.close();
  await server?.stop();
  if (typeof network !== 'string') await network.remove();
});

/** Somebody in a browser of this machine, or of the network that is cut. */
async function person(browser: Browser | undefined, login: string, nickname: string): Promise<Page> {
  if (browser === undefined) throw new Error('no browser');
  const { page } = await newMediaSeat(browser, origin);
  await register(page, origin, login, nickname);
  return page;
}

/** No picture comes any more. */
async function stands(page: Page): Promise<void> {
  const look = () => received(page, 700);
  await until('the picture stands', look, ({ video }) => Object.values(video).every((frames) => frames === 0));
}

test(
  'a call and a meeting outlive a network that is cut for 5 and for 20 seconds, and one that is changed',
  withNetwork,
  async (t) => {
    const line = network as ApartNetwork;
    const ann = await person(there, 'ann.cut', 'Ann Lee');
    const ben = await person(here, 'ben.cut', 'Ben Wu');
    await startChat(ann, 'Ben Wu');
    await say(ann, 'Calling you from the train');
    await row(ben, 'Ann Lee').click();
    await message(ben, 'Calling you from the train').waitFor();

    await t.test('a call: nothing comes through for five seconds, and nobody is told', async () => {
      await control(ann, 'Video call').first().click();
      await ben.getByRole('alertdialog').getByRole('button', { name: 'Answer' }).click();
      await flows(ann, ben);
      await control(ann, 'Back to chats, the call goes on').click();
      await line.lose();
      await say(ann, 'A tunnel');
      await Promise.all([pause(5000), stands(ann)]);
      await line.loseNoMore();
      await flows(ann, ben);
      await sentMessage(ann, 'A tunnel').waitFor();
    });

    await t.test('a call: another network, with another address', async () => {
      await line.change();
      await say(ann, 'By the telephone now');
      await flows(ann, ben);
      await sentMessage(ann, 'By the telephone now').waitFor();
      await control(ben, 'Hang up').first().click();
      await message(ann, 'Video call, 0:').waitFor();
      await message(ann, 'By the telephone now').waitFor();
    });

    const number = await startMeeting(ben, origin, 'Timetable');
    await ann.goto(`${origin}/m/${number}`);
    await enter(ann);
    await flows(ann, ben);

    await t.test('a meeting: no network for twenty seconds', async () => {
      await line.pull();
      await Promise.all([pause(20_000), stands(ann)]);
      await line.plug();
      await flows(ann, ben);
      await control(ann, 'Leave the meeting').waitFor();
    });

    await t.test('a meeting: another network, with another address', async () => {
      await line.change();
      await flows(ann, ben);
    });
  },
);

/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { ApartNetwork } from './support/apart-network.ts';
import { register } from './support/chat.ts';
import { Coturn } from './support/coturn.ts';
import { flows } from './support/media.ts';
import { newMediaSeat, openMediaBrowser } from './support/media-browser.ts';
import { control, enter, startMeeting } from './support/meeting.ts';
import { CHROMIUM } from './support/seat.ts';
import { startTestServer, type TestServer } from './support/server.ts';
import { until } from './support/until.ts';

const SECRET = 'what coturn and Yiqi know';
const network = await ApartNetwork.make().catch((error: Error) => error.message.trim());
/** Said where the test is skipped: it takes root, and `ip`. */
const withNetwork = { skip: typeof network === 'string' && `no network namespaces here: ${network}` };
const folder = mkdtempSync(join(tmpdir(), 'yiqi-turn-'));
let coturn: Coturn | undefined;
let server: TestServer;
let origin: string;
let [here, there]: [Browser | undefined, Browser | undefined] = [undefined, undefined];

before(async () => {
  if (typeof network === 'string') return;
  const { address } = network;
  const peer = await network.walledOff();
  coturn = await Coturn.start({ address, peer, secret: SECRET });
  const file = join(folder, 'secret');
  writeFileSync(file, `${SECRET}\n`);
  const turn = ['--turn-urls', `turn:${address}:3478,turns:${address}:5349`, '--turn-secret-file', file];
  server = await startTestServer(['--host', '0.0.0.0', '--media-address', peer, ...turn]);
  origin = `http://${address}:${new URL(server.origin).port}`;
  // Cameras are for pages of https and of the own machine alone; the TURN server's certificate is its own.
  const flags = [`--unsafely-treat-insecure-origin-as-secure=${origin}`, '--ignore-certificate-errors'];
  here = await openMediaBrowser(flags);
  there = await openMediaBrowser(flags, network.wrapper(CHROMIUM));
});

after(async () => {
  await here?.close();
  await there?.close();
  await server?.stop();
  await coturn?.stop();
  if (typeof network !== 'string') await network.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function person(browser: Browser | undefined, login: string, nickname: string): Promise<Page> {
  if (browser === undefined) throw new Error('no browser');
  const { page } = await newMediaSeat(browser, origin);
  await register(page, origin, login, nickname);
  return page;
}

/** The way a page's media takes: the kind of the near end of the pair in use, and how it speaks with its relay. */
async function way(page: Page): Promise<string> {
  return await page.evaluate(async () => {
    const { peerConnections } = globalThis as unknown as { peerConnections: RTCPeerConnection[] };
    const connected = peerConnections.findLast(({ connectionState }) => connectionState === 'connected');
    const stats = await connected?.getStats();
    const entries = [...(stats?.values() ?? [])];
    const transport = entries.find(({ type }) => type === 'transport');
    const pair = stats?.get(transport?.selectedCandidatePairId);
    const near = stats?.get(pair?.localCandidateId);
    return `${near?.candidateType} ${near?.relayProtocol ?? near?.protocol}`;
  });
}

test('nothing is relayed for strangers, nor to anything but media', withNetwork, async () => {
  const { address } = network as ApartNetwork;
  assert.match((await coturn?.ask(address)) ?? '', /Received relay addr[\s\S]*error 403 \(Forbidden IP\)/);
  const toStranger = (await coturn?.ask(address, 'guessed')) ?? '';
  assert.match(toStranger, /allocate response received/);
  assert.doesNotMatch(toStranger, /Received relay addr/);
});

test(
  'who can reach nothing but the pages and a TURN server meets the others, over UDP and over TLS',
  withNetwork,
  async (t) => {
    const ann = await person(there, 'ann.turn', 'Ann Lee');
    const ben = await person(here, 'ben.turn', 'Ben Wu');
    const number = await startMeeting(ben, origin, 'Behind a wall');
    await ann.goto(`${origin}/m/${number}`);
    await enter(ann);

    await t.test('over UDP', async () => {
      await flows(ann, ben);
      assert.equal(await way(ann), 'relay udp');
      assert.notEqual((await way(ben)).split(' ')[0], 'relay');
    });

    await t.test('the TURN server starts anew, for TLS alone: the meeting goes on', async () => {
      await coturn?.restartForTls();
      await flows(ann, ben);
      await until(
        'the new way',
        () => way(ann),
        (told) => told === 'relay tls',
      );
      await control(ann, 'Leave the meeting').waitFor();
    });
  },
);

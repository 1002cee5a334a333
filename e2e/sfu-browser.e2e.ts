import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { AudioStream, dispose, type RemoteTrack, RoomEvent, TrackKind, VideoStream } from '@livekit/rtc-node';
import { inbound, Meeting, type Tab, until, untilFlowing } from './sfu-browser/meeting.ts';
import { joinNatively, type NativePerson } from './sfu-browser/native.ts';

after(() => dispose());

/** A meeting that ends with the test, whatever happens, and in which no bug was logged. */
function scenario(name: string, work: (meeting: Meeting) => Promise<void>, transport?: 'native'): void {
  test(name, async () => {
    const meeting = await Meeting.start(transport);
    try {
      await work(meeting);
      assert.doesNotMatch(meeting.log, /a bug/);
      if (transport) assert.match(meeting.log, new RegExp(`"transport":"${transport}"`));
    } finally {
      await meeting.close();
    }
  });
}

async function publish(tab: Tab, call: string): Promise<string> {
  return String(await tab.run(`participant.${call}`));
}

/** Waits until a tab sees and hears exactly so many others. */
async function untilReceiving(tab: Tab, others: number): Promise<void> {
  await until(`${others} others`, async () => {
    const tracks = Object.values(await inbound(tab));
    const seen = tracks.filter((track) => track.kind === 'video' && track.framesDecoded > 5).length;
    const heard = tracks.filter((track) => track.kind === 'audio' && track.energy > 0.01).length;
    return seen === others && heard === others && tracks.length === 2 * others;
  });
}

async function hears(track: RemoteTrack): Promise<void> {
  for await (const frame of new AudioStream(track)) if (frame.data.some((one) => Math.abs(one) > 500)) return;
  throw new Error('silence');
}

async function sees(track: RemoteTrack): Promise<void> {
  let count = 0;
  for await (const _ of new VideoStream(track)) if (++count === 10) return;
  throw new Error('no pictures');
}

async function two(meeting: Meeting, options: object): Promise<[Tab, Tab]> {
  const tabs: [Tab, Tab] = [await meeting.chromium(), await meeting.chromium()];
  await meeting.join(tabs[0], 'ann', options);
  await meeting.join(tabs[1], 'bob', options);
  return tabs;
}

for (const [version, singlePeerConnection, transport] of [
  ['v1, one PeerConnection', true, undefined],
  ['v0, two PeerConnections', false, undefined],
  ['v1, over libdatachannel', true, 'native'],
] as const) {
  const name = `Chromium meets Chromium (${version})`;
  scenario(name, (meeting) => meetEachOther(meeting, singlePeerConnection), transport);
}

async function meetEachOther(meeting: Meeting, singlePeerConnection: boolean): Promise<void> {
  const [ann, bob] = await two(meeting, { singlePeerConnection });
  const microphone = await publish(ann, 'publishMicrophone()');
  const camera = await publish(ann, 'publishCamera()');
  await untilFlowing(bob, microphone);
  await untilFlowing(bob, camera);
  await until(
    'three layers',
    async () => (await meeting.published(camera))?.layers.filter((layer) => layer.active).length === 3,
  );

  const screen = await publish(bob, 'publishScreen()');
  const back = await publish(bob, 'publishMicrophone()');
  assert.equal((await untilFlowing(ann, screen)).source, 'screen_share');
  await untilFlowing(ann, back);

  await ann.run(`participant.send('hello', { reliable: true, topic: 'chat' })`);
  await bob.run(`participant.send('hi', { reliable: false })`);
  await until('data to bob', () =>
    bob.run(`participant.received.some((one) => one.text === 'hello' && one.from === 'ann')`),
  );
  await until('data to ann', () =>
    ann.run(`participant.received.some((one) => one.text === 'hi' && one.from === 'bob')`),
  );

  await ann.run(`participant.setMuted('camera', true)`);
  const muted = await until('mute', async () =>
    (await inbound(bob))[camera]?.muted ? (await inbound(bob))[camera] : null,
  );
  await untilFlowing(bob, microphone);
  assert.ok(
    ((await inbound(bob))[camera]?.framesDecoded ?? 0) <= muted.framesDecoded + 5,
    'a muted camera must stand still',
  );
  await ann.run(`participant.setMuted('camera', false)`);
  await untilFlowing(bob, camera);

  await bob.run(`participant.unpublish('screen_share')`);
  await until('the screen to go', async () => !(await inbound(ann))[screen]);
  await ann.run('participant.room.disconnect()');
  await until('ann to be gone', async () => JSON.stringify(await bob.run('participant.others()')) === '[]');
  assert.equal(await meeting.participant('ann'), undefined);
}

scenario('the layer follows the size of the tile', async (meeting) => {
  const [ann, bob] = await two(meeting, { adaptiveStream: true, dynacast: true });
  const camera = await publish(ann, 'publishCamera()');
  await until('the large layer', async () => (await inbound(bob))[camera]?.width === 1280);
  await bob.run(`participant.resize(${JSON.stringify(camera)}, 160, 90)`);
  await until('the small layer', async () => (await inbound(bob))[camera]?.width === 320);
  await untilFlowing(bob, camera);
  await bob.run(`participant.resize(${JSON.stringify(camera)}, 1280, 720)`);
  await until('the large layer again', async () => (await inbound(bob))[camera]?.width === 1280);
});

scenario(
  'a lost signalling socket is resumed with nothing lost; a lost server connection is made anew',
  async (meeting) => {
    for (const singlePeerConnection of [true, false]) {
      const [ann, bob] = await two(meeting, { singlePeerConnection });
      const camera = await publish(ann, 'publishCamera()');
      await untilFlowing(bob, camera);
      const before = (await meeting.participant('ann'))?.sid;
      await ann.run(`participant.simulate('signal-reconnect')`);
      await bob.run(`participant.send('meanwhile', { reliable: true })`);
      await until('the resume', () => ann.run(`participant.seen('reconnected').length === 1`));
      assert.equal((await meeting.participant('ann'))?.sid, before, 'a resumed participant stays the same');
      await until('the message sent meanwhile', () =>
        ann.run(`participant.received.filter((one) => one.text === 'meanwhile').length === 1`),
      );
      await untilFlowing(bob, camera);

      await ann.run(`void participant.simulate('full-reconnect')`);
      await until('the full reconnect', () => ann.run(`participant.seen('reconnected').length === 2`));
      assert.notEqual((await meeting.participant('ann'))?.sid, before);
      const again = await until('the camera again', async () =>
        Object.keys(await inbound(bob)).find((sid) => sid !== camera),
      );
      await untilFlowing(bob, again);
      await ann.close();
      await bob.close();
      await until('both to be gone', async () => (await meeting.participants()).length === 0);
    }
  },
);

scenario('a client that is told only TCP candidates is served over TCP', async (meeting) => {
  const [ann, bob] = await two(meeting, {});
  await until('UDP at first', () => ann.run(`participant.protocol().then((protocol) => protocol === 'udp')`));
  await ann.run(`void participant.simulate('force-tcp')`);
  await until('the reconnect', () => ann.run(`participant.seen('reconnected').length === 1`));
  await until('TCP', () => ann.run(`participant.protocol().then((protocol) => protocol === 'tcp')`));
  const tracks = [await publish(ann, 'publishCamera()'), await publish(ann, 'publishMicrophone()')];
  for (const sid of tracks) await untilFlowing(bob, sid);
});

scenario('a browser that crashes is gone within seconds', async (meeting) => {
  const ann = await meeting.chromium();
  await meeting.join(ann, 'ann');
  await publish(ann, 'publishMicrophone()');
  await until('ann to be there', async () => (await meeting.participant('ann'))?.published.length === 1);
  await meeting.crashChromium();
  await until('ann to be gone', async () => (await meeting.participant('ann')) === undefined, 10_000);
});

scenario('Chromium and a native client hear and see each other', async (meeting) => {
  const ann = await meeting.chromium();
  await meeting.join(ann, 'ann');
  const flows = new Map<TrackKind, () => void>();
  const heard = new Promise<void>((resolve) => flows.set(TrackKind.KIND_AUDIO, resolve));
  const seen = new Promise<void>((resolve) => flows.set(TrackKind.KIND_VIDEO, resolve));
  const native = await joinNatively(meeting.url, 'native', (room) => {
    room.on(RoomEvent.TrackSubscribed, async (track) => {
      await (track.kind === TrackKind.KIND_AUDIO ? hears(track) : sees(track));
      flows.get(track.kind ?? TrackKind.KIND_UNKNOWN)?.();
    });
  });
  try {
    await publish(ann, 'publishMicrophone()');
    await publish(ann, 'publishCamera()');
    await Promise.all([heard, seen]);
    await untilReceiving(ann, 1);
  } finally {
    await native.leave();
  }
});

for (const singlePeerConnection of [true, false]) {
  scenario(
    `more people than places: five come, two go, three come (${singlePeerConnection ? 'v1' : 'v0'})`,
    async (meeting) => {
      const people: NativePerson[] = [];
      const come = async (...identities: string[]): Promise<void> => {
        people.push(...(await Promise.all(identities.map((identity) => joinNatively(meeting.url, identity)))));
      };
      const ann = await meeting.chromium();
      try {
        await meeting.join(ann, 'ann', { singlePeerConnection });
        await come('a', 'b', 'c', 'd', 'e');
        await untilReceiving(ann, 5);
        for (const person of people.splice(0, 2)) await person.leave();
        await untilReceiving(ann, 3);
        await come('f', 'g', 'h');
        await untilReceiving(ann, 6);
      } finally {
        for (const person of people) await person.leave();
      }
    },
  );
}

scenario('Firefox meets Chromium, and comes back after a lost socket', async (meeting) => {
  const [fox, ann] = [await meeting.firefox(), await meeting.chromium()];
  await meeting.join(ann, 'ann');
  await meeting.join(fox, 'fox');
  const tracks = [await publish(ann, 'publishMicrophone()'), await publish(ann, 'publishCamera()')];
  const foxTracks = [await publish(fox, 'publishMicrophone()'), await publish(fox, 'publishCamera()')];
  for (const sid of tracks) await untilFlowing(fox, sid);
  for (const sid of foxTracks) await untilFlowing(ann, sid);
  await fox.run(`participant.send('from the fox', { reliable: true })`);
  await until('data', () => ann.run(`participant.received.some((one) => one.from === 'fox')`));
  await fox.run(`void participant.simulate('signal-reconnect')`);
  await until('the fox to be back', () => fox.run(`participant.seen('reconnected').length === 1`));
  for (const sid of tracks) await untilFlowing(fox, sid);
  // Under its old name where ICE restarts in place, else published anew.
  const before = await inbound(ann);
  await until('its camera', async () =>
    Object.entries(await inbound(ann)).some(
      ([sid, track]) => track.kind === 'video' && track.framesDecoded > (before[sid]?.framesDecoded ?? 0) + 5,
    ),
  );
});

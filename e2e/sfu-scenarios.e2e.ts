import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inbound, Meeting, type Tab, until, untilFlowing } from './sfu-browser/meeting.ts';

// Everything that livekit-client's `simulateScenario` can ask of a server, to one pair of people. `signal-reconnect`,
// `full-reconnect` and `force-tcp` are in sfu-browser.e2e.ts.

/** What brings a client back under another sid, and what leaves it as it was. */
const ANEW = ['node-failure', 'leave-full-reconnect', 'resume-reconnect', 'force-tls'];
const RESUMED = ['migration', 'disconnect-signal-on-resume', 'disconnect-signal-on-resume-no-messages'];

interface Pair {
  meeting: Meeting;
  ann: Tab;
  bob: Tab;
  camera: string;
}

/** Lets bob go through a scenario and come back to seeing ann. */
async function comeBack({ meeting, bob, camera }: Pair, scenario: string): Promise<boolean> {
  const before = (await meeting.participant('bob'))?.sid;
  const times = Number(await bob.run(`participant.seen('reconnected').length`));
  await bob.run(`void participant.simulate('${scenario}')`);
  await until(`bob back after ${scenario}`, () => bob.run(`participant.seen('reconnected').length > ${times}`));
  await untilFlowing(bob, camera);
  assert.deepEqual(await bob.run('participant.others()'), ['ann']);
  return (await meeting.participant('bob'))?.sid !== before;
}

async function speak({ ann, bob }: Pair): Promise<void> {
  await ann.run(`participant.simulate('speaker')`);
  const spoken = `participant.seen('activeSpeakersChanged')`;
  await until('ann to be heard', () => bob.run(`${spoken}.length > 0 && participant.room.activeSpeakers.length === 1`));
  await until('ann to be silent', () => bob.run('participant.room.activeSpeakers.length === 0'));
}

async function narrow({ bob, camera }: Pair): Promise<void> {
  const width = async (): Promise<number> => (await inbound(bob))[camera]?.width ?? 0;
  await until('the large picture', async () => (await width()) === 1280);
  await bob.run(`participant.simulate('subscriber-bandwidth', 300000)`);
  await until('a smaller picture', async () => (await width()) < 1280 && (await width()) > 0);
  await bob.run(`participant.simulate('subscriber-bandwidth', 0)`);
  await until('the large picture again', async () => (await width()) === 1280);
}

test('every scenario that clients can ask for ends as it should', async () => {
  const meeting = await Meeting.start();
  try {
    const [ann, bob] = [await meeting.chromium(), await meeting.chromium()];
    await meeting.join(ann, 'ann');
    await meeting.join(bob, 'bob');
    const camera = String(await ann.run('participant.publishCamera()'));
    await untilFlowing(bob, camera);
    const pair = { meeting, ann, bob, camera };
    await speak(pair);
    await narrow(pair);
    for (const scenario of RESUMED) assert.equal(await comeBack(pair, scenario), false, scenario);
    for (const scenario of ANEW) assert.equal(await comeBack(pair, scenario), true, scenario);
    await bob.run(`participant.simulate('server-leave')`);
    await until('bob to be gone', () => bob.run(`participant.seen('disconnected').length === 1`));
    assert.equal(await meeting.participant('bob'), undefined);
    assert.doesNotMatch(meeting.log, /a bug/);
  } finally {
    await meeting.close();
  }
});

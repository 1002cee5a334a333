import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inbound, Meeting, until, untilFlowing } from './sfu-browser/meeting.ts';
import { NarrowLine } from './sfu-browser/narrow-line.ts';

test('a browser behind a narrow line gets a smaller picture, goes on seeing and hearing, and gets the large one back', async () => {
  const transport = process.env['YIQI_MEDIA_TRANSPORT'];
  const meeting = await Meeting.start(transport, { bindMedia: '127.0.0.1', announced: [NarrowLine.address] });
  const line = await NarrowLine.open(meeting.udpPort);
  try {
    const [ann, bob] = [await meeting.chromium(), await meeting.chromium()];
    await meeting.join(ann, 'ann');
    await meeting.join(bob, 'bob');
    const microphone = String(await ann.run('participant.publishMicrophone()'));
    const camera = String(await ann.run('participant.publishCamera()'));
    await until('the large picture', async () => (await inbound(bob))[camera]?.width === 1280);
    line.bitsPerSecond = 300_000;
    const small = await until('a smaller picture', async () => {
      const width = (await inbound(bob))[camera]?.width ?? 1280;
      return width < 1280 ? width : null;
    });
    assert.ok(small <= 640, `${small} pixels`);
    await untilFlowing(bob, camera);
    await untilFlowing(bob, microphone);
    line.bitsPerSecond = Number.POSITIVE_INFINITY;
    await until('the large picture again', async () => (await inbound(bob))[camera]?.width === 1280);
    await untilFlowing(bob, camera);
    assert.doesNotMatch(meeting.log, /a bug/);
  } finally {
    await meeting.close();
    line.close();
  }
});

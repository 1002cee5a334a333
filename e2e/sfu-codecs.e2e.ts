import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Meeting, type Tab, until, untilFlowing } from './sfu-browser/meeting.ts';

/** Makes a tab like a browser that cannot decode a codec: it offers to receive all others only. */
function withoutCodec(mimeType: string): string {
  return `(() => {
    const { createOffer } = RTCPeerConnection.prototype;
    const codecs = RTCRtpReceiver.getCapabilities('video').codecs.filter((one) => one.mimeType !== '${mimeType}');
    RTCPeerConnection.prototype.createOffer = function (...options) {
      for (const transceiver of this.getTransceivers())
        if (transceiver.direction === 'recvonly' && transceiver.receiver.track.kind === 'video')
          transceiver.setCodecPreferences(codecs);
      return createOffer.apply(this, options);
    };
  })()`;
}

/** What each tab decodes, as its own statistics say. */
async function decoded(tab: Tab, sid: string): Promise<string> {
  return String(await tab.run(`participant.codecOf(${JSON.stringify(sid)})`));
}

test('a camera in AV1 reaches who cannot decode it in its backup codec, and others in AV1', async () => {
  const meeting = await Meeting.start();
  try {
    const [ann, bob, old] = [await meeting.chromium(), await meeting.chromium(), await meeting.chromium()];
    await old.run(withoutCodec('video/AV1'));
    await meeting.join(ann, 'ann', { dynacast: true });
    await meeting.join(bob, 'bob');
    await meeting.join(old, 'old');
    const options = `{ videoCodec: 'av1', backupCodec: true, scalabilityMode: 'L1T2' }`;
    const camera = String(await ann.run(`participant.publishCamera(${options})`));
    await untilFlowing(bob, camera);
    await untilFlowing(old, camera);
    assert.equal(await decoded(bob, camera), 'video/AV1');
    assert.equal(await decoded(old, camera), 'video/VP8');
    await old.run('participant.room.disconnect()');
    await untilFlowing(bob, camera);
    assert.doesNotMatch(meeting.log, /a bug/);
  } finally {
    await meeting.close();
  }
});

test('frames of a data track reach who asked for them, also after its socket was lost', async () => {
  const meeting = await Meeting.start();
  try {
    for (const singlePeerConnection of [true, false]) {
      const [ann, bob] = [await meeting.chromium(), await meeting.chromium()];
      await meeting.join(ann, 'ann', { singlePeerConnection });
      await meeting.join(bob, 'bob', { singlePeerConnection });
      await ann.run(`participant.publishData('temperature')`);
      await until('the track', () => bob.run(`participant.dataTracks.length === 1`));
      await bob.run(`participant.followData('temperature')`);
      // Larger than a packet: it comes in several.
      await until('a frame', async () => {
        await ann.run(`participant.pushData(40_000)`);
        return bob.run(`participant.frames.some((length) => length === 40_000)`);
      });
      await ann.run(`participant.simulate('signal-reconnect')`);
      await until('the resume', () => ann.run(`participant.seen('reconnected').length === 1`));
      await until('a frame after it', async () => {
        await ann.run(`participant.pushData(7)`);
        return bob.run(`participant.frames.includes(7)`);
      });
      await ann.run(`participant.dataTrack.unpublish()`);
      await until('its end', () => bob.run(`participant.seen('dataTrackUnpublished').length === 1`));
      await ann.close();
      await bob.close();
      await until('both to be gone', async () => (await meeting.participants()).length === 0);
    }
    assert.doesNotMatch(meeting.log, /a bug/);
  } finally {
    await meeting.close();
  }
});

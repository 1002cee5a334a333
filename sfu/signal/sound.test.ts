import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { AddTrackRequest, Encryption_Type, SessionDescription, TrackSource, TrackType } from '@livekit/protocol';
import { MemorySfu } from '../testing/memory-client.ts';
import { parseSdp } from './sdp/parse.ts';

const offer = readFileSync(new URL('sdp/fixtures/chromium.sdp', import.meta.url), 'utf8');
/** The section of the recorded offer that sends a microphone. */
const MICROPHONE = '7';

/** What a publisher of a microphone is answered: codecs in order, and whether RED is told to be off. */
function publish(request: Partial<AddTrackRequest>): {
  codecs: string[];
  opus: string;
  disableRed: boolean | undefined;
} {
  const sfu = new MemorySfu();
  try {
    const client = sfu.join('ann');
    const track = { cid: 'mic', type: TrackType.AUDIO, source: TrackSource.MICROPHONE, ...request };
    client.send({ case: 'addTrack', value: new AddTrackRequest(track) });
    client.send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp: offer, id: 1 }) });
    const answer = parseSdp(client.last('answer')?.sdp ?? '');
    assert.ok(answer.ok);
    const section = answer.sdp.sections.find(({ mid }) => mid === MICROPHONE);
    assert.deepEqual(sfu.bugs, []);
    return {
      codecs: section?.codecs.map(({ name }) => name) ?? [],
      opus: section?.codecs.find(({ name }) => name === 'opus')?.fmtp ?? '',
      disableRed: client.last('trackPublished')?.track?.disableRed,
    };
  } finally {
    sfu.close();
  }
}

test('a microphone is asked to send RED, unless its publisher does not want to, or encrypts', () => {
  assert.deepEqual(publish({}).codecs, ['red', 'opus']);
  assert.equal(publish({}).disableRed, false);
  assert.deepEqual(publish({ disableRed: true }).codecs, ['opus']);
  assert.equal(publish({ disableRed: true }).disableRed, true);
  assert.deepEqual(publish({ encryption: Encryption_Type.GCM }).codecs, ['opus']);
});

test('DTX and stereo are asked for as announced', () => {
  assert.match(publish({}).opus, /usedtx=1/);
  assert.doesNotMatch(publish({}).opus, /maxaveragebitrate/);
  assert.doesNotMatch(publish({ disableDtx: true }).opus, /usedtx/);
  assert.match(publish({ stereo: true }).opus, /stereo=1.*maxaveragebitrate=510000/);
});

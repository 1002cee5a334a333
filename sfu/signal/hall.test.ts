import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { TrackSource, TrackType } from '@livekit/protocol';
import { MediaClient } from '../testing/media-client.ts';
import { MemorySfu } from '../testing/memory-client.ts';
import { preciseNow } from './media-link.ts';

/** `YIQI_LISTENERS=3000` for a hall as large as the design asks for; takes about a second for each hundred. */
const LISTENERS = Number(process.env['YIQI_LISTENERS'] ?? 300);
/** In turns, so that timers and other work come in between. */
const WAVE = 50;
const PACKETS = 20;

test(`${LISTENERS} listeners in one room: each gets every packet of a speaker, once, and all is released`, async () => {
  const sfu = new MemorySfu();
  try {
    const speaker = new MediaClient(sfu, 'speaker');
    const sid = speaker.publish({ cid: 'mic', type: TrackType.AUDIO, source: TrackSource.MICROPHONE });
    speaker.send('mic', 'opus', true);
    const listeners: MediaClient[] = [];
    while (listeners.length < LISTENERS) {
      for (let i = 0; i < WAVE && listeners.length < LISTENERS; i++) {
        const listener = new MediaClient(sfu, `listener ${listeners.length}`, { audio: 1, video: 0 });
        // What it was told when it came would fill gigabytes.
        listener.client.received.length = 0;
        listeners.push(listener);
      }
      await nextTurn();
      for (const listener of listeners) listener.client.received.length = 0;
    }
    const room = sfu.rooms.find('room');
    assert.equal(room?.participants.length, LISTENERS + 1);
    room?.tick(preciseNow());
    for (const listener of listeners) listener.received(sid);
    for (let i = 0; i < PACKETS; i++) speaker.send('mic', 'opus', false);
    for (const [i, listener] of listeners.entries()) {
      const sequences = listener.received(sid).map((packet) => ((packet[2] ?? 0) << 8) | (packet[3] ?? 0));
      assert.equal(sequences.length, PACKETS, `listener ${i}`);
      assert.equal(new Set(sequences).size, PACKETS);
    }
    assert.deepEqual(sfu.bugs, []);
  } finally {
    sfu.close();
  }
  assert.equal(sfu.transports.open.length, 0);
});

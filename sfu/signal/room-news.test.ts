import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { AddTrackRequest, DisconnectReason, SessionDescription, TrackSource, TrackType } from '@livekit/protocol';
import { MemorySfu } from '../testing/memory-client.ts';

const offer = readFileSync(new URL('sdp/fixtures/firefox.sdp', import.meta.url), 'utf8');

test('a room tells of its beginning, its people, their tracks and its end, in order', () => {
  const sfu = new MemorySfu();
  try {
    const ann = sfu.join('ann');
    const request = { cid: 'mic', type: TrackType.AUDIO, source: TrackSource.MICROPHONE, muted: true };
    ann.send({ case: 'addTrack', value: new AddTrackRequest(request) });
    ann.send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp: offer, id: 1 }) });
    sfu.transports.open[0]?.connect();
    sfu.rooms.find('room')?.find('ann')?.publications.published[0]?.end();
    sfu.join('bob');
    sfu.rooms.find('room')?.close(DisconnectReason.ROOM_DELETED);
  } finally {
    sfu.close();
  }
  const told = sfu.news.map(({ event, participant, track }) => [event, participant?.identity, track?.source]);
  assert.deepEqual(told, [
    ['room_started', undefined, undefined],
    ['track_published', 'ann', TrackSource.MICROPHONE],
    ['participant_joined', 'ann', undefined],
    ['track_unpublished', 'ann', TrackSource.MICROPHONE],
    ['participant_left', 'ann', undefined],
    ['participant_connection_aborted', 'bob', undefined],
    ['room_finished', undefined, undefined],
  ]);
  assert.ok(sfu.news.every(({ room }) => room.name === 'room'));
});

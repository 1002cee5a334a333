import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  AddTrackRequest,
  LeaveRequest,
  ParticipantInfo_State,
  ParticipantPermission,
  SessionDescription,
  TrackSource,
  TrackType,
} from '@livekit/protocol';
import { type MemoryClient, MemorySfu } from '../testing/memory-client.ts';
import { preciseNow } from './media-link.ts';
import { RoomControl } from './room-control.ts';

const offer = readFileSync(new URL('sdp/fixtures/firefox.sdp', import.meta.url), 'utf8');
const LISTENERS = 3000;
const WAVES = 10;

/** Publishes a muted microphone. */
function publish(client: MemoryClient): void {
  const request = { cid: 'mic', type: TrackType.AUDIO, source: TrackSource.MICROPHONE, muted: true };
  client.send({ case: 'addTrack', value: new AddTrackRequest(request) });
  client.send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp: offer, id: 1 }) });
}

function known(client: MemoryClient): Map<string, ParticipantInfo_State> {
  const states = new Map<string, ParticipantInfo_State>();
  for (const { message } of client.received) {
    if (message.case === 'join') for (const one of message.value.otherParticipants) states.set(one.identity, one.state);
    if (message.case === 'update') for (const one of message.value.participants) states.set(one.identity, one.state);
  }
  return states;
}

test(`${LISTENERS} listeners come and go: each is told in one message a tick, and knows all in the end`, () => {
  const sfu = new MemorySfu();
  try {
    const tick = (): void => sfu.rooms.find('room')?.tick(preciseNow());
    const speaker = sfu.join('speaker');
    publish(speaker);
    const listeners: MemoryClient[] = [];
    for (let wave = 0; wave < WAVES; wave++) {
      for (let i = 0; i < LISTENERS / WAVES; i++) {
        // Two memories are looked at: all of them would take gigabytes.
        const deaf = listeners.length !== 0 && listeners.length !== 59;
        listeners.push(sfu.join(`listener ${listeners.length}`, { deaf }));
      }
      tick();
    }
    const first = listeners[0];
    const last = listeners[59];
    assert.ok(first && last);
    // 50 at once, and then one of each tick.
    assert.ok(speaker.count('update') <= 60 + 2 * WAVES, `${speaker.count('update')} updates`);
    assert.equal(known(first).size, LISTENERS);
    assert.ok([...known(last).values()].every((state) => state === ParticipantInfo_State.JOINED));
    assert.ok(speaker.count('roomUpdate') <= 2 * WAVES);

    const before = first.count('update');
    for (const client of listeners.slice(100)) client.send({ case: 'leave', value: new LeaveRequest() });
    assert.equal(first.count('update'), before, 'nobody is told one by one');
    tick();
    assert.equal(first.count('update'), before + 1);
    const gone = [...known(first).values()].filter((state) => state === ParticipantInfo_State.DISCONNECTED);
    assert.equal(gone.length, LISTENERS - 100);
    assert.deepEqual(sfu.bugs, []);
  } finally {
    sfu.close();
  }
});

test('in a large room, what concerns a publisher or oneself is told at once', () => {
  const sfu = new MemorySfu();
  try {
    const people = Array.from({ length: 60 }, (_, i) => sfu.join(`person ${i}`));
    const [watcher, chosen] = [people[0], people[1]];
    assert.ok(watcher && chosen);
    sfu.rooms.find('room')?.tick(preciseNow());
    const before = watcher.count('update');
    const permission = new ParticipantPermission({ canPublish: true, canSubscribe: true, canPublishData: true });
    const changes = { name: 'Chosen', metadata: '', attributes: {}, permission };
    assert.ok(new RoomControl(sfu.rooms).updateParticipant('room', 'person 1', changes).ok);
    assert.equal(chosen.last('update')?.participants[0]?.name, 'Chosen');
    assert.equal(watcher.count('update'), before);
    publish(chosen);
    const seen = watcher.last('update')?.participants;
    assert.deepEqual([seen?.length, seen?.[0]?.identity, seen?.[0]?.name], [1, 'person 1', 'Chosen']);
    const told = watcher.count('update');
    sfu.rooms.find('room')?.tick(preciseNow());
    assert.equal(watcher.count('update'), told, 'and not once more with the others');
    chosen.send({ case: 'leave', value: new LeaveRequest() });
    assert.equal(watcher.last('update')?.participants[0]?.state, ParticipantInfo_State.DISCONNECTED);
  } finally {
    sfu.close();
  }
});

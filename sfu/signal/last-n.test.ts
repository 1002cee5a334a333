import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  MuteTrackRequest,
  StreamState,
  TrackSource,
  TrackType,
  UpdateTrackSettings,
  VideoQuality,
} from '@livekit/protocol';
import { MediaClient } from '../testing/media-client.ts';
import { MemorySfu } from '../testing/memory-client.ts';
import { preciseNow } from './media-link.ts';
import type { Room } from './room.ts';
import { RoomControl } from './room-control.ts';

interface Stage {
  sfu: MemorySfu;
  room: Room;
  /** Who publishes a camera, in the order of their coming. */
  people: MediaClient[];
  sids: string[];
  watcher: MediaClient;
  /** Everybody sends a keyframe; returns whose camera the watcher gets, as digits. */
  shown(): string;
  /** One has spoken since, for half a second. */
  speak(index: number): void;
  tick(): void;
}

/** Five people with a camera, and one who watches, in a room which shows so many. */
function scenario(name: string, lastN: number, work: (stage: Stage) => void): void {
  test(name, () => {
    const sfu = new MemorySfu({ lastN });
    try {
      const people = [0, 1, 2, 3, 4].map((i) => new MediaClient(sfu, `p${i}`));
      const sids = people.map((one, i) => one.publish({ cid: `cam${i}`, source: TrackSource.CAMERA }));
      for (const [i, one] of people.entries()) {
        one.send(`cam${i}`, 'vp8', true);
        one.publish({ cid: `mic${i}`, type: TrackType.AUDIO, source: TrackSource.MICROPHONE });
        one.send(`mic${i}`, 'opus', true);
      }
      const watcher = new MediaClient(sfu, 'watcher', { audio: 0, video: 6 });
      const room = sfu.rooms.find('room');
      assert.ok(room);
      let nowMs = preciseNow();
      const tick = (): void => {
        nowMs += 400;
        room.tick(nowMs);
      };
      const stage: Stage = {
        sfu,
        room,
        people,
        sids,
        watcher,
        tick,
        shown: () => {
          for (const sid of sids) watcher.received(sid);
          for (const [i, one] of people.entries()) one.send(`cam${i}`, 'vp8', true);
          return sids.map((sid, i) => (watcher.received(sid).length > 0 ? i : '')).join('');
        },
        speak: (index) => speakFor(room, `p${index}`, tick, () => nowMs),
      };
      work(stage);
      assert.deepEqual(sfu.bugs, []);
    } finally {
      sfu.close();
    }
  });
}

/** Somebody is heard for as long as it takes to count, and then falls silent. */
function speakFor(room: Room, identity: string, tick: () => void, now: () => number): void {
  const up = room.find(identity)?.publications.published.find(({ kind }) => kind === 'audio')?.up;
  assert.ok(up);
  for (let i = 0; i < 3; i++) {
    for (let packet = 0; packet < 20; packet++) up.events.emit('level', 10, 20, now() + packet * 20);
    tick();
  }
  for (let i = 0; i < 4; i++) tick();
}

/** What the client was told last of each track: paused ones as digits. */
function pausedFor({ watcher, sids }: Stage): string {
  const states = new Map<string, StreamState>();
  for (const { message } of watcher.client.received) {
    if (message.case !== 'streamStateUpdate') continue;
    for (const { trackSid, state } of message.value.streamStates) states.set(trackSid, state);
  }
  return sids.map((sid, i) => (states.get(sid) === StreamState.PAUSED ? i : '')).join('');
}

function want(watcher: MediaClient, settings: Partial<UpdateTrackSettings>): void {
  watcher.client.send({ case: 'trackSetting', value: new UpdateTrackSettings(settings) });
}

scenario('without a limit everybody’s camera is shown', 0, (stage) => {
  stage.tick();
  stage.tick();
  assert.equal(stage.shown(), '01234');
  stage.speak(3);
  assert.equal(stage.shown(), '01234');
  assert.equal(stage.watcher.client.count('streamStateUpdate'), 0);
});

scenario(
  'those who were there first are shown, then those who spoke last; the rest is told to be paused',
  2,
  (stage) => {
    assert.equal(stage.shown(), '01');
    stage.tick();
    stage.tick();
    assert.equal(pausedFor(stage), '234');
    stage.speak(4);
    assert.equal(stage.shown(), '04');
    assert.equal(pausedFor(stage), '123');
    stage.speak(2);
    assert.equal(stage.shown(), '24');
    stage.speak(4);
    stage.speak(0);
    assert.equal(stage.shown(), '04', 'who spoke last stays');
    assert.equal(pausedFor(stage), '123');
  },
);

scenario('nobody’s own camera counts, and each of those who publish gets as many', 2, ({ people, sids, sfu }) => {
  const [first] = people;
  assert.ok(first);
  const seen = sfu.rooms.find('room')?.find('p0')?.subscriptions;
  const shown = seen?.all
    .filter((one) => one.publication.kind === 'video' && !one.isHeld)
    .map(({ trackSid }) => trackSid);
  assert.deepEqual(shown, [sids[1], sids[2]]);
});

scenario('screens, priorities and the spotlight are shown besides', 1, (stage) => {
  const { people, room, watcher, sids, sfu } = stage;
  const screen = people[4]?.publish({ cid: 'screen', source: TrackSource.SCREEN_SHARE }) ?? '';
  people[4]?.send('screen', 'vp8', true);
  watcher.negotiate();
  people[4]?.send('screen', 'vp8', true);
  assert.ok(watcher.received(screen).length > 0);
  assert.equal(stage.shown(), '0');
  want(watcher, { trackSids: [sids[3] ?? ''], quality: VideoQuality.HIGH, priority: 5 });
  assert.equal(stage.shown(), '03');
  const marked = new RoomControl(sfu.rooms).updateParticipant('room', 'p2', {
    name: '',
    metadata: '',
    attributes: { spotlight: '1' },
    permission: undefined,
  });
  assert.ok(marked.ok);
  stage.tick();
  assert.equal(stage.shown(), '023');
  assert.equal(room.find('watcher')?.subscriptions.all.filter((one) => one.isHeld).length, 2);
});

scenario('the one large tile is shown, and tiles that are off the screen take no place', 1, (stage) => {
  const { watcher, sids } = stage;
  const tile = { width: 160, height: 90, quality: VideoQuality.HIGH };
  want(watcher, { trackSids: sids, ...tile });
  assert.equal(stage.shown(), '0');
  want(watcher, { trackSids: [sids[3] ?? ''], ...tile, width: 1280, height: 720 });
  assert.equal(stage.shown(), '03');
  want(watcher, { trackSids: [sids[3] ?? ''], ...tile, width: 200, height: 120 });
  assert.equal(stage.shown(), '0');
  want(watcher, { trackSids: [sids[0] ?? ''], disabled: true });
  assert.equal(stage.shown(), '1');
});

scenario('a camera that is off takes no place', 1, (stage) => {
  const [first] = stage.people;
  first?.client.send({ case: 'mute', value: new MuteTrackRequest({ sid: stage.sids[0] ?? '', muted: true }) });
  stage.tick();
  assert.equal(stage.shown(), '01', 'one that is off may go on sending: nothing is lost by it');
});

scenario('what nobody is shown is not encoded either', 1, (stage) => {
  const last = stage.people[4];
  assert.ok(last);
  const media = stage.room.find('p4')?.offers.link.media;
  // Layers fall after five seconds without demand.
  const fromMs = preciseNow();
  for (let i = 0; i < 300; i++) media?.tick(fromMs + i * 20);
  const told = last.client.last('subscribedQualityUpdate');
  assert.equal(told?.trackSid, stage.sids[4]);
  assert.deepEqual(
    told?.subscribedQualities.map(({ enabled }) => enabled),
    [false, false, false],
  );
  stage.speak(4);
  media?.tick(fromMs + 7000);
  const again = last.client.last('subscribedQualityUpdate');
  assert.ok(again?.subscribedQualities.some(({ enabled }) => enabled));
});

scenario('the limit of a room is set while it runs, by its tag, and lifted', 0, (stage) => {
  const control = new RoomControl(stage.sfu.rooms);
  const set = (lastN: number | undefined): void => {
    const limits = { emptyTimeoutSeconds: 0, departureTimeoutSeconds: 0, maxParticipants: 0 };
    assert.ok(control.createRoom({ name: 'room', metadata: '', ...limits, lastN }).ok);
    stage.tick();
  };
  set(2);
  assert.equal(stage.shown(), '01');
  set(undefined);
  assert.equal(stage.shown(), '01');
  set(0);
  assert.equal(stage.shown(), '01234');
  assert.equal(pausedFor(stage), '');
});

test('a token says it of the room that its bearer makes; otherwise the server’s own holds', () => {
  const sfu = new MemorySfu({ lastN: 4 });
  try {
    const roomSetup = { metadata: '', emptyTimeoutSeconds: 0, departureTimeoutSeconds: 0, maxParticipants: 0 };
    sfu.join('ann', { grants: { room: 'a', roomSetup: { ...roomSetup, lastN: 0 } } });
    sfu.join('bob', { grants: { room: 'b', roomSetup: { ...roomSetup, lastN: 7 } } });
    sfu.join('cid', { grants: { room: 'c', roomSetup } });
    assert.deepEqual(
      ['a', 'b', 'c'].map((name) => sfu.rooms.find(name)?.lastN),
      [0, 7, 4],
    );
  } finally {
    sfu.close();
  }
});

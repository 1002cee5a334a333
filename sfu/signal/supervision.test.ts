import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  DataPacket,
  DataPacket_Kind,
  DisconnectReason,
  LeaveRequest_Action,
  SessionDescription,
  UserPacket,
} from '@livekit/protocol';
import { type MemoryClient, MemorySfu } from '../testing/memory-client.ts';
import { MemoryChannel } from '../testing/memory-transport.ts';
import type { Participant } from './participant.ts';
import { supervise } from './supervision.ts';

const offer = readFileSync(new URL('sdp/fixtures/firefox.sdp', import.meta.url), 'utf8');
const MIB = 1024 * 1024;

/** A room whose clients and timers end with the test. */
function scenario(name: string, work: (sfu: MemorySfu) => void): void {
  test(name, () => {
    const sfu = new MemorySfu();
    try {
      work(sfu);
      assert.deepEqual(sfu.bugs, []);
    } finally {
      sfu.close();
    }
  });
}

function find(sfu: MemorySfu, identity: string): Participant {
  const found = sfu.rooms.find('room')?.find(identity);
  assert.ok(found);
  return found;
}

/** Joins with media that is connected. */
function enter(sfu: MemorySfu, identity: string): MemoryClient {
  const client = sfu.join(identity);
  client.send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp: offer, id: 1 }) });
  sfu.transports.made.at(-1)?.connect();
  return client;
}

/** Opens a data channel of the transport that was made last. */
function open(sfu: MemorySfu, label: string): MemoryChannel {
  const channel = new MemoryChannel(label, 0);
  sfu.transports.made.at(-1)?.events.emit('channel', channel);
  return channel;
}

scenario('a client that stood still for 20 s finds its place, and may come back to it', (sfu) => {
  const frozen = enter(sfu, 'ann');
  const start = Date.now();
  const ann = find(sfu, 'ann');
  for (let s = 1; s <= 17; s++) supervise(ann, start + s * 1000);
  assert.equal(frozen.closed, null);
  supervise(ann, start + 19_000);
  assert.equal(frozen.closed, 'broken', 'a socket that says nothing is a dead one');
  frozen.drop();
  assert.equal(ann.closed, false);
  const back = sfu.join('ann', { request: { reconnect: true, participantSid: ann.sid } });
  assert.equal(back.received[0]?.message.case, 'reconnect');
  supervise(ann, Date.now() + 4000);
  assert.equal(ann.closed, false);
});

scenario('who does not come back is gone: soon with a closed tab, later with a lost network', (sfu) => {
  const [crashed, lost, moving] = ['crashed', 'lost', 'moving'].map((identity) => {
    enter(sfu, identity).drop();
    return find(sfu, identity);
  });
  assert.ok(crashed && lost && moving);
  const start = Date.now();
  crashed.links[0]?.transport?.close();
  const standing = (afterMs: number): boolean[] => {
    for (const link of moving.links) link.lastReceivedAt = start + afterMs;
    for (const one of [crashed, lost, moving]) supervise(one, start + afterMs);
    return [crashed, lost, moving].map((one) => !one.closed);
  };
  assert.deepEqual(standing(1500), [true, true, true]);
  assert.deepEqual(standing(3000), [false, true, true]);
  assert.deepEqual(standing(6000), [false, false, true]);
  assert.deepEqual(standing(29_000), [false, false, true], 'media that comes holds a place for longer');
  assert.deepEqual(standing(31_000), [false, false, false]);
});

scenario('a socket without media is asked to come back anew; one that never had any leaves', (sfu) => {
  const start = Date.now();
  const [had, never] = [enter(sfu, 'had'), sfu.join('never')];
  const people = [find(sfu, 'had'), find(sfu, 'never')];
  for (const one of people) supervise(one, start);
  sfu.transports.made[0]?.close();
  const look = (afterMs: number): void => {
    for (const one of people) {
      one.heardAtMs = start + afterMs;
      supervise(one, start + afterMs);
    }
  };
  look(24_000);
  assert.deepEqual([had.count('leave'), never.count('leave')], [0, 0]);
  look(32_000);
  assert.equal(had.last('leave')?.action, LeaveRequest_Action.RECONNECT);
  assert.equal(never.last('leave')?.reason, DisconnectReason.JOIN_FAILURE);
});

scenario('a slow reader loses lossy data, and is asked to come back before reliable data fills the memory', (sfu) => {
  const channels = ['ann', 'slow', 'quick'].map((identity) => {
    const client = enter(sfu, identity);
    return { client, reliable: open(sfu, '_reliable'), lossy: open(sfu, '_lossy') };
  });
  const [ann, slow, quick] = channels;
  assert.ok(ann && slow && quick);
  let sequence = 0;
  const send = (channel: 'reliable' | 'lossy'): void => {
    const value = new UserPacket({ payload: Buffer.alloc(1000) });
    const kind = channel === 'reliable' ? DataPacket_Kind.RELIABLE : DataPacket_Kind.LOSSY;
    const packet = new DataPacket({ kind, sequence: ++sequence, value: { case: 'user', value } });
    ann[channel].events.emit('message', packet.toBinary());
  };
  const got = (channel: 'reliable' | 'lossy'): number[] => [slow, quick].map((one) => one[channel].sent.length);
  slow.lossy.bufferedBytes = MIB;
  send('lossy');
  assert.deepEqual(got('lossy'), [0, 1]);
  slow.reliable.bufferedBytes = 15 * MIB;
  send('reliable');
  assert.deepEqual(got('reliable'), [1, 1]);
  slow.reliable.bufferedBytes = 17 * MIB;
  send('reliable');
  assert.deepEqual(got('reliable'), [1, 2]);
  assert.equal(slow.client.last('leave')?.action, LeaveRequest_Action.RECONNECT);
  send('reliable');
  assert.deepEqual(got('reliable'), [1, 3]);
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DataPacket, RpcAck, RpcError, type RpcRequest, RpcResponse, SessionDescription } from '@livekit/protocol';
import { MemorySfu } from '../testing/memory-client.ts';
import { MemoryChannel } from '../testing/memory-transport.ts';
import { RoomControl } from './room-control.ts';
import type { RpcOutcome } from './server-rpc.ts';

const offer = readFileSync(new URL('sdp/fixtures/firefox.sdp', import.meta.url), 'utf8');

/** A room with ann and bob, whose channels are open. */
class World {
  readonly sfu = new MemorySfu();
  readonly channels = new Map<string, MemoryChannel>();
  readonly control = new RoomControl(this.sfu.rooms);

  constructor() {
    for (const identity of ['ann', 'bob']) {
      const client = this.sfu.join(identity);
      client.send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp: offer, id: 1 }) });
      const channel = new MemoryChannel('_reliable', 0);
      this.sfu.transports.made.at(-1)?.events.emit('channel', channel);
      this.channels.set(identity, channel);
    }
  }

  call(identity: string, payload = 'question', timeoutMs = 60_000): Promise<RpcOutcome> {
    return this.control.performRpc('room', identity, { method: 'ask', payload, timeoutMs });
  }

  /** The call that reached somebody last. */
  request(identity: string): RpcRequest {
    const packet = DataPacket.fromBinary(this.channels.get(identity)?.sent.at(-1) ?? new Uint8Array());
    assert.ok(packet.value.case === 'rpcRequest');
    assert.equal(packet.participantIdentity, packet.value.value.id, 'clients answer to whom it is from');
    return packet.value.value;
  }

  say(from: string, value: DataPacket['value'], sequence: number): void {
    this.channels.get(from)?.events.emit('message', new DataPacket({ value, sequence }).toBinary());
  }
}

function scenario(name: string, work: (world: World) => Promise<void>): void {
  test(name, async () => {
    const world = new World();
    try {
      await work(world);
      assert.deepEqual(world.sfu.bugs, []);
    } finally {
      world.sfu.close();
    }
  });
}

scenario('a server calls a method of one participant and gets its answer', async (world) => {
  const outcome = world.call('ann');
  const { id, method, payload } = world.request('ann');
  assert.deepEqual([method, payload, world.channels.get('bob')?.sent.length], ['ask', 'question', 0]);
  world.say('ann', { case: 'rpcAck', value: new RpcAck({ requestId: id }) }, 1);
  // Somebody else's answer is none.
  const forged = new RpcResponse({ requestId: id, value: { case: 'payload', value: 'forged' } });
  world.say('bob', { case: 'rpcResponse', value: forged }, 1);
  const answer = new RpcResponse({ requestId: id, value: { case: 'payload', value: 'answer' } });
  world.say('ann', { case: 'rpcResponse', value: answer }, 2);
  assert.deepEqual(await outcome, { ok: true, value: 'answer' });
});

scenario('what goes wrong with a call is said', async (world) => {
  const failed = async (call: Promise<RpcOutcome>): Promise<string> => {
    const outcome = await call;
    return outcome.ok ? 'ok' : outcome.code;
  };
  assert.equal(await failed(world.call('nobody')), 'not_found');
  assert.equal(await failed(world.call('ann', 'x'.repeat(20_000))), 'invalid_argument');
  assert.equal(await failed(world.call('ann', 'question', 1)), 'deadline_exceeded');
  const refuse = (code: number): Promise<string> => {
    const call = world.call('ann');
    const value = { case: 'error', value: new RpcError({ code, message: 'no' }) } as const;
    const sequence = code;
    world.say(
      'ann',
      { case: 'rpcResponse', value: new RpcResponse({ requestId: world.request('ann').id, value }) },
      sequence,
    );
    return failed(call);
  };
  assert.deepEqual([await refuse(1400), await refuse(1500)], ['unimplemented', 'aborted']);
  const call = world.call('ann');
  world.sfu.rooms.find('room')?.find('ann')?.close(1);
  assert.equal(await failed(call), 'unavailable');
});

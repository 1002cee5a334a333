import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LeaveRequest } from '@livekit/protocol';
import type { CallId } from '#protocol/calls.ts';
import type { Caller } from '../identity/api.ts';
import { RawClient } from '../meetings/testing/raw-client.ts';
import { type CallWorld, openCallWorld } from './testing/call-world.ts';

let world: CallWorld;

before(async () => {
  world = await openCallWorld();
});

after(() => world.close());

async function roomOf(call: CallId): Promise<string> {
  const found = world.server.database.read.selectFrom('calls').select('room').where('id', '=', call);
  return (await found.executeTakeFirstOrThrow()).room;
}

/** Resolves once the media engine has exactly these in the room. */
async function inRoom(room: string, ...people: Caller[]): Promise<void> {
  const wanted = people.map(({ user }) => user).sort();
  for (;;) {
    const there = (await world.rooms.listParticipants(room)).map(({ identity }) => identity).sort();
    if (there.join() === wanted.join()) return;
  }
}

test('[CA7] who is in the room of a call is in the call, however long; who left the room is out', async () => {
  const [ann, bob] = [await world.person('Ann'), await world.person('Bob')];
  const chat = await world.direct(ann, bob);
  const anns = await world.as(ann, 'call.start', { conversation: chat, mode: 'voice' });
  const bobs = await world.as(bob, 'call.answer', { call: anns.call });
  const clients = [];
  for (const { token } of [anns, bobs]) clients.push(await RawClient.open(world.mediaUrl, token));
  const room = await roomOf(anns.call);
  await inRoom(room, ann, bob);
  await world.server.calls.look();
  world.clock.advance(60_000);
  await world.server.calls.look();
  assert.deepEqual([world.callsOf(ann).length, world.callsOf(bob).length], [1, 1]);
  clients[1]?.send({ case: 'leave', value: new LeaveRequest() });
  await inRoom(room, ann);
  await world.server.calls.look();
  world.clock.advance(29_000);
  await world.server.calls.look();
  assert.equal(world.callsOf(bob).length, 1);
  world.clock.advance(1000);
  await world.server.calls.look();
  assert.deepEqual(await world.lines(ann, chat), ['ended']);
  await clients[0]?.ended();
  for (const client of clients) client.close();
});

test('[CA40] who left a call and comes into its room with the token they had is sent out', async () => {
  const [ann, bob, cat] = [await world.person('Ann'), await world.person('Bob'), await world.person('Cat')];
  const chat = await world.group(ann, bob, cat);
  const { call, token } = await world.as(ann, 'call.start', { conversation: chat, mode: 'voice' });
  const bobs = await world.as(bob, 'call.join', { call });
  await world.as(bob, 'call.leave', { call });
  const anns = await RawClient.open(world.mediaUrl, token);
  const stranger = await RawClient.open(world.mediaUrl, bobs.token);
  const room = await roomOf(call);
  await inRoom(room, ann, bob);
  await world.server.calls.look();
  await stranger.ended();
  await inRoom(room, ann);
  await world.as(ann, 'call.leave', { call });
  for (const client of [anns, stranger]) client.close();
});

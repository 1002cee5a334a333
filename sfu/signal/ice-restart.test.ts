import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { LeaveRequest_Action, SessionDescription } from '@livekit/protocol';
import { type MemoryClient, MemorySfu } from '../testing/memory-client.ts';

const firefoxOffer = readFileSync(new URL('sdp/fixtures/firefox.sdp', import.meta.url), 'utf8');
const restartOffer = firefoxOffer.replaceAll(/a=ice-ufrag:\S+/g, 'a=ice-ufrag:another');
const userAgent = 'Mozilla/5.0 Firefox/153.0';

function offer(client: MemoryClient, sdp: string, id: number): string {
  client.send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp, id }) });
  return /a=ice-ufrag:(\S+)/.exec(client.last('answer')?.sdp ?? '')?.[1] ?? '';
}

/** Joins, loses its socket when connected, and comes back. */
function comeBack(sfu: MemorySfu, agent: string): { before: string; back: MemoryClient } {
  const client = sfu.join('ann', { userAgent: agent });
  const before = offer(client, firefoxOffer, 1);
  for (const transport of sfu.transports.open) transport.connect();
  const participantSid = client.last('join')?.participant?.sid ?? '';
  client.drop();
  return { before, back: sfu.join('ann', { request: { reconnect: true, participantSid }, userAgent: agent }) };
}

test('a transport that can is kept over an ICE restart, in Firefox too', () => {
  const sfu = new MemorySfu();
  sfu.transports.keepDtls = true;
  const { before, back } = comeBack(sfu, userAgent);
  assert.equal(back.received[0]?.message.case, 'reconnect');
  assert.notEqual(offer(back, restartOffer, 2), before);
  assert.equal(sfu.transports.made.length, 1);
  assert.equal(sfu.transports.made[0]?.remote?.iceUfrag, 'another');
  assert.equal(sfu.transports.made[0]?.state, 'connected');
  sfu.close();
  assert.deepEqual(sfu.bugs, []);
});

test('one that cannot is replaced, except for Firefox, which must come back anew', () => {
  const sfu = new MemorySfu();
  const { back } = comeBack(sfu, 'Chromium');
  offer(back, restartOffer, 2);
  assert.equal(sfu.transports.made.length, 2);
  const fox = comeBack(sfu, userAgent).back;
  assert.equal(fox.last('leave')?.action, LeaveRequest_Action.RECONNECT);
  sfu.close();
  assert.deepEqual(sfu.bugs, []);
});

test('one that has lost its client is no help: Firefox comes back anew', () => {
  const sfu = new MemorySfu();
  sfu.transports.keepDtls = true;
  const fox = sfu.join('fox', { userAgent });
  offer(fox, firefoxOffer, 1);
  const participantSid = fox.last('join')?.participant?.sid ?? '';
  fox.drop();
  const back = sfu.join('fox', { request: { reconnect: true, participantSid }, userAgent });
  assert.equal(back.last('leave')?.action, LeaveRequest_Action.RECONNECT);
  sfu.close();
});

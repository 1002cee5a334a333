import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SessionDescription } from '@livekit/protocol';
import { MemorySfu } from '../testing/memory-client.ts';
import { iceServers, isTurnUrl, turnPassword } from './ice-servers.ts';

const firefoxOffer = readFileSync(new URL('sdp/fixtures/firefox.sdp', import.meta.url), 'utf8');
const turn = { urls: ['turn:turn.example.org:3478', 'turns:turn.example.org:5349'], secret: 'north' };

test('passwords are the HMAC-SHA1 of the name, in base64 (RFC 2202 §3, case 2)', () => {
  const digest = Buffer.from('effcdf6ae5eb2fa2d27416d5f184df9c259a7c79', 'hex').toString('base64');
  assert.equal(turnPassword('Jefe', 'what do ya want for nothing?'), digest);
});

test('a name says when it ends, in Unix seconds, and whose it is', () => {
  const [server] = iceServers(turn, 'PA_ann', 1_700_000_000_500);
  assert.equal(server?.username, '1700086400:PA_ann');
  assert.equal(server?.credential, turnPassword('north', '1700086400:PA_ann'));
  assert.deepEqual(server?.urls, turn.urls);
  assert.deepEqual(iceServers({ urls: [], secret: '' }, 'PA_ann', 0), []);
});

test('URLs that browsers refuse are known', () => {
  const good = ['turn:a', 'turns:a.example:443', 'turn:192.0.2.1:3478?transport=tcp', 'turn:[2001:db8::1]:3478'];
  assert.deepEqual(good.filter(isTurnUrl), good);
  const bad = [
    '',
    'turn:',
    'stun:a',
    'turn://a',
    'turn:a b',
    'turn:a:x',
    'turn:a?transport=sctp',
    'turn:u@a',
    'https://a',
  ];
  assert.deepEqual(bad.filter(isTurnUrl), []);
});

test('who joins is told the servers with a name and a password of its own, and anew when it comes back', () => {
  const sfu = new MemorySfu({ turn });
  try {
    const ann = sfu.join('ann');
    const join = ann.last('join');
    const [server, ...more] = join?.iceServers ?? [];
    assert.deepEqual(more, []);
    const [ends = '', who] = server?.username.split(':') ?? [];
    assert.equal(who, join?.participant?.sid);
    const left = Number(ends) - Date.now() / 1000;
    assert.ok(left > 86_000 && left <= 86_400, `${left}`);
    assert.equal(
      server?.credential,
      createHmac('sha1', 'north')
        .update(server?.username ?? '')
        .digest('base64'),
    );
    assert.notEqual(sfu.join('bob').last('join')?.iceServers[0]?.username, server?.username);

    ann.send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp: firefoxOffer, id: 1 }) });
    ann.drop();
    const back = sfu.join('ann', { request: { reconnect: true, participantSid: join?.participant?.sid ?? '' } });
    assert.deepEqual(back.last('reconnect')?.iceServers[0]?.urls, turn.urls);
    assert.ok(!JSON.stringify(sfu.logged).includes(server?.credential ?? ''));
  } finally {
    sfu.close();
  }
});

test('without TURN servers none are told', () => {
  const sfu = new MemorySfu();
  assert.deepEqual(sfu.join('ann').last('join')?.iceServers, []);
  sfu.close();
});

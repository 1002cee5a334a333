import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXTENSION } from '../rtp/extensions.ts';
import { mapExtensions, matchPayload } from './payload-map.ts';
import type { Payload } from './sections.ts';

function payload(pt: number, mime: string, fmtp = ''): Payload {
  return { pt, mime, clockRate: 90_000, fmtp };
}

test('codecs are matched by name, whatever its case, and clock', () => {
  const targets = [payload(1, 'video/H264'), payload(2, 'video/vp8'), { ...payload(3, 'video/VP8'), clockRate: 1 }];
  assert.equal(matchPayload(payload(96, 'video/VP8'), targets)?.pt, 2);
  assert.equal(matchPayload(payload(96, 'video/AV1'), targets), undefined);
});

test('RFC 6184: H.264 needs the same packetization mode; the same profile is preferred', () => {
  const targets = [
    payload(1, 'video/H264', 'packetization-mode=0;profile-level-id=42e01f'),
    payload(2, 'video/H264', 'level-asymmetry-allowed=1; packetization-mode=1; profile-level-id=640c1f'),
    payload(3, 'video/H264', 'profile-level-id=42001f;packetization-mode=1'),
  ];
  const source = (fmtp: string) => matchPayload(payload(96, 'video/h264', fmtp), targets)?.pt;
  assert.equal(source('packetization-mode=1;profile-level-id=42e01f'), 3);
  assert.equal(source('packetization-mode=1;profile-level-id=64001f'), 2);
  assert.equal(source('packetization-mode=1;profile-level-id=4d001f'), 2);
  assert.equal(source(''), 1);
  assert.equal(source('packetization-mode=2'), undefined);
});

test('VP9 and AV1 need the same profile, 0 if not told', () => {
  const targets = [
    payload(1, 'video/VP9', 'profile-id=2'),
    payload(2, 'video/VP9', 'profile-id=0'),
    payload(3, 'video/AV1'),
  ];
  assert.equal(matchPayload(payload(96, 'video/VP9'), targets)?.pt, 2);
  assert.equal(matchPayload(payload(96, 'video/VP9', 'profile-id=1'), targets), undefined);
  assert.equal(matchPayload(payload(96, 'video/AV1', 'level-idx=5;profile=0;tier=0'), targets)?.pt, 3);
});

test('extensions that belong to one hop are not carried over; others are, under the receiver’s ids', () => {
  const source = {
    [EXTENSION.mid]: 1,
    [EXTENSION.transportCc]: 2,
    [EXTENSION.audioLevel]: 3,
    'urn:3gpp:video-orientation': 4,
  };
  const target = { [EXTENSION.mid]: 1, [EXTENSION.transportCc]: 2, [EXTENSION.audioLevel]: 9 };
  const map = mapExtensions(source, target);
  assert.deepEqual([map[1], map[2], map[3], map[4]], [0, 0, 9, 0]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '../testing/bytes.ts';
import { type CodecName, codecName, readFrame, shiftFrame } from './codec.ts';
import { FrameInfo } from './frame.ts';
import { RtpPacket } from './packet.ts';

function frame(codec: CodecName, payloadHex: string, extensionHex = ''): FrameInfo {
  const packet = new RtpPacket();
  const extension = extensionHex === '' ? '' : `bede ${extensionHex}`;
  assert.ok(packet.parse(fromHex(`${extension ? '90' : '80'} 60 0001 00000000 00000001 ${extension} ${payloadHex}`)));
  const info = new FrameInfo();
  readFrame(codec, packet, extension ? 7 : 0, undefined, info);
  return info;
}

test('codec names come from MIME types, whatever their case', () => {
  assert.deepEqual(['video/VP8', 'video/h264', 'VIDEO/AV1', 'audio/opus'].map(codecName), [
    'vp8',
    'h264',
    'av1',
    'other',
  ]);
});

test('RFC 7741 §4.2: VP8 with a 15-bit picture id, TL0PICIDX, TID and KEYIDX', () => {
  const info = frame('vp8', '90 f0 9234 56 75 00 aa');
  assert.equal(info.keyframeStart, true);
  assert.equal(info.pictureId, 0x1234);
  assert.equal(info.pictureIdBits, 15);
  assert.equal(info.tl0PicIdx, 0x56);
  assert.equal(info.temporalId, 1);
  assert.equal(info.temporalSwitch, true);
  assert.equal(info.keyIdx, 0x15);
});

test('RFC 7741 §4.2: VP8 with a 7-bit picture id, and without any extension', () => {
  const short = frame('vp8', '90 80 11 01');
  assert.equal(short.pictureId, 0x11);
  assert.equal(short.pictureIdBits, 7);
  assert.equal(short.keyframeStart, false);
  const bare = frame('vp8', '10 00');
  assert.equal(bare.keyframeStart, true);
  assert.equal(bare.pictureId, -1);
});

test('VP8: only the first packet of the first partition opens a keyframe', () => {
  assert.equal(frame('vp8', '00 00').keyframeStart, false);
  assert.equal(frame('vp8', '11 00').keyframeStart, false);
});

test('VP8: a descriptor cut off is no frame', () => {
  const info = frame('vp8', '90 f0 92');
  assert.equal(info.keyframeStart, false);
  assert.equal(info.pictureIdAt, -1);
});

test('VP8: picture id, TL0PICIDX and KEYIDX move in place, each modulo its width', () => {
  const payload = fromHex('90 f0 8001 02 61 00 aa');
  const info = frame('vp8', toHex(payload));
  shiftFrame(payload, 0, info, { pictureId: 3, tl0PicIdx: 5, keyIdx: 2 });
  assert.equal(toHex(payload), '90f0fffefd7f00aa');
  const short = fromHex('90 80 01 00');
  shiftFrame(short, 0, frame('vp8', toHex(short)), { pictureId: 2, tl0PicIdx: 0, keyIdx: 0 });
  assert.equal(toHex(short), '90807f00');
});

test('RFC 9628 §4.2: VP9 opens a keyframe in the base layer only', () => {
  assert.equal(frame('vp9', '88 11 00').keyframeStart, true);
  assert.equal(frame('vp9', 'c8 11 00').keyframeStart, false);
  assert.equal(frame('vp9', '80 11 00').keyframeStart, false);
  const layered = frame('vp9', 'a8 8123 30 44 00');
  assert.equal(layered.keyframeStart, true);
  assert.equal(layered.pictureId, 0x123);
  assert.equal(layered.temporalId, 1);
  assert.equal(layered.temporalSwitch, true);
  assert.equal(layered.tl0PicIdx, 0x44);
  assert.equal(frame('vp9', 'a8 8123 02 44 00').keyframeStart, false);
});

test('RFC 6184: H.264 keyframes by their sequence parameter set: alone, aggregated, fragmented', () => {
  assert.equal(frame('h264', '67 42').keyframeStart, true);
  assert.equal(frame('h264', '78 0002 0910 0003 674200 0002 68ce').keyframeStart, true);
  assert.equal(frame('h264', '78 0002 0910 0003 614200').keyframeStart, false);
  assert.equal(frame('h264', '7c 87 42').keyframeStart, true);
  assert.equal(frame('h264', '7c 07 42').keyframeStart, false);
  assert.equal(frame('h264', '7c 85 42').keyframeStart, false);
  assert.equal(frame('h264', '78 ffff 67').keyframeStart, false);
});

test('RFC 7798: H.265 keyframes by their parameter sets', () => {
  assert.equal(frame('h265', '4001 0c').keyframeStart, true);
  assert.equal(frame('h265', '4201 0c').keyframeStart, true);
  assert.equal(frame('h265', '6001 0003 40010c').keyframeStart, true);
  assert.equal(frame('h265', '6201 a1 00').keyframeStart, true);
  assert.equal(frame('h265', '6201 93 00').keyframeStart, false);
  assert.equal(frame('h265', '0201 0c').keyframeStart, false);
});

test('AV1: a new coded video sequence, or a descriptor with a template structure', () => {
  assert.equal(frame('av1', '18 0a 0b').keyframeStart, true);
  assert.equal(frame('av1', '98 0a 0b').keyframeStart, false);
  assert.equal(frame('av1', '10 0a 0b').keyframeStart, false);
  const key = frame('av1', '10 0a 0b', '0002 73 c1 1234 80 000000');
  assert.equal(key.keyframeStart, true);
  assert.equal(key.pictureId, 0x1234);
  const delta = frame('av1', '18 0a 0b', '0001 72 c1 1235');
  assert.equal(delta.keyframeStart, false);
  assert.equal(delta.pictureId, 0x1235);
});

test('an empty payload is no frame in any codec', () => {
  for (const codec of ['vp8', 'vp9', 'h264', 'h265', 'av1', 'other'] as const) {
    assert.equal(frame(codec, '').keyframeStart, false, codec);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex, toHex } from '../testing/bytes.ts';
import { audioLevel, extensionText } from './extensions.ts';
import { isRtcp, RtpPacket } from './packet.ts';
import { RtxUnwrapper } from './rtx.ts';
import { sequenceDelta, Unwrapper } from './sequence.ts';
import { RtpWriter } from './writer.ts';

const HEADER = '80e0 1234 00001000 cafebabe';

function parsed(hex: string): RtpPacket {
  const packet = new RtpPacket();
  assert.equal(packet.parse(fromHex(hex)), true);
  return packet;
}

test('RFC 3550 §5.1: the fixed header', () => {
  const packet = parsed(`${HEADER} 0102`);
  assert.equal(packet.payloadType, 96);
  assert.equal(packet.marker, true);
  assert.equal(packet.sequence, 0x1234);
  assert.equal(packet.timestamp, 0x1000);
  assert.equal(packet.ssrc, 0xcafebabe);
  assert.equal(packet.payloadLength, 2);
});

test('RFC 3550 §5.1: contributing sources and padding are skipped', () => {
  const packet = parsed(`a2 60 1234 00001000 cafebabe 00000001 00000002 aabb 000003`);
  assert.equal(toHex(packet.bytes.subarray(packet.payloadStart, packet.payloadEnd)), 'aabb');
});

test('RFC 8285 §4.2: one-byte header extensions with padding between, and id 15 ending them', () => {
  const packet = parsed('90 60 0001 00000000 00000001 bede 0003 10 30 00 51 3a bb f1 00 22 00 00 00 ff');
  assert.equal(extensionText(packet, 1), '0');
  assert.equal(packet.extensionLength(5), 2);
  assert.equal(packet.extensionStart(2), 0);
  assert.equal(packet.payloadLength, 1);
});

test('RFC 8285 §4.3: two-byte header extensions, empty ones and large ids', () => {
  const packet = parsed('90 60 0001 00000000 00000001 1000 0002 05 00 c8 02 aabb 00 00 ff');
  assert.equal(packet.extensionCount, 2);
  assert.notEqual(packet.extensionStart(5), 0);
  assert.equal(packet.extensionLength(5), 0);
  assert.equal(packet.extensionLength(200), 2);
});

test('RFC 6464: the audio level without the voice activity bit', () => {
  const packet = parsed('90 60 0001 00000000 00000001 bede 0001 10 a3 00 00 ff');
  assert.equal(audioLevel(packet, 1), 0x23);
  assert.equal(audioLevel(packet, 2), -1);
});

test('extensions of an earlier packet are forgotten', () => {
  const packet = parsed('90 60 0001 00000000 00000001 bede 0001 10 a3 00 00 ff');
  packet.parse(fromHex(HEADER));
  assert.equal(packet.extensionStart(1), 0);
  assert.equal(packet.extensionCount, 0);
});

for (const [what, hex] of [
  ['too short', '80600001000000000000'],
  ['another version', '40 60 0001 00000000 00000001'],
  ['more sources than bytes', '8f 60 0001 00000000 00000001'],
  ['an extension header beyond the end', '90 60 0001 00000000 00000001 be'],
  ['extensions longer than the packet', '90 60 0001 00000000 00000001 bede 0002 10 00 00 00'],
  ['more padding than payload', 'a0 60 0001 00000000 00000001 0005'],
  ['padding of length 0', 'a0 60 0001 00000000 00000001 0000'],
] as const) {
  test(`refused: ${what}`, () => assert.equal(new RtpPacket().parse(fromHex(hex)), false));
}

test('RFC 5761 §4: RTCP is told from RTP by its type', () => {
  assert.equal(isRtcp(fromHex('80c8')), true);
  assert.equal(isRtcp(fromHex('81ce')), true);
  assert.equal(isRtcp(fromHex('80e0')), false);
  assert.equal(isRtcp(fromHex('806f')), false);
});

test('the writer composes what the parser reads, in one-byte form', () => {
  const writer = new RtpWriter();
  writer.begin(111, true, 0xffff, 0xfffffffe, 0xdeadbeef);
  writer.extension(3, fromHex('0001020304'), 1, 2);
  writer.extension(14, fromHex('30'), 0, 1);
  writer.endHeader();
  writer.payload(fromHex('00aabb00'), 1, 3);
  assert.equal(toHex(writer.bytes), '90effffffffffffedeadbeefbede0002310102e030000000aabb');
});

test('the writer takes the two-byte form for what the one-byte form cannot hold', () => {
  const writer = new RtpWriter();
  writer.begin(96, false, 1, 2, 3);
  writer.extension(20, fromHex('aabb'), 0, 2);
  writer.extension(1, new Uint8Array(30).fill(7), 0, 30);
  writer.endHeader();
  writer.payload(fromHex('ff'), 0, 1);
  const packet = new RtpPacket();
  assert.equal(packet.parse(writer.bytes), true);
  assert.equal(packet.extensionLength(20), 2);
  assert.equal(packet.extensionLength(1), 30);
  assert.equal(packet.payloadLength, 1);
});

test('the writer grows for large payloads', () => {
  const writer = new RtpWriter();
  writer.begin(96, false, 1, 2, 3);
  writer.endHeader();
  writer.payload(new Uint8Array(9000), 0, 9000);
  assert.equal(writer.bytes.length, 9012);
});

test('RFC 4588 §4: a retransmission becomes the original packet again', () => {
  const packet = parsed('b0 e1 0001 00001000 0000ffff bede 0001 10 30 00 00 1233 aabb 0002');
  const original = new RtxUnwrapper().unwrap(packet, 0xcafebabe, 96);
  assert.equal(original && toHex(original), '90e0123300001000cafebabebede000110300000aabb');
});

test('RFC 4588: a retransmission of padding alone is nothing', () => {
  assert.equal(new RtxUnwrapper().unwrap(parsed('80 61 0001 00001000 0000ffff'), 1, 96), undefined);
  assert.equal(new RtxUnwrapper().unwrap(parsed('80 61 0001 00001000 0000ffff 1233'), 1, 96), undefined);
});

test('serial numbers wrap', () => {
  assert.equal(sequenceDelta(2, 65_534), 4);
  assert.equal(sequenceDelta(65_534, 2), -4);
  const unwrapper = new Unwrapper(16);
  assert.equal(unwrapper.unwrap(65_534), 131_070);
  assert.equal(unwrapper.unwrap(1), 131_073);
  assert.equal(unwrapper.unwrap(65_535), 131_071);
  assert.equal(unwrapper.highest, 131_073);
  assert.ok(unwrapper.restart(5) > 131_073);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AudioFormats } from '../media/audio-formats.ts';
import { fromHex } from '../testing/bytes.ts';
import { FuzzSource } from '../testing/fuzz.ts';
import { RtpPacket } from './packet.ts';
import { parseRed } from './red.ts';

const VALID = [
  '80 3f 0001 00010000 00000009 ef0f0003 6f aabbcc 1122',
  '90 bf 0001 00010000 00000009 bede0001 10800000 ef1e0002ef0f0003 6f aabb ccddee 1122',
].map(fromHex);

test('no payload makes RED throw; blocks lie inside it and in order', () => {
  const source = new FuzzSource('red', VALID);
  const packet = new RtpPacket();
  const formats = new AudioFormats();
  for (let i = 0; i < source.runs; i++) {
    if (!packet.parse(source.next())) continue;
    let offset = packet.payloadStart;
    for (const { start, end } of parseRed(packet.bytes, packet.payloadStart, packet.payloadEnd) ?? []) {
      assert.ok(start >= offset && end >= start && end <= packet.payloadEnd);
      offset = end;
    }
    formats.plain(packet, 111);
    for (const { block, back } of formats.redundant(packet)) formats.recovered(packet, block, back, 111);
    const packed = formats.packed(packet, 0x10000 + (i % 50), 128);
    if (packed) assert.ok(parseRed(packed.bytes, packed.payloadStart, packed.payloadEnd));
  }
});

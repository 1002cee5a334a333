import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DESCRIPTOR_ID, ScalablePublisher } from '../testing/scalable-publisher.ts';
import { BitReader } from './bits.ts';
import { DependencyDescriptor } from './dependency-descriptor.ts';
import { isWithin } from './dependency-structure.ts';
import { RtpPacket } from './packet.ts';

test('AV1 §4.10.7: ns(5) takes two bits for 0, 1, 2 and three for 3, 4', () => {
  const bits = new BitReader(Uint8Array.of(0b00011011, 0b01110000), 0, 2);
  assert.deepEqual(
    [0, 1, 2, 3, 4].map(() => bits.readBelow(5)),
    [0, 1, 2, 3, 4],
  );
  const short = new BitReader(Uint8Array.of(0b11111000), 0, 1);
  assert.deepEqual([short.readBelow(5), short.readBelow(1), short.position], [4, 0, 3]);
});

/** The descriptors of the first packets of a stream with three spatial and three temporal layers. */
function descriptors(count: number): DependencyDescriptor[] {
  const read: DependencyDescriptor[] = [];
  const packet = new RtpPacket();
  const publisher = new ScalablePublisher('av1', 'L3T3', (bytes) => {
    assert.ok(packet.parse(bytes.slice()));
    const descriptor = new DependencyDescriptor();
    const start = packet.extensionStart(DESCRIPTOR_ID);
    descriptor.parse(packet.bytes, start, packet.extensionLength(DESCRIPTOR_ID), read[0]?.structure);
    read.push(descriptor);
  });
  while (read.length < count) publisher.picture();
  return read;
}

test('AV1 RTP, appendix A: a structure, frames by their templates, and which decode target holds which', () => {
  const read = descriptors(30);
  const { structure, bringsStructure, activeTargets, frameStart, frameEnd } = read[0] ?? {};
  assert.ok(structure && bringsStructure && frameStart && !frameEnd);
  assert.equal(activeTargets, 0b111111111);
  assert.equal(structure.spatialLayers, 3);
  assert.deepEqual(structure.targets[5], { spatialId: 1, temporalId: 2 });
  assert.deepEqual(
    read.map(({ valid }) => valid),
    read.map(() => true),
  );
  assert.deepEqual(
    read.slice(0, 8).map(({ spatialId }) => spatialId),
    [0, 0, 1, 1, 2, 2, 0, 0],
  );
  assert.deepEqual(
    [0, 6, 12, 18].map((i) => read[i]?.temporalId),
    [0, 2, 1, 2],
  );
  assert.deepEqual(read[8]?.fdiffs, [3, 1], 'the picture before, and the layer below');
  assert.deepEqual(structure.protectedBy, [0, 0, 0, 1, 1, 1, 2, 2, 2]);
  const chains = [0, 2, 4, 6, 8, 12, 18, 24].map((i) => read[i]?.chainDiffs);
  assert.deepEqual(chains, [
    [0, 0, 0],
    [1, 1, 1],
    [2, 1, 1],
    [3, 2, 1],
    [4, 3, 2],
    [6, 5, 4],
    [9, 8, 7],
    [12, 11, 10],
  ]);
  assert.equal(isWithin(structure, 4, 5), true);
  assert.equal(isWithin(structure, 5, 4), false);
  assert.equal(isWithin(structure, 2, 3), false);
});

test('a descriptor without a structure means nothing before one came; a broken one never', () => {
  const descriptor = new DependencyDescriptor();
  descriptor.parse(Uint8Array.of(0xc1, 0, 1), 0, 3, undefined);
  assert.equal(descriptor.valid, false);
  descriptor.parse(Uint8Array.of(0x80, 0, 1, 0x80, 0xff, 0xff), 0, 6, undefined);
  assert.equal(descriptor.valid, false);
});

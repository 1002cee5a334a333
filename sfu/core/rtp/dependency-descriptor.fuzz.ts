import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FuzzSource } from '../testing/fuzz.ts';
import { DESCRIPTOR_ID, ScalablePublisher } from '../testing/scalable-publisher.ts';
import { DependencyDescriptor } from './dependency-descriptor.ts';
import { RtpPacket } from './packet.ts';

function validDescriptors(): Uint8Array[] {
  const descriptors: Uint8Array[] = [];
  const packet = new RtpPacket();
  for (const mode of ['L3T3', 'L3T3_KEY', 'L1T3'] as const) {
    const publisher = new ScalablePublisher('av1', mode, (bytes) => {
      if (!packet.parse(bytes)) return;
      const start = packet.extensionStart(DESCRIPTOR_ID);
      descriptors.push(bytes.slice(start, start + packet.extensionLength(DESCRIPTOR_ID)));
    });
    for (let i = 0; i < 5; i++) publisher.picture();
  }
  return descriptors;
}

test('no bytes make a dependency descriptor throw; what is read can be written and read again', () => {
  const source = new FuzzSource('dependency descriptors', validDescriptors());
  const [read, again] = [new DependencyDescriptor(), new DependencyDescriptor()];
  const into = new Uint8Array(264);
  let known: DependencyDescriptor['structure'];
  for (let i = 0; i < source.runs; i++) {
    const bytes = source.next();
    read.parse(bytes, 0, bytes.length, known);
    if (!read.valid) continue;
    known = read.structure;
    const mask = source.below(2 ** (known?.targets.length ?? 1));
    const length = read.writeActive(bytes, mask, into);
    assert.ok(length > 0 && length <= bytes.length + 6);
    again.parse(into, 0, length, known);
    assert.ok(again.valid && again.activeTargets === mask && again.frameNumber === read.frameNumber);
    assert.deepEqual([again.dtis, again.fdiffs, again.spatialId], [read.dtis, read.fdiffs, read.spatialId]);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#kernel/ids.ts';
import type { Sightings } from '../../presence/ports.ts';

/** docs/spec/presence.md. What every place that knows who is connected has to do. */
export function sightingsContract(kind: string, open: () => Promise<Sightings>): void {
  const [ann, bob] = [newId('u'), newId('u')];
  const [phone, laptop] = [newId('d'), newId('d')];

  test(`${kind}: people are there as long as one of their connections is`, async () => {
    const sightings = await open();
    sightings.put(ann, 'a', { device: phone, active: true });
    sightings.put(ann, 'b', { device: laptop, active: false });
    const found = await sightings.of([ann, bob]);
    assert.deepEqual([...found.keys()], [ann]);
    assert.deepEqual(found.get(ann), [
      { device: phone, active: true },
      { device: laptop, active: false },
    ]);
    sightings.remove(ann, 'a');
    assert.deepEqual((await sightings.of([ann])).get(ann), [{ device: laptop, active: false }]);
    sightings.remove(ann, 'b');
    assert.equal((await sightings.of([ann])).size, 0);
  });

  test(`${kind}: a connection that is put again replaces what it said before`, async () => {
    const sightings = await open();
    sightings.put(ann, 'a', { device: phone, active: true });
    sightings.put(ann, 'a', { device: phone, active: false });
    assert.deepEqual((await sightings.of([ann])).get(ann), [{ device: phone, active: false }]);
  });

  test(`${kind}: changes are told, after they can be read; what changes nothing is not told`, async () => {
    const sightings = await open();
    const told: string[] = [];
    const stop = sightings.subscribe((user) => told.push(user));
    sightings.put(ann, 'a', { device: phone, active: true });
    sightings.put(bob, 'b', { device: laptop, active: true });
    sightings.remove(bob, 'never put');
    sightings.remove(ann, 'a');
    sightings.remove(ann, 'a');
    assert.deepEqual(told, [ann, bob, ann]);
    stop();
    sightings.remove(bob, 'b');
    assert.equal(told.length, 3);
  });
}

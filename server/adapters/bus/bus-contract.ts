import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bus } from '#kernel/ports/bus.ts';

export interface ContractTopics extends Record<string, unknown> {
  numbers: { n: number };
  words: { word: string };
}

/** What every `Bus` does. `open` gives two ends that reach each other; for a bus of one process they are the same. */
export function busContract(
  name: string,
  open: () => Promise<{ here: Bus<ContractTopics>; there: Bus<ContractTopics>; close(): Promise<void> }>,
): void {
  const contract = (title: string, run: (here: Bus<ContractTopics>, there: Bus<ContractTopics>) => Promise<void>) =>
    test(`${name}: ${title}`, async () => {
      const { here, there, close } = await open();
      try {
        await run(here, there);
      } finally {
        await close();
      }
    });

  contract('every subscriber gets each payload, in order', async (here, there) => {
    const first = collect(here, 100);
    const second = collect(there, 100);
    for (let n = 0; n < 100; n += 1) here.publish('numbers', { n });
    const expected = Array.from({ length: 100 }, (_, n) => n);
    assert.deepEqual(await first, expected);
    assert.deepEqual(await second, expected);
  });

  contract('only the topic that was asked for is heard', async (here, there) => {
    const numbers = collect(there, 1);
    here.publish('words', { word: 'no' });
    here.publish('numbers', { n: 7 });
    assert.deepEqual(await numbers, [7]);
  });

  contract('who has stopped listening hears nothing, even of what is under way', async (here, there) => {
    const heard: number[] = [];
    const stop = there.subscribe('numbers', ({ n }) => heard.push(n));
    const other = collect(there, 1);
    here.publish('numbers', { n: 1 });
    stop();
    await other;
    assert.deepEqual(heard, []);
  });

  contract('a listener that throws keeps nobody else from hearing', async (here, there) => {
    there.subscribe('numbers', () => {
      throw new Error('a bug');
    });
    const numbers = collect(there, 2);
    here.publish('numbers', { n: 1 });
    here.publish('numbers', { n: 2 });
    assert.deepEqual(await numbers, [1, 2]);
  });

  contract('what a listener publishes is heard after what was published before', async (here) => {
    const numbers = collect(here, 3);
    here.subscribe('numbers', ({ n }) => {
      if (n === 1) here.publish('numbers', { n: 3 });
    });
    here.publish('numbers', { n: 1 });
    here.publish('numbers', { n: 2 });
    assert.deepEqual(await numbers, [1, 2, 3]);
  });

  contract('a closed bus delivers nothing and may be closed again', async (here) => {
    const heard: number[] = [];
    here.subscribe('numbers', ({ n }) => heard.push(n));
    await here.close();
    here.publish('numbers', { n: 1 });
    await here.close();
    assert.deepEqual(heard, []);
  });
}

function collect(bus: Bus<ContractTopics>, count: number): Promise<number[]> {
  return new Promise((resolve) => {
    const heard: number[] = [];
    bus.subscribe('numbers', ({ n }) => {
      heard.push(n);
      if (heard.length === count) resolve(heard);
    });
  });
}

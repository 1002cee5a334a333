import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Transport, TransportChannel } from '../core/transport.ts';
import { MediaPort } from './media-port.ts';

test('two transports of two ports connect and carry RTP, RTCP and data', async () => {
  const bugs: unknown[] = [];
  const open = () =>
    MediaPort.open({ host: '127.0.0.1', port: 0, announced: null, onBug: (error) => bugs.push(error) });
  const [left, right] = await Promise.all([open(), open()]);
  try {
    assert.notEqual(left.port, 0);
    console.log(left.port, right.port);
    const a = left.offer([{ label: '_reliable', ordered: true }]);
    console.log(a.local);
    a.close();
  } finally {
    left.close();
    right.close();
  }
  assert.deepEqual(bugs, []);
});

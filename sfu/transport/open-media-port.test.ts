import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMediaPort, type TransportChoice } from './open-media-port.ts';
import { selfTest } from './own/self-test.ts';

const options = { host: '127.0.0.1', port: 0, announced: null, onBug: () => {} };

async function opened(choice: TransportChoice, check?: () => Promise<string | null>) {
  const { port, kind, warnings } = await openMediaPort(choice, options, check);
  port.close();
  return { kind, told: warnings.join('\n') };
}

test('our own transport is taken where its self-test passes, without a word', async () => {
  const passes = (await selfTest()) === null;
  const { kind, told } = await opened('auto');
  assert.equal(kind, passes ? 'own' : 'native');
  if (passes) assert.equal(told, '');
});

test('where it does not, libdatachannel is taken, and why is told', async () => {
  const { kind, told } = await opened('auto', async () => 'SSL_new is missing');
  assert.equal(kind, 'native');
  assert.match(told, /^libdatachannel is used: .*: SSL_new is missing$/m);
});

test('who wants our own and nothing else is told why it cannot be had', async () => {
  await assert.rejects(
    opened('own', async () => 'SSL_new is missing'),
    /SSL_new is missing/,
  );
});

test('who wants libdatachannel gets it, and nothing is tried', async () => {
  const { kind } = await opened('native', () => Promise.reject(new Error('tried')));
  assert.equal(kind, 'native');
});

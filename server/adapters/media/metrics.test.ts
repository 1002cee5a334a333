import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { readMediaMetrics } from './metrics.ts';

test('the media process’s figures are read; one that is down, refuses or is not there adds none', async () => {
  const answers: [number, string][] = [
    [200, 'yiqi_sfu_rooms 1\n'],
    [403, 'no'],
  ];
  const server = createServer((_, response) => {
    const [status, body] = answers.shift() ?? [500, ''];
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    assert.equal(await readMediaMetrics(port), 'yiqi_sfu_rooms 1\n');
    assert.equal(await readMediaMetrics(port), '');
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  assert.equal(await readMediaMetrics(port), '');
  assert.equal(await readMediaMetrics(undefined), '');
});

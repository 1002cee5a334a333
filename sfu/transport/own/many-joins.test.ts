import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SctpAssociation } from '../../core/sctp/association.ts';
import type { Transport } from '../../core/transport.ts';
import { OwnClient } from '../../testing/own-client.ts';
import { createCertificate } from '../certificates.ts';
import { openLibrary } from './ffi/library.ts';
import { liveObjects } from './ffi/live-objects.ts';
import { OwnMediaPort } from './own-media-port.ts';
import { looksLikeDtls } from './records.ts';

const RTP = Buffer.from([0x80, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 42, 1, 2, 3]);
const withCalls = { skip: typeof openLibrary() === 'string' && 'the symbols are not there' };

interface Joined {
  client: OwnClient;
  transport: Transport;
}

async function onPort(work: (port: OwnMediaPort) => Promise<void>): Promise<void> {
  const bugs: unknown[] = [];
  const port = await OwnMediaPort.open({
    host: '127.0.0.1',
    port: 0,
    announced: null,
    makeSctp: (options) => new SctpAssociation(options),
    onBug: (error) => bugs.push(error),
  });
  try {
    await work(port);
  } finally {
    port.close();
  }
  assert.deepEqual(bugs, []);
}

const certificate = createCertificate(Date.now());

async function begin(port: OwnMediaPort): Promise<Joined> {
  const client = await OwnClient.create(port, await certificate);
  const transport = port.accept(client.credentials);
  client.connect(transport);
  return { client, transport };
}

async function untilUp(joined: readonly Joined[]): Promise<void> {
  for (const { client, transport } of joined) {
    while (!client.connected || transport.state !== 'connected') await nextTurn();
  }
}

test('packets pass while hundreds join', withCalls, () =>
  onPort(async (port) => {
    const speaker = await begin(port);
    await untilUp([speaker]);
    const joined = await Promise.all(Array.from({ length: 200 }, () => begin(port)));
    const answered = (): number => joined.filter(({ client }) => client.path.sent.some(looksLikeDtls)).length;
    const answeredAt: number[] = [];
    speaker.transport.events.on('rtp', () => answeredAt.push(answered()));
    for (let sequence = 1; answered() < joined.length; sequence++) {
      const packet = Buffer.from(RTP);
      packet.writeUInt16BE(sequence, 2);
      speaker.client.sendMedia(packet);
      await nextTurn();
    }
    assert.equal(answeredAt[0], 0, 'a packet that comes behind a crowd does not wait for it');
    const most = Math.max(...answeredAt.map((count, at) => count - (answeredAt[at - 1] ?? 0)));
    assert.ok(most <= 20, `${most} handshakes were made between two packets`);
    await untilUp(joined);
    for (const { client, transport } of [speaker, ...joined]) {
      transport.close();
      client.close();
    }
  }),
);

test('of a thousand joins nothing stays', withCalls, async () => {
  const before = { ...liveObjects };
  await onPort(async (port) => {
    const open = { ...liveObjects };
    for (let wave = 0; wave < 50; wave++) {
      const joined = await Promise.all(Array.from({ length: 20 }, () => begin(port)));
      // Some go in the middle of their handshake.
      const staying = joined.slice(wave % 5);
      await untilUp(staying);
      for (const [index, { client, transport }] of joined.entries()) {
        if (index % 2 === 0) transport.close();
        client.close();
        transport.close();
      }
      assert.equal(port.size, 0);
      assert.deepEqual(liveObjects, open);
    }
  });
  assert.deepEqual(liveObjects, before);
});

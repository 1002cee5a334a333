import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SctpAssociation } from '../../core/sctp/association.ts';
import type { Transport } from '../../core/transport.ts';
import { forgedRecords } from '../../testing/forged-records.ts';
import { type Check, MemoryPath, OwnClient } from '../../testing/own-client.ts';
import { openLibrary } from './ffi/library.ts';
import { OwnMediaPort } from './own-media-port.ts';
import { looksLikeDtls } from './records.ts';
import { selfTest } from './self-test.ts';
import { attribute, BINDING_ERROR, BINDING_SUCCESS, isAuthentic, parseStun, writeStun } from './stun/message.ts';

const RTP = Buffer.from([0x80, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 42, 1, 2, 3]);
const withCalls = { skip: typeof openLibrary() === 'string' && 'the symbols are not there' };

interface Stage {
  port: OwnMediaPort;
  client: OwnClient;
  transport: Transport;
}

/** A port, a transport that waits, and a client that has not begun. */
function scenario(name: string, work: (stage: Stage) => Promise<void> | void): void {
  test(name, withCalls, async () => {
    const bugs: unknown[] = [];
    const port = await openPort(bugs);
    const client = await OwnClient.create(port);
    try {
      await work({ port, client, transport: port.accept(client.credentials) });
    } finally {
      client.close();
      port.close();
    }
    assert.deepEqual(bugs, []);
  });
}

function openPort(bugs: unknown[]): Promise<OwnMediaPort> {
  return OwnMediaPort.open({
    host: '127.0.0.1',
    port: 0,
    announced: null,
    makeSctp: (options) => new SctpAssociation(options),
    onBug: (error) => bugs.push(error),
  });
}

function reached(transport: Transport, wanted: Transport['state']): Promise<void> {
  return new Promise((resolve) => {
    if (transport.state === wanted) resolve();
    transport.events.on('state', (state) => state === wanted && resolve());
  });
}

async function connected({ client, transport }: Stage): Promise<void> {
  client.connect(transport);
  await reached(transport, 'connected');
  while (!client.connected) await new Promise(setImmediate);
}

/** A packet through and back. */
async function alive({ client, transport }: Stage, sequence: number): Promise<void> {
  const packet = Buffer.from(RTP);
  packet.writeUInt16BE(sequence, 2);
  const heard: Promise<Buffer> = new Promise((resolve) => {
    transport.events.once('rtp', (bytes) => resolve(Buffer.from(bytes)));
  });
  client.sendMedia(packet);
  assert.deepEqual(await heard, packet);
  const before = client.received.length;
  assert.equal(transport.send(packet), true);
  while (client.received.length === before) await new Promise(setImmediate);
  assert.deepEqual(client.received.at(-1), packet);
}

test('the self-test passes where the symbols are', withCalls, async () => {
  assert.equal(await selfTest(), null);
});

scenario('a client connects, and packets go both ways', async (stage) => {
  await connected(stage);
  await alive(stage, 1);
});

scenario(
  'an answer to a check tells the address, is authentic, and is no longer than the check',
  ({ client, transport }) => {
    client.connect(transport);
    const [check, answer] = [client.sent[0], client.path.sent[0]];
    const message = answer && parseStun(answer);
    assert.ok(check && answer && message && answer.length <= check.length);
    assert.equal(message.type, BINDING_SUCCESS);
    assert.ok(isAuthentic(answer, message, transport.local.icePwd));
    assert.equal(message.attributes.get(attribute.xorMappedAddress)?.length, 8);
  },
);

scenario(
  'nothing is answered that does not prove to know our password, and nothing begins',
  ({ client, transport }) => {
    client.connect(transport);
    const stranger = new MemoryPath(6000);
    client.use(stranger);
    const wrong: Check[] = [
      { password: 'x'.repeat(24) },
      { username: `${transport.local.iceUfrag}:someone` },
      { username: 'nobody:someone' },
      { username: '' },
    ];
    for (const check of wrong) client.check(check);
    const plain = writeStun({ type: 1, transactionId: Buffer.alloc(12), attributes: [] });
    client.send(plain);
    // A ClientHello of somebody who was not checked, and media.
    client.send(client.sent[1] ?? Buffer.alloc(0));
    client.send(Buffer.from(RTP));
    assert.equal(stranger.sent.length, 0);
    assert.equal(stranger.owner, null);
  },
);

scenario('a client that thinks it is controlled is told otherwise', ({ client, transport }) => {
  client.connect(transport);
  client.path.sent.length = 0;
  client.check({ controlled: true });
  const message = parseStun(client.path.sent[0] ?? Buffer.alloc(0));
  assert.equal(message?.type, BINDING_ERROR);
  assert.deepEqual([...(message.attributes.get(attribute.errorCode) ?? [])], [0, 0, 4, 87]);
});

scenario('checks that others repeat do not push out the path by which media comes', async (stage) => {
  const { port, client, transport } = stage;
  await connected(stage);
  client.sendMedia(RTP);
  for (let stranger = 0; stranger < 40; stranger += 1) {
    port.receive(client.checkBytes(), new MemoryPath(7000 + stranger));
  }
  const heard = new Promise<number>((resolve) => transport.events.on('rtp', (bytes) => resolve(bytes.length)));
  const next = Buffer.from(RTP);
  next.writeUInt16BE(2, 2);
  client.sendMedia(next);
  assert.equal(await heard, RTP.length);
  client.path.sent.length = 0;
  transport.send(RTP);
  assert.equal(client.path.sent.length, 1, 'and what goes out goes there again');
});

scenario('the path that is nominated is used, and later the one that the client uses', async (stage) => {
  const { client, transport } = stage;
  await connected(stage);
  const first = client.path;
  const second = new MemoryPath(5001);
  client.use(second);
  client.check({ nominates: false });
  first.sent.length = 0;
  transport.send(RTP);
  assert.equal(first.sent.length, 1, 'not nominated');
  client.check({ nominates: true });
  second.sent.length = 0;
  await alive(stage, 2);
  assert.ok(second.sent.length > 0);
  client.use(first);
  await alive(stage, 3);
});

scenario(
  'an ICE restart keeps the session, and the old credentials until a path is nominated with the new',
  async (stage) => {
    const { client, transport } = stage;
    await connected(stage);
    const old = { ...transport.local };
    const { credentials } = client;
    assert.equal(transport.restart?.({ ...credentials, fingerprint: transport.local.fingerprint }), false);
    assert.equal(transport.restart?.({ ...credentials, iceUfrag: 'again' }), true);
    assert.notEqual(transport.local.iceUfrag, old.iceUfrag);
    assert.equal(transport.local.fingerprint, old.fingerprint);
    const before: Check = { username: `${old.iceUfrag}:${credentials.iceUfrag}`, password: old.icePwd };
    const after: Check = { username: `${transport.local.iceUfrag}:again` };
    client.path.sent.length = 0;
    client.check(before);
    assert.equal(client.path.sent.length, 1);
    await alive(stage, 1);
    client.use(new MemoryPath(5001));
    client.check(after);
    await alive(stage, 2);
    client.path.sent.length = 0;
    client.check(before);
    assert.equal(client.path.sent.length, 0);
    assert.equal(transport.state, 'connected');
  },
);

scenario('a client that forges another’s address does not get its path', async (stage) => {
  const { port, client } = stage;
  await connected(stage);
  const forger = await OwnClient.create(port);
  try {
    const own = port.accept(forger.credentials);
    forger.connect(own);
    client.path.sent.length = 0;
    port.receive(forger.checkBytes(), client.path);
    assert.equal(client.path.sent.length, 0);
    await alive(stage, 1);
    // The same peer's next transport does.
    const next = port.accept(client.credentials);
    client.connect(next);
    assert.equal(client.path.owner, next);
  } finally {
    forger.close();
  }
});

scenario('somebody with another certificate is refused', async ({ port, client }) => {
  const other = await OwnClient.create(port);
  try {
    const transport = port.accept({ ...client.credentials, fingerprint: other.credentials.fingerprint });
    client.connect(transport);
    await reached(transport, 'closed');
    assert.equal(client.connected && transport.state !== 'closed', false);
  } finally {
    other.close();
  }
});

scenario('a fingerprint of an algorithm that cannot be checked closes the transport', ({ port, client }) => {
  const fingerprint = `sha-384 ${Array.from({ length: 48 }, () => 'AB').join(':')}`;
  assert.equal(port.accept({ ...client.credentials, fingerprint }).state, 'closed');
});

scenario('a client that is faster than its answer waits', async ({ port, client }) => {
  const transport = port.offer([]);
  client.connect(transport);
  assert.equal(transport.state, 'connecting');
  transport.setRemote(client.credentials);
  await reached(transport, 'connected');
});

scenario('what was sent before is taken once', async (stage) => {
  const { client, transport } = stage;
  await connected(stage);
  let heard = 0;
  transport.events.on('rtp', () => heard++);
  const bytes = client.sendMedia(RTP);
  for (let again = 0; again < 3; again++) client.send(bytes);
  assert.equal(heard, 1);
});

scenario('records that anybody can forge neither end a session nor hinder its beginning', async (stage) => {
  const { client, transport } = stage;
  client.check();
  for (const record of forgedRecords.filter((one) => one[4] === 1)) client.send(record);
  await connected(stage);
  for (const record of forgedRecords) client.send(record);
  await alive(stage, 1);
  assert.equal(transport.state, 'connected');
});

scenario('a flight that is lost is sent again', async (stage) => {
  const { client, transport } = stage;
  const hears = client.path.onDatagram;
  const lost = new Promise<void>((resolve) => {
    client.path.onDatagram = (bytes) => looksLikeDtls(bytes) && resolve();
  });
  client.connect(transport);
  await lost;
  client.path.onDatagram = hears;
  await reached(transport, 'connected');
});

scenario('once closed, nothing is answered and nothing is sent', async (stage) => {
  const { client, transport, port } = stage;
  await connected(stage);
  transport.close();
  client.path.sent.length = 0;
  client.check();
  client.sendMedia(RTP);
  assert.equal(transport.send(RTP), false);
  assert.equal(client.path.sent.length, 0);
  assert.equal(client.path.owner, null);
  assert.equal(port.size, 0);
});

scenario('a listener that closes its transport at any event does no harm', async ({ client, transport }) => {
  transport.events.on('state', (state) => state === 'connected' && transport.close());
  client.connect(transport);
  await reached(transport, 'closed');
});

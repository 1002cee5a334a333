import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { HeapWatch } from '#kernel/testing/heap-watch.ts';
import { SctpAssociation } from '../../core/sctp/association.ts';
import { FuzzSource } from '../../core/testing/fuzz.ts';
import type { Transport } from '../../core/transport.ts';
import { MemoryPath, OwnClient } from '../../testing/own-client.ts';
import { openLibrary } from './ffi/library.ts';
import { OwnMediaPort } from './own-media-port.ts';
import { attribute, writeStun } from './stun/message.ts';

const withCalls = { skip: typeof openLibrary() === 'string' && 'the symbols are not there' };
const RTP = Buffer.from([0x80, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 42, 1, 2, 3]);
const RECEIVER_REPORT = Buffer.from([0x80, 201, 0, 1, 0, 0, 0, 42]);
/** Datagrams for each run that is asked for: 200,000 in `npm test`. */
const DATAGRAMS_A_RUN = 4;
/** Inputs between two looks at whether the session lives, and between two handshakes that are disturbed. */
const [LOOK_EVERY, HANDSHAKE_EVERY, TURN_EVERY] = [10_000, 800, 100];
const MOST_GROWTH_MB = 8;

interface Session {
  client: OwnClient;
  transport: Transport;
}

async function openPort(bugs: unknown[]): Promise<OwnMediaPort> {
  return await OwnMediaPort.open({
    host: '127.0.0.1',
    port: 0,
    announced: null,
    makeSctp: (options) => new SctpAssociation(options),
    onBug: (error) => bugs.push(error),
  });
}

async function connect(port: OwnMediaPort): Promise<Session> {
  const client = await OwnClient.create(port);
  const transport = port.accept(client.credentials);
  client.connect(transport);
  while (!client.connected || transport.state !== 'connected') await nextTurn();
  return { client, transport };
}

async function assertAlive({ client, transport }: Session, sequence: number): Promise<void> {
  assert.equal(transport.state, 'connected');
  const packet = Buffer.from(RTP);
  packet.writeUInt16BE(sequence & 0xffff, 2);
  const heard: Promise<Buffer> = new Promise((resolve) => {
    const stop = transport.events.on('rtp', (bytes) => {
      stop();
      resolve(Buffer.from(bytes));
    });
  });
  client.sendMedia(packet);
  assert.deepEqual(await heard, packet);
  assert.equal(transport.state, 'connected');
}

/** A sign of life: on a busy machine more than the time that a silent client has may pass between two looks. */
function stay({ client }: Session): void {
  client.check();
  client.sent.length = client.path.sent.length = 0;
}

/** One of each datagram that a client sends, the last ones over a session that is up. */
async function recorded(session: Session): Promise<Buffer[]> {
  const { client } = session;
  const channel = client.sctp?.open({ label: 'fuzz', ordered: true });
  while (channel?.isOpen === false) await nextTurn();
  channel?.send(Buffer.alloc(700, 1));
  client.sendMedia(RTP);
  client.sendMedia(RECEIVER_REPORT);
  client.check();
  return [...client.sent];
}

test('whatever comes from a client’s address or another, its session lives', withCalls, () => staged(disturb));

/** A port that ends with the test, and reports what was thrown. */
async function staged(work: (port: OwnMediaPort) => Promise<void>): Promise<void> {
  const bugs: unknown[] = [];
  const port = await openPort(bugs);
  try {
    await work(port);
  } finally {
    port.close();
  }
  assert.deepEqual(bugs, []);
}

async function disturb(port: OwnMediaPort): Promise<void> {
  const session = await connect(port);
  const { client } = session;
  const source = new FuzzSource('datagrams', copies(await recorded(session)));
  const total = source.runs * DATAGRAMS_A_RUN;
  const heap = new HeapWatch(total);
  const stranger = new MemoryPath(7000);
  let disturbed: Session | null = null;
  for (let run = 0; run < total; run++) {
    const bytes = Buffer.from(source.next());
    if (run % HANDSHAKE_EVERY === 0) {
      disturbed?.transport.close();
      disturbed?.client.close();
      disturbed = await begun(port);
    }
    const paths = [client.path, stranger, disturbed?.client.path ?? stranger];
    port.receive(bytes, paths[source.below(paths.length)] ?? stranger);
    if (run % TURN_EVERY === 0) {
      heap.see(run);
      stay(session);
      await nextTurn();
      client.sent.length = 0;
      for (const path of paths) path.sent.length = 0;
    }
    if (run % LOOK_EVERY === 0) await assertAlive(session, 100 + run / LOOK_EVERY);
  }
  disturbed?.transport.close();
  disturbed?.client.close();
  await assertAlive(session, 20_000);
  heap.assertSteady(MOST_GROWTH_MB);
  client.close();
}

/** The slice of a Buffer is the Buffer's own memory, that of a Uint8Array is a copy. */
function copies(packets: readonly Buffer[]): Uint8Array[] {
  return packets.map((packet) => Uint8Array.from(packet));
}

/** A session in the middle of its handshake. */
async function begun(port: OwnMediaPort): Promise<Session> {
  const client = await OwnClient.create(port);
  const transport = port.accept(client.credentials);
  // It hears nothing, so the handshake does not go on by itself.
  client.path.onDatagram = () => {};
  client.connect(transport);
  return { client, transport };
}

test(
  'whatever a client says that has every right to speak, nothing breaks but its own session',
  withCalls,
  async () => {
    const bugs: unknown[] = [];
    const port = await openPort(bugs);
    const witness = await connect(port);
    let session = await connect(port);
    const models = copies([RTP, RECEIVER_REPORT, Buffer.from('9000000000000000', 'hex'), Buffer.alloc(60, 0x80)]);
    const source = new FuzzSource('authentic packets', models);
    for (let run = 0; run < source.runs; run++) {
      if (session.transport.state !== 'connected') {
        session.client.close();
        session = await connect(port);
      }
      speak(session, source, run);
      if (run % TURN_EVERY === 0) {
        stay(witness);
        await nextTurn();
      }
      if (run % LOOK_EVERY === 0) await assertAlive(witness, 5 + run / LOOK_EVERY);
    }
    await assertAlive(witness, 20_000);
    assert.deepEqual(bugs, []);
    for (const { client } of [session, witness]) client.close();
    port.close();
  },
);

/** One authentic packet of media, data or ICE with whatever in it. */
function speak({ client, transport }: Session, source: FuzzSource, run: number): void {
  const bytes = source.next();
  const kind = source.below(3);
  client.sent.length = 0;
  client.path.sent.length = 0;
  if (kind === 0) {
    const media = Buffer.concat([RTP, bytes]);
    media.writeUInt16BE(run & 0xffff, 2);
    media.writeUInt32BE(source.below(700), 8);
    media[0] = 0x80 | (bytes[0] ?? 0);
    try {
      client.sendMedia(media);
    } catch {
      // What cannot be protected cannot be sent.
    }
  } else if (kind === 1) {
    if (bytes.length > 0) client.sendData(bytes);
  } else {
    const username = Buffer.from(`${transport.local.iceUfrag}:${client.credentials.iceUfrag}`);
    const types = [
      attribute.priority,
      attribute.useCandidate,
      attribute.iceControlled,
      attribute.iceControlling,
      0x7777,
    ];
    client.send(
      writeStun({
        type: source.below(8) === 0 ? source.below(0x4000) : 1,
        transactionId: Buffer.alloc(12, run),
        attributes: [
          [attribute.username, username],
          [types[source.below(types.length)] ?? 0, bytes],
        ],
        password: transport.local.icePwd,
      }),
    );
  }
}

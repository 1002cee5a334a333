import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect, MAX_MESSAGE, type SctpPair, startSctpPair } from '../testing/sctp-pair.ts';
import { PacketWriter } from './packet-writer.ts';
import { CHUNK, type Chunk, chunkOf, DATA_FLAG, readChunks } from './wire.ts';

const FIRST_TSN = 1000;

/** A connected pair of which the test speaks for the client. */
function connected(): { pair: SctpPair; say: (...chunks: Uint8Array[]) => Chunk[]; writer: PacketWriter } {
  const pair = startSctpPair({ seed: 1, firstTsn: FIRST_TSN });
  pair.client.association.open({ label: 'a', ordered: true, id: 2 });
  pair.server.association.open({ label: 'a', ordered: true, id: 2 });
  pair.simulation.runFor(500);
  assert.equal(pair.server.association.state, 'connected');
  const last = pair.client.packets.at(-1) as Uint8Array;
  const ports = { localPort: 5000, remotePort: 5000, maxPacketSize: 1160 };
  const writer = new PacketWriter(ports, (packet) => pair.server.association.receive(packet, pair.simulation.nowMs));
  writer.tag = new DataView(last.buffer).getUint32(4);
  const say = (...chunks: Uint8Array[]): Chunk[] => {
    const before = pair.server.packets.length;
    for (const chunk of chunks) writer.add(chunk);
    writer.flush();
    return pair.server.packets.slice(before).flatMap(readChunks);
  };
  return { pair, say, writer };
}

function chunk(type: number, value: readonly number[] = [], flags = 0): Uint8Array {
  const [bytes] = chunkOf(type, flags, value.length);
  bytes.set(value, 4);
  return bytes;
}

function data(writer: PacketWriter, tsn: number, flags: number, size = 1000, stream = 2): void {
  writer.addData({ flags, tsn, stream, ssn: 0, ppid: 53, payload: new Uint8Array(size) });
  writer.flush();
}

function message(writer: PacketWriter, tsn: number, ssn: number): void {
  const flags = DATA_FLAG.begins | DATA_FLAG.ends;
  writer.addData({ flags, tsn, stream: 2, ssn, ppid: 53, payload: new Uint8Array(1000) });
  writer.flush();
}

test('HEARTBEAT comes back as it was, padding left out', () => {
  const { say } = connected();
  const [answer] = say(chunk(CHUNK.heartbeat, [0, 1, 0, 7, 1, 2, 3]));
  assert.equal(answer?.type, CHUNK.heartbeatAck);
  assert.deepEqual(
    [...new Uint8Array(answer.body.buffer, answer.body.byteOffset, answer.body.byteLength)],
    [0, 1, 0, 7, 1, 2, 3],
  );
});

test('unknown chunks: skipped or not, told or not, by their two highest bits', () => {
  const { say } = connected();
  const beat = chunk(CHUNK.heartbeat, [0, 1, 0, 4]);
  const types = (unknown: number): number[] => say(chunk(unknown, [1, 2]), beat).map(({ type }) => type);
  assert.deepEqual(types(0x3f), []);
  assert.deepEqual(types(0x7f), [CHUNK.error]);
  assert.deepEqual(types(0xbf), [CHUNK.heartbeatAck]);
  assert.deepEqual(types(0xff), [CHUNK.error, CHUNK.heartbeatAck]);
});

test('FORWARD-TSN: short ones are ignored, one with half an entry too far reads what is whole', () => {
  const { pair, say } = connected();
  for (const value of [[], [0], [0, 0, 3], [0xff, 0xff, 0xff]]) say(chunk(CHUNK.forwardTsn, value));
  say(chunk(CHUNK.forwardTsn, [0, 0, 3, 0xf0, 0, 2, 0]));
  pair.simulation.runFor(200);
  assert.equal(pair.server.association.state, 'connected');
});

test('ABORT and SHUTDOWN end the association; under a wrong tag they do not', () => {
  for (const type of [CHUNK.abort, CHUNK.shutdown]) {
    const { pair, say, writer } = connected();
    const right = writer.tag;
    writer.tag = right ^ 1;
    say(chunk(type, [0, 0, 0, 0]));
    assert.equal(pair.server.association.state, 'connected');
    writer.tag = right;
    const answers = say(chunk(type, [0, 0, 0, 0])).map((answer) => answer.type);
    assert.deepEqual(answers, type === CHUNK.shutdown ? [CHUNK.shutdownAck] : []);
    assert.deepEqual([pair.server.association.state, pair.server.closed], ['closed', 1]);
  }
});

test('DATA without bytes, parts of two messages in one, and a message beyond the limit end the association', () => {
  const whole = DATA_FLAG.begins | DATA_FLAG.ends;
  const offences: ((writer: PacketWriter) => void)[] = [
    (writer) => data(writer, FIRST_TSN, whole, 0),
    (writer) => {
      data(writer, FIRST_TSN, DATA_FLAG.begins);
      data(writer, FIRST_TSN + 1, DATA_FLAG.ends, 1000, 3);
    },
    (writer) => {
      data(writer, FIRST_TSN, DATA_FLAG.begins);
      for (let sent = 1000, tsn = FIRST_TSN + 1; sent <= MAX_MESSAGE; sent += 1000, tsn++) data(writer, tsn, 0);
    },
  ];
  for (const offend of offences) {
    const { pair, writer } = connected();
    offend(writer);
    const last = pair.server.packets.flatMap(readChunks).at(-1);
    assert.deepEqual([pair.server.association.state, last?.type], ['closed', CHUNK.abort]);
  }
});

test('what cannot be delivered is held within the window, then refused, then the end', () => {
  const { pair, writer } = connected();
  for (let i = 0; i < 3000; i++) message(writer, FIRST_TSN + 1 + i, i + 1);
  const sack = pair.server.packets.flatMap(readChunks).findLast(({ type }) => type === CHUNK.sack);
  assert.ok(sack && sack.body.getUint32(4) < 2000, 'the window is closed');
  assert.equal(pair.server.association.state, 'connected', 'a gap alone is no offence');
  const other = connected();
  for (let i = 0; i < 3000; i++) {
    message(other.writer, FIRST_TSN + i, i + 1);
  }
  assert.equal(other.pair.server.association.state, 'closed', 'messages whose predecessor never comes');
});

test('a peer may open so many channels and no more; the number of each refused one is reset', () => {
  const pair = startSctpPair({ seed: 2 });
  const ours = Array.from({ length: 300 }, () => pair.client.association.open({ label: 'many', ordered: true }));
  pair.simulation.runFor(20_000);
  assert.equal(pair.server.channels.length, 256);
  assert.equal(ours.filter(({ isOpen }) => isOpen).length, 256);
});

test('a channel that nobody reads fills up to a limit, and others get nothing of it', () => {
  const pair = startSctpPair({ seed: 3 });
  const ours = pair.client.association.open({ label: 'a', ordered: true });
  pair.simulation.runFor(200);
  pair.client.path.loss = 1;
  let accepted = 0;
  while (accepted < 1000 && ours.send(new Uint8Array(MAX_MESSAGE))) accepted++;
  assert.ok(accepted >= 100 && accepted <= 130, `${accepted}`);
  assert.ok(ours.bufferedBytes <= 32 * 1024 * 1024);
});

test('a stale packet of the handshake does no harm to a connected association', () => {
  const pair = startSctpPair({ seed: 4 });
  pair.simulation.runFor(500);
  const [client, server] = [[...pair.client.packets], [...pair.server.packets]];
  for (const packet of client) pair.server.association.receive(packet, pair.simulation.nowMs);
  for (const packet of server) pair.client.association.receive(packet, pair.simulation.nowMs);
  const ours = pair.client.association.open({ label: 'a', ordered: true });
  pair.simulation.runFor(500);
  const got = collect(pair.server.channels[0] ?? ours);
  ours.send(new Uint8Array(5));
  pair.simulation.runFor(500);
  assert.equal(got.length, 1);
});

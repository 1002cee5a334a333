import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../testing/emulated-path.ts';
import { audioSection, EXTENSIONS, FakePublisher, OPUS, VP8, videoSection } from '../testing/publisher.ts';
import { MediaPeer } from './peer.ts';
import type { ReceiveSection } from './sections.ts';

const NOW = 1_760_000_000_000;

function makePeer(): MediaPeer {
  return new MediaPeer({ random: seededRandom(7), send: () => {} });
}

/** One RTP packet without extensions. */
function plainPacket(ssrc: number, pt: number, sequence = 1): Uint8Array {
  const bytes = new Uint8Array(20);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x80);
  view.setUint8(1, pt);
  view.setUint16(2, sequence);
  view.setUint32(8, ssrc);
  return bytes;
}

function packetsOf(peer: MediaPeer, trackId: string): number[] | undefined {
  return peer.upTrack(trackId)?.layers.map((layer) => layer.stats.packets);
}

test('packets are routed by declared SSRC', () => {
  const peer = makePeer();
  peer.setReceive([audioSection(11, 'a', '0'), audioSection(22, 'b', '1')]);
  peer.receive(plainPacket(22, 111), NOW);
  assert.deepEqual([packetsOf(peer, 'a'), packetsOf(peer, 'b')], [[0], [1]]);
});

test('packets are routed by MID and RID, and by SSRC alone once these are no longer written', () => {
  const peer = makePeer();
  peer.setReceive([videoSection(), audioSection(5)]);
  new FakePublisher(['q', 'h', 'f'], seededRandom(1), (bytes) => peer.receive(bytes, NOW)).frame(NOW);
  assert.deepEqual(packetsOf(peer, 'TR_video'), [1, 3, 5]);
  peer.receive(plainPacket(1001, 96, 65_411), NOW);
  assert.deepEqual(packetsOf(peer, 'TR_video'), [1, 4, 5]);
});

test('an RTX stream may be the first to tell its layer', () => {
  const peer = makePeer();
  peer.setReceive([videoSection()]);
  const packets: Uint8Array[] = [];
  const publisher = new FakePublisher(['q'], seededRandom(1), (bytes) => packets.push(bytes.slice()));
  publisher.frame(NOW);
  const [first] = packets;
  assert.ok(first);
  publisher.receive(nackFor(1000, 65_401), NOW);
  const [, rtx] = packets;
  assert.ok(rtx);
  peer.receive(rtx, NOW);
  assert.equal(peer.upTrack('TR_video')?.layers[0]?.rtxSsrc, 2000);
  peer.receive(first, NOW);
  assert.deepEqual(packetsOf(peer, 'TR_video'), [1, 0, 0]);
});

function nackFor(ssrc: number, sequence: number): Uint8Array {
  const bytes = Uint8Array.from([0x81, 205, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, ssrc);
  view.setUint16(12, sequence);
  return bytes;
}

test('without MID and SSRC, a payload type that only one section uses decides', () => {
  const bare = (section: ReceiveSection): ReceiveSection => ({ ...section, ssrcs: [], rids: [] });
  const peer = makePeer();
  peer.setReceive([bare(videoSection([], 'v', '0')), bare(audioSection(0, 'a', '1'))]);
  peer.receive(plainPacket(77, OPUS.pt), NOW);
  peer.receive(plainPacket(78, VP8.pt), NOW);
  peer.receive(plainPacket(79, 50), NOW);
  assert.deepEqual([packetsOf(peer, 'v'), packetsOf(peer, 'a')], [[1], [1]]);
  peer.setReceive([bare(audioSection(0, 'a', '1')), bare(audioSection(0, 'b', '2'))]);
  peer.receive(plainPacket(80, OPUS.pt), NOW);
  assert.deepEqual(packetsOf(peer, 'b'), [0], 'two sections use it: undecided');
});

test('however many SSRCs come, two a layer are remembered', () => {
  const peer = makePeer();
  peer.setReceive([videoSection(['q', 'h', 'f'], 'v', '0'), { ...audioSection(0), ssrcs: [] }]);
  for (let ssrc = 1; ssrc < 2000; ssrc++) peer.receive(plainPacket(ssrc, OPUS.pt, ssrc), NOW);
  assert.ok(peer.routeCount <= 8);
});

test('a track that takes a section over goes on with its SSRCs', () => {
  const peer = makePeer();
  peer.setReceive([videoSection(['q', 'h', 'f'], 'first')]);
  new FakePublisher(['q', 'h', 'f'], seededRandom(1), (bytes) => peer.receive(bytes, NOW)).frame(NOW);
  const first = peer.upTrack('first');
  peer.setReceive([videoSection(['q', 'h', 'f'], 'second')]);
  assert.equal(first?.closed, true);
  peer.receive(plainPacket(1002, 96), NOW);
  assert.deepEqual(packetsOf(peer, 'second'), [0, 0, 1]);
});

test('with RIDs, declared SSRCs are not believed: their order says nothing', () => {
  const peer = makePeer();
  const ssrcs = [{ ssrc: 1002 }, { ssrc: 1001 }, { ssrc: 1000 }];
  peer.setReceive([{ ...videoSection(), ssrcs }]);
  new FakePublisher(['q', 'h', 'f'], seededRandom(1), (bytes) => peer.receive(bytes, NOW)).frame(NOW);
  assert.deepEqual(packetsOf(peer, 'TR_video'), [1, 3, 5]);
});

test('SSRCs are never given twice', () => {
  const numbers = [5, 5, 0, 5, 9, 12];
  const peer = new MediaPeer({ random: () => numbers.shift() ?? 77, send: () => {} });
  assert.deepEqual([peer.allocateSsrc(), peer.allocateSsrc()], [9, 12]);
});

test('closing ends tracks both ways, once', () => {
  const peer = makePeer();
  peer.setReceive([videoSection()]);
  const up = peer.upTrack('TR_video');
  assert.ok(up);
  const other = makePeer();
  const down = other.addDownTrack(up, { mid: '1', ssrc: 5, payloads: [VP8], extensions: EXTENSIONS });
  let ended = 0;
  up.events.on('ended', () => ended++);
  down.events.on('closed', () => ended++);
  peer.close();
  peer.close();
  assert.equal(ended, 2);
  assert.equal(other.downTracks.length, 0);
  assert.equal(other.addDownTrack(up, { mid: '1', ssrc: 6, payloads: [VP8], extensions: EXTENSIONS }).closed, true);
  peer.receive(plainPacket(1, 96), NOW);
  assert.equal(peer.tick(NOW), Number.POSITIVE_INFINITY);
});

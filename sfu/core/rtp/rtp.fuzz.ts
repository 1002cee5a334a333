import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeapWatch } from '#kernel/testing/heap-watch.ts';
import { MediaPeer } from '../media/peer.ts';
import { seededRandom } from '../testing/emulated-path.ts';
import { FuzzSource } from '../testing/fuzz.ts';
import { audioSection, EXTENSIONS, FakePublisher, OPUS, VP8, videoSection } from '../testing/publisher.ts';
import { type CodecName, readFrame } from './codec.ts';
import { FrameInfo } from './frame.ts';
import { RtpPacket } from './packet.ts';

/** Packets of three layers, their retransmissions and padding. */
function validPackets(): Uint8Array[] {
  const packets: Uint8Array[] = [];
  const publisher = new FakePublisher(['q', 'h', 'f'], seededRandom(1), (bytes) => packets.push(bytes.slice()));
  for (let i = 0; i < 5; i++) publisher.frame(i * 33);
  publisher.padding('f', 200);
  return packets;
}

test('no bytes make the RTP path throw or grow without bound', () => {
  const source = new FuzzSource('rtp', validPackets());
  const random = seededRandom(source.seed ^ 1);
  const publishing = new MediaPeer({ random, send: () => {} });
  const receiving = new MediaPeer({ random, send: () => {} });
  publishing.setReceive([videoSection(), audioSection(5000)]);
  for (const up of publishing.upTracks) {
    const payloads = [VP8, OPUS];
    receiving.addDownTrack(up, {
      mid: '9',
      ssrc: receiving.allocateSsrc(),
      rtxSsrc: receiving.allocateSsrc(),
      payloads,
      extensions: EXTENSIONS,
    });
  }
  let now = 1_760_000_000_000;
  const heap = new HeapWatch(source.runs);
  for (let i = 0; i < source.runs; i++) {
    heap.see(i);
    now += source.below(30);
    publishing.receive(source.next(), now);
    if (i % 16 === 0) {
      publishing.tick(now);
      receiving.tick(now);
    }
  }
  heap.assertSteady(8);
  assert.ok(publishing.routeCount <= 8, `${publishing.routeCount} routes for 4 layers`);
  for (const up of publishing.upTracks) for (const layer of up.layers) assert.ok(layer.nack.size <= 300);
});

test('no payload makes a codec reader throw', () => {
  const source = new FuzzSource('codecs', validPackets());
  const packet = new RtpPacket();
  const info = new FrameInfo();
  const codecs: CodecName[] = ['vp8', 'vp9', 'h264', 'h265', 'av1', 'other'];
  for (let i = 0; i < source.runs; i++) {
    if (!packet.parse(source.next())) continue;
    readFrame(codecs[i % codecs.length] ?? 'other', packet, source.below(16), undefined, info);
    const end = packet.payloadLength;
    assert.ok(info.pictureIdAt < end && info.tl0PicIdxAt < end && info.keyIdxAt < end);
  }
});

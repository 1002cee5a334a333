import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeNack } from '../rtcp/writer.ts';
import { isRtcp, RtpPacket } from '../rtp/packet.ts';
import { RtpWriter } from '../rtp/writer.ts';
import { seededRandom } from '../testing/emulated-path.ts';
import { MediaPeer } from './peer.ts';

const PLAYOUT_DELAY = 'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay';
/** A VP8 keyframe without anything optional. */
const KEYFRAME = Uint8Array.of(0x10, 0, 0, 0, 0x9d, 0x01, 0x2a);
/** 100 ms at least, 400 ms at most: 12 bits each, in steps of 10 ms. */
const DELAYS = Uint8Array.of(0x00, 0xa0, 0x28);

test('the playout delay passes under the subscriber’s id, in packets sent again too; who did not negotiate it gets none', () => {
  const random = seededRandom(1);
  const video = { pt: 96, mime: 'video/VP8', clockRate: 90_000, fmtp: '' };
  const publishing = new MediaPeer({ random, send: () => {} });
  const section = { trackId: 'TR', mid: '0', kind: 'video', ssrcs: [{ ssrc: 900 }], rids: [] } as const;
  publishing.setReceive([{ ...section, payloads: [video], extensions: { [PLAYOUT_DELAY]: 6 } }]);
  const [up] = publishing.upTracks;
  assert.ok(up);
  const subscribe = (extensions: Record<string, number>) => {
    const received: RtpPacket[] = [];
    const peer = new MediaPeer({
      random,
      send: (bytes) => {
        const packet = new RtpPacket();
        if (!isRtcp(bytes) && packet.parse(bytes.slice())) received.push(packet);
      },
    });
    const ssrc = peer.allocateSsrc();
    peer.addDownTrack(up, { mid: '0', ssrc, payloads: [video], extensions });
    return { received, peer, ssrc };
  };
  const told = subscribe({ [PLAYOUT_DELAY]: 12 });
  const untold = subscribe({});

  const writer = new RtpWriter();
  writer.begin(96, true, 7, 3000, 900);
  writer.extension(6, DELAYS, 0, DELAYS.length);
  writer.endHeader();
  writer.payload(KEYFRAME, 0, KEYFRAME.length);
  publishing.receive(writer.bytes, 1000);
  told.peer.receive(writeNack(1, told.ssrc, [told.received[0]?.sequence ?? 0]), 1500);

  const delays = ({ received }: typeof told) =>
    received.map((packet) => {
      const start = packet.extensionStart(12);
      return start === 0 ? 'none' : [...packet.bytes.subarray(start, start + packet.extensionLength(12))];
    });
  assert.deepEqual(delays(told), [[...DELAYS], [...DELAYS]]);
  assert.deepEqual(delays(untold), ['none']);
  assert.equal(untold.received[0]?.extensionCount, 0);
});

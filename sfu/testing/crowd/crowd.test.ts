import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writePli } from '../../core/rtcp/writer.ts';
import { readFrame } from '../../core/rtp/codec.ts';
import { FrameInfo } from '../../core/rtp/frame.ts';
import { RtpPacket } from '../../core/rtp/packet.ts';
import type { MediaEnd } from './media-end.ts';
import { Outgoing, STAMP_BYTES } from './outgoing.ts';
import { answerTo, nackTypesOf, offerOf, readRemote, rtxTypesOf, transportCcOf } from './sdp.ts';

const local = { iceUfrag: 'u', icePwd: 'p', fingerprint: 'sha-256 AB:CD', host: '127.1.0.1', port: 5000 };

function tracks(frameMs: number): { sent: Buffer[]; outgoing: Outgoing } {
  const sent: Buffer[] = [];
  const end = { sendMedia: (packet: Uint8Array) => sent.push(Buffer.from(packet)) } as unknown as MediaEnd;
  const layers = [
    { rid: 'q', packetsPerFrame: 1, packetBytes: 300 },
    { rid: 'f', packetsPerFrame: 3, packetBytes: 1200 },
  ];
  return { sent, outgoing: new Outgoing({ kind: 'video', frameMs, layers }, 'camera', 0, end, { sequence: 1 }) };
}

test('a camera sends whole frames when they are due, the first a key frame, numbered without gaps', () => {
  const { sent, outgoing } = tracks(10);
  outgoing.begin(1000);
  assert.equal(outgoing.tick(999, 1), 0);
  assert.equal(outgoing.tick(1020, 1), 9);
  const media = sent.filter((packet) => (packet.readUInt8(1) & 0x7f) === 96);
  assert.equal(media.length, 12);
  const packet = new RtpPacket();
  const frame = new FrameInfo();
  const high = media.filter((one) => one.length === 1200);
  for (const [i, one] of high.entries()) {
    assert.ok(packet.parse(one));
    assert.equal(packet.sequence, 1000 + i);
    assert.equal(packet.marker, i % 3 === 2);
    readFrame('vp8', packet, 0, undefined, frame);
    assert.equal(frame.keyframeStart, i === 0);
    assert.ok(Math.abs(one.readDoubleLE(one.length - STAMP_BYTES) - Date.now()) < 60_000);
  }
});

test('a clip is sent as it is, from its key frame on whenever one is asked for', () => {
  const sent: Buffer[] = [];
  const end = { sendMedia: (packet: Uint8Array) => sent.push(Buffer.from(packet)) } as unknown as MediaEnd;
  const frames = [Buffer.alloc(1500, 1), Buffer.alloc(40, 2), Buffer.alloc(2200, 3)];
  const clip = frames.map((frame) => frame.toString('base64'));
  const layers = [{ rid: '', packetsPerFrame: 1, packetBytes: 1000, clip }];
  const outgoing = new Outgoing({ kind: 'video', frameMs: 10, layers }, 'camera', 0, end, { sequence: 1 });
  const shown = () => {
    const media = sent.splice(0).filter((packet) => (packet.readUInt8(1) & 0x7f) === 96);
    return media.map((packet) => [packet.readUInt8(30), packet.length - 30, packet.readUInt8(1) >> 7]);
  };
  outgoing.begin(1000);
  outgoing.tick(1010, 1);
  assert.deepEqual(shown(), [
    [1, 1100, 0],
    [1, 400, 1],
    [2, 40, 1],
  ]);
  outgoing.take(writePli(1, outgoing.offered.ssrc));
  outgoing.tick(1050, 1);
  const after = shown();
  assert.deepEqual(
    after.map(([first]) => first),
    [1, 1, 2, 3, 3, 1, 1],
  );
});

test('what is offered names its end, layers and extensions; what is answered takes what was offered', () => {
  const { outgoing } = tracks(10);
  const offer = offerOf([outgoing.offered], local, true);
  assert.match(offer, /a=simulcast:send q;f\r\n/);
  const remote = readRemote(offer);
  assert.deepEqual([remote.ufrag, remote.host, remote.port, remote.isPassive], ['u', '127.1.0.1', 5000, false]);
  assert.ok(remote.hasData);
  assert.equal(transportCcOf(offer), 5);
  assert.deepEqual([...rtxTypesOf(offer)], [97]);
  assert.deepEqual([...nackTypesOf(offer)], [96]);
  const answer = answerTo(offer, local);
  assert.match(answer, /a=group:BUNDLE 0 1\r\n/);
  assert.match(answer, /m=video 9 UDP\/TLS\/RTP\/SAVPF 96 97\r\n[\s\S]*a=recvonly\r\nm=application/);
});

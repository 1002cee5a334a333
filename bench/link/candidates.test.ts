import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pointTo, withoutCandidates } from './candidates.ts';

const sdp = [
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  'a=candidate:1 1 udp 2122260223 192.0.2.1 7882 typ host generation 0',
  'a=candidate:2 1 tcp 1518280447 192.0.2.1 7881 typ host tcptype passive',
  'a=candidate:3 1 udp 2122260222 198.51.100.1 7882 typ host',
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'a=candidate:1 1 udp 2122260223 192.0.2.1 7882 typ host',
  '',
].join('\r\n');

test('one candidate a section is left, and it is ours', () => {
  const { sdp: pointed, found } = pointTo(sdp, 5000);
  assert.equal(found, 7882);
  assert.deepEqual(pointed.split('\r\n'), [
    'm=audio 9 UDP/TLS/RTP/SAVPF 111',
    'a=candidate:1 1 udp 2130706431 127.0.0.1 5000 typ host',
    'm=video 9 UDP/TLS/RTP/SAVPF 96',
    'a=candidate:1 1 udp 2130706431 127.0.0.1 5000 typ host',
    '',
  ]);
  assert.equal(pointTo('v=0\r\n', 1).found, undefined);
});

test('a description without candidates', () => {
  assert.equal(withoutCandidates(sdp), 'm=audio 9 UDP/TLS/RTP/SAVPF 111\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n');
});

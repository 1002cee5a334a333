import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { acceptedCodecs, acceptedExtensions, toPayloads } from './codecs.ts';
import { parseSdp } from './parse.ts';
import { remoteTransport } from './remote.ts';
import type { MediaSection, SessionDescription } from './types.ts';
import { writeSdp } from './write.ts';

/** Offers of livekit-client 2.23 with one microphone and one simulcast camera, as the browsers wrote them. */
function recorded(browser: 'chromium' | 'firefox'): SessionDescription {
  const parsed = parseSdp(readFileSync(new URL(`fixtures/${browser}.sdp`, import.meta.url), 'utf8'));
  assert.ok(parsed.ok);
  return parsed.sdp;
}

function section(sdp: SessionDescription, mid: string): MediaSection {
  const found = sdp.sections.find((one) => one.mid === mid);
  assert.ok(found);
  return found;
}

for (const browser of ['chromium', 'firefox'] as const) {
  test(`${browser}: six places to receive, data, a microphone and a camera with three layers`, () => {
    const sdp = recorded(browser);
    const shape = sdp.sections.map((one) => `${one.kind} ${one.kind === 'application' ? '' : one.direction}`.trim());
    const receiving = [...Array(3).fill('audio recvonly'), ...Array(3).fill('video recvonly')];
    assert.deepEqual(shape, [...receiving, 'application', 'audio sendonly', 'video sendonly']);
    assert.deepEqual(section(sdp, '8').sendRids, ['q', 'h', 'f']);
    assert.ok(section(sdp, '7').msid?.track);
    assert.ok(remoteTransport(sdp));
    assert.equal(sdp.extmapAllowMixed, true);
  });

  test(`${browser}: what we accept of a camera is what we can forward, each codec with its RTX`, () => {
    const camera = section(recorded(browser), '8');
    const codecs = acceptedCodecs(camera, 'vp9');
    assert.equal(codecs[0]?.name, 'VP9');
    assert.equal(codecs[1]?.name, 'rtx');
    assert.match(codecs[1]?.fmtp ?? '', new RegExp(`apt=${codecs[0]?.pt}`));
    assert.ok(codecs.every((codec) => ['VP8', 'VP9', 'H264', 'H265', 'AV1', 'rtx'].includes(codec.name)));
    assert.ok(codecs[0]?.feedback.includes('nack pli'));
    assert.ok(!codecs[0]?.feedback.includes('goog-remb'));
    const payloads = toPayloads('video', codecs);
    assert.ok(payloads.every((payload) => payload.rtxPt !== undefined && payload.clockRate === 90_000));
    const extensions = acceptedExtensions(camera);
    assert.ok(extensions['urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id']);
    assert.ok(extensions['http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01']);
  });

  test(`${browser}: Opus is taken of a microphone, and RED if offered, with parameters wherever they stand`, () => {
    const codecs = acceptedCodecs(section(recorded(browser), '7'));
    assert.deepEqual(
      codecs.map((codec) => codec.name),
      browser === 'chromium' ? ['opus', 'red'] : ['opus'],
    );
    assert.match(codecs[0]?.fmtp ?? '', /useinbandfec=1/);
    assert.equal(codecs[0]?.channels, 2);
  });
}

test('an answer written by us reads as it was meant', () => {
  const camera = section(recorded('chromium'), '8');
  const text = writeSdp({
    transport: {
      iceUfrag: 'abcd',
      icePwd: 'x'.repeat(24),
      fingerprint: `sha-256 ${'AB:'.repeat(31)}AB`,
      candidates: ['candidate:1 1 udp 1 203.0.113.1 9 typ host'],
    },
    setup: 'passive',
    iceLite: false,
    version: 3,
    extmapAllowMixed: true,
    sections: [
      {
        kind: 'video',
        mid: '8',
        direction: 'recvonly',
        codecs: acceptedCodecs(camera),
        extensions: acceptedExtensions(camera),
        receiveRids: ['q', 'h'],
        sent: null,
      },
      {
        kind: 'video',
        mid: '3',
        direction: 'sendonly',
        codecs: acceptedCodecs(camera),
        extensions: {},
        receiveRids: [],
        sent: { stream: 'PA_1|camera', track: 'TR_1', ssrc: 7, rtxSsrc: 8 },
      },
      { kind: 'audio', mid: '4', direction: 'inactive', codecs: [], extensions: {}, receiveRids: [], sent: null },
      { kind: 'application', mid: '6', maxMessageBytes: 1000 },
    ],
  });
  const parsed = parseSdp(text);
  assert.ok(parsed.ok);
  const [received, sent, refused, data] = parsed.sdp.sections;
  assert.deepEqual(
    received?.codecs.map((codec) => codec.pt),
    acceptedCodecs(camera).map((codec) => codec.pt),
  );
  assert.match(text, /a=simulcast:recv q;h\r\n/);
  assert.deepEqual(sent?.msid, { stream: 'PA_1|camera', track: 'TR_1' });
  assert.deepEqual(sent?.ssrcGroups, [{ semantics: 'FID', ssrcs: [7, 8] }]);
  assert.equal(refused?.rejected, true);
  assert.equal(data?.kind, 'application');
  assert.match(text, /a=group:BUNDLE 8 3 6\r\n/);
  assert.equal(text.match(/a=candidate/g)?.length, 1);
});

test('what is no usable description is refused with a reason', () => {
  const begin = 'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n';
  const section = 'm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n';
  for (const text of [
    '',
    'hello',
    `${begin}m=nothing\r\n`,
    `${begin}${section}`,
    `${begin}${section}a=mid:0\r\n${section}a=mid:0\r\n`,
  ]) {
    assert.equal(parseSdp(text).ok, false, JSON.stringify(text));
  }
  assert.equal(parseSdp(`${begin}${`${section}`.repeat(1025)}`).ok, false);
  assert.equal(parseSdp(`v=0${'x'.repeat(1024 * 1024)}`).ok, false);
});

test('credentials that could smuggle lines into our own descriptions are refused', () => {
  const sdp = recorded('chromium');
  const good = remoteTransport(sdp);
  assert.ok(good);
  for (const bad of [
    { iceUfrag: 'ab' },
    { iceUfrag: 'ab cd' },
    { icePwd: 'short' },
    { fingerprint: 'sha-1 AB:CD' },
    { fingerprint: 'sha-256 AB' },
  ]) {
    const sections = sdp.sections.map((one) => ({ ...one, transport: { ...one.transport, ...bad } }));
    assert.equal(remoteTransport({ ...sdp, sections }), null, JSON.stringify(bad));
  }
});

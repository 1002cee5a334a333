import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import ndc from 'node-datachannel';
import type { Sfu } from './index.ts';
import { mintToken, startTestSfu, type TokenOptions } from './testing/test-sfu.ts';

const RTP = Buffer.from([0x80, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 42, 0x10, 0, 0, 0x9d, 0x01, 0x2a]);

let sfu: Sfu & { lines: string[] };

before(async () => {
  sfu = await startTestSfu();
});

after(async () => {
  await sfu.close();
  // Its threads keep the process alive where the server has none of them.
  ndc.cleanup();
});

/** Native objects that are collected before their last event leave dangling pointers behind. */
const kept: Encoder[] = [];

/** An encoder as OBS is one: libdatachannel, one picture and one sound, sent only. */
class Encoder {
  readonly peer = new ndc.PeerConnection('encoder', { iceServers: [], disableAutoNegotiation: true });
  readonly video: InstanceType<typeof ndc.Track>;
  readonly audio: InstanceType<typeof ndc.Track>;

  constructor() {
    const video = new ndc.Video('0', 'SendOnly');
    video.addVP8Codec(96);
    video.addSSRC(42, 'encoder', 'stream', 'picture');
    const audio = new ndc.Audio('1', 'SendOnly');
    audio.addOpusCodec(111);
    audio.addSSRC(43, 'encoder', 'stream', 'sound');
    this.video = this.peer.addTrack(video);
    this.audio = this.peer.addTrack(audio);
    this.peer.setLocalDescription('offer');
    kept.push(this);
  }

  get offer(): string {
    return this.peer.localDescription()?.sdp ?? '';
  }

  /** Resolves when the media path is open. */
  async take(answer: string): Promise<void> {
    const opened = new Promise<void>((resolve) => this.video.onOpen(resolve));
    this.peer.setRemoteDescription(answer, 'answer');
    await opened;
  }

  close(): void {
    this.video.close();
    this.audio.close();
    this.peer.close();
  }
}

const MAY = { roomJoin: true, room: 'stage' };

async function ask(
  method: string,
  path: string,
  options: TokenOptions | null,
  body?: string,
  type = 'application/sdp',
) {
  const headers: Record<string, string> = { ...(body === undefined ? {} : { 'content-type': type }) };
  if (options !== null) headers['authorization'] = `Bearer ${await mintToken(options)}`;
  return await fetch(`${sfu.url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
}

test('an encoder publishes by one request, is seen, and ends by another', async () => {
  const encoder = new Encoder();
  try {
    const token = { identity: 'obs', video: MAY };
    const made = await ask('POST', '/whip/v1', token, encoder.offer);
    assert.equal(made.status, 201);
    assert.equal(made.headers.get('content-type'), 'application/sdp');
    const location = made.headers.get('location') ?? '';
    assert.match(location, /^\/whip\/v1\/[0-9a-z]{32}$/);
    await encoder.take(await made.text());
    // Ours may be ready to receive a little later than the encoder is to send.
    for (; published().length === 0; await pass(20)) encoder.video.sendMessageBinary(RTP);
    assert.deepEqual(published(), ['video/VP8']);
    const stranger = await ask('DELETE', location, { identity: 'other', video: MAY });
    assert.equal(stranger.status, 404);
    assert.equal((await ask('DELETE', location, token)).status, 200);
    assert.deepEqual(sfu.stats()[0]?.participants, []);
    assert.equal((await ask('DELETE', location, token)).status, 404);
  } finally {
    encoder.close();
  }
});

function published(): string[] {
  return sfu
    .stats()
    .flatMap(({ participants }) => participants.flatMap((one) => one.published.map(({ mime }) => mime)));
}

/** What an encoder offers, without one: nothing of it gets as far as media. */
const OFFER = [
  ...['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0 1'],
  ...[
    'm=video 9 UDP/TLS/RTP/SAVPF 96',
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    'a=sendonly',
    'a=rtcp-mux',
    'a=rtpmap:96 VP8/90000',
  ],
  ...[
    'a=ice-ufrag:abcd',
    `a=ice-pwd:${'p'.repeat(24)}`,
    `a=fingerprint:sha-256 ${'0A:'.repeat(31)}0A`,
    'a=setup:actpass',
  ],
  ...[
    'm=audio 9 UDP/TLS/RTP/SAVPF 111',
    'c=IN IP4 0.0.0.0',
    'a=mid:1',
    'a=sendonly',
    'a=rtcp-mux',
    'a=rtpmap:111 opus/48000/2',
  ],
  ...[
    'a=ice-ufrag:abcd',
    `a=ice-pwd:${'p'.repeat(24)}`,
    `a=fingerprint:sha-256 ${'0A:'.repeat(31)}0A`,
    'a=setup:actpass',
    '',
  ],
].join('\r\n');

test('who may not publish, and what is no offer, is refused with the reason', async () => {
  const offer = OFFER;
  const may = { identity: 'obs', video: MAY };
  const statuses = await Promise.all([
    ask('POST', '/whip/v1', null, offer),
    ask('POST', '/whip/v1', { ...may, expiresIn: -60 }, offer),
    ask('POST', '/whip/v1', { ...may, video: { room: 'stage' } }, offer),
    ask('POST', '/whip/v1', { ...may, video: { ...MAY, canPublish: false } }, offer),
    ask('POST', '/whip/v1', { ...may, video: { ...MAY, canPublishSources: ['microphone'] } }, offer),
    ask('POST', '/whip/v1', may, 'not an offer'),
    ask('POST', '/whip/v1', may, offer.replaceAll('a=sendonly', 'a=recvonly')),
    ask('POST', '/whip/v1', may, offer.replaceAll(/a=ice-ufrag:.*/g, '')),
    ask('POST', '/whip/v1', may, offer, 'application/json'),
    ask('POST', '/whip/v1', may, `${offer}${'a=x\r\n'.repeat(100_000)}`),
    ask('PATCH', '/whip/v1/x', may, 'a=candidate:1', 'application/trickle-ice-sdpfrag'),
    ask('GET', '/whip/v1', may),
  ]);
  assert.deepEqual(
    statuses.map(({ status }) => status),
    [401, 401, 401, 403, 403, 400, 400, 400, 415, 413, 405, 405],
  );
  assert.deepEqual(
    sfu.stats().flatMap(({ participants }) => participants),
    [],
  );
});

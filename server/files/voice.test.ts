import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import type { Failure } from '#kernel/failure.ts';
import { randomText } from '#kernel/ids.ts';
import { writeOggOpus } from '#kernel/sound/ogg-opus.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { ContentOf } from '#protocol/content.ts';
import type { FileItem } from '#protocol/files.ts';
import { type LiveServer, startLiveServer } from '../gateway/testing/live-server.ts';
import { signUp } from '../gateway/testing/raw-peer.ts';
import { perform } from '../testing/authorisation/scene.ts';
import { asks, begin, fetchFile, part, upload } from './testing/world.ts';

let server: LiveServer;
let ann: Awaited<ReturnType<typeof signUp>>;
let bob: Awaited<ReturnType<typeof signUp>>;
let place: ConversationId;

before(async () => {
  server = await startLiveServer({ inMemory: true });
  ann = await signUp(server.origin, 'ann');
  bob = await signUp(server.origin, 'bob');
  place = (await server.as(ann.me.id, 'conversation.direct', { user: bob.me.id })).summary.id;
});
after(() => server.stop());

const HEAD = Uint8Array.of(...Buffer.from('OpusHead'), 1, 1, 0x38, 1, 0x80, 0xbb, 0, 0, 0, 0, 0);
const PACKETS = Array.from({ length: 50 }, (_, index) => Uint8Array.of(0xf8, index, 1, 2, 3));
const OGG = writeOggOpus({ head: HEAD, packets: PACKETS });

function voice(file: FileItem): ContentOf<'voice'> {
  return { type: 'voice', file, ms: 1000, wave: '0v0' };
}

function say(by: UserId, content: ContentOf<'voice'>, text = '') {
  return server.as(by, 'message.send', { clientId: randomText(20), conversation: place, text, content });
}

async function keyFor(who: typeof ann, seq: number): Promise<string> {
  const told = await perform(
    server,
    who.me.id,
    'file.keys',
    { conversation: place, seqs: [seq] },
    'member',
    who.device,
  );
  return told.keys[0]?.key ?? '';
}

const failsWith = (code: string) => (error: Failure) => error.code === code;

test('[VM10] a voice message is sound that its sender uploaded, alone in its message', async () => {
  const file = await upload(server, ann, OGG, { name: 'voice.ogg' });
  assert.equal(file.type, 'audio/ogg');
  await assert.rejects(say(bob.me.id, voice(file)), failsWith('file.unknown'));
  await assert.rejects(say(ann.me.id, voice(file), 'words'), failsWith('request.invalid'));
  const { seq } = await say(ann.me.id, voice(file));
  assert.ok(seq > 0);
  const text = await upload(server, ann, Buffer.from('no sound'));
  await assert.rejects(say(ann.me.id, voice(text)), failsWith('request.invalid'));
});

test('[VM22] for browsers without Ogg the same packets come in another container', async () => {
  const file = await upload(server, ann, OGG, { name: 'voice.ogg' });
  const { seq } = await say(ann.me.id, voice(file));
  const key = await keyFor(bob, seq);
  const [one, other] = await Promise.all([0, 1].map(() => fetchFile(server, file.id, key, { size: 'caf' })));
  assert.equal(one?.headers.get('content-type'), 'audio/x-caf');
  const caf = Buffer.from((await one?.arrayBuffer()) ?? new ArrayBuffer());
  assert.ok(caf.equals(Buffer.from((await other?.arrayBuffer()) ?? new ArrayBuffer())));
  assert.ok(caf.subarray(-250).equals(Buffer.concat(PACKETS)));
  const original = await fetchFile(server, file.id, key);
  assert.ok(Buffer.from(await original.arrayBuffer()).equals(Buffer.from(OGG)));
});

test('[VM12] a voice message is forwarded, alone and in a bundle, and its sound with it', async () => {
  const file = await upload(server, ann, OGG, { name: 'voice.ogg' });
  const { seq } = await say(ann.me.id, voice(file));
  const params = { title: 'g', members: [bob.me.id], clientId: randomText(20) };
  const to = (await server.as(ann.me.id, 'conversation.create', params)).summary.id;
  for (const bundle of [undefined, { title: 'both' }]) {
    const copied = await server.as(ann.me.id, 'message.forward', {
      ...{ clientId: randomText(20), conversation: place, seqs: [seq], to },
      ...(bundle === undefined ? {} : { bundle }),
    });
    const asked = { conversation: to, seqs: [copied.seq] };
    const told = await perform(server, bob.me.id, 'file.keys', asked, 'member', bob.device);
    const answer = await fetchFile(server, file.id, told.keys[0]?.key ?? '');
    assert.equal(answer.status, 200);
    await answer.arrayBuffer();
  }
});

test('[VM22] what is no Opus in Ogg is the original, whatever is asked for', async () => {
  const file = await upload(server, ann, Buffer.from('OggS but nothing more'), { name: 'x.ogg' });
  const { seq } = await say(ann.me.id, voice(file));
  const answer = await fetchFile(server, file.id, await keyFor(bob, seq), { size: 'caf' });
  assert.equal(answer.headers.get('content-type'), 'audio/ogg');
  await answer.arrayBuffer();
});

test('[FI54] the picture of a video comes from its sender before the video, and stands for it alone', async () => {
  const picture = (
    await sharp({ create: { width: 80, height: 40, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer()
  ).toString('base64');
  const illustrate = (who: typeof ann, path: string, body: object = { picture }) =>
    asks(server, who, `${path}/poster`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const whole = async (bytes: Uint8Array<ArrayBuffer>, name: string) => {
    const path = (await begin(server, ann, { name, length: bytes.length })).headers.get('location') ?? '';
    assert.equal((await illustrate(bob, path)).status, 404);
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>').toString('base64');
    for (const bad of ['AAAA', svg]) assert.equal((await illustrate(ann, path, { picture: bad })).status, 422);
    assert.equal((await illustrate(ann, path)).status, 204);
    await part(server, ann, path, 0, bytes);
    assert.equal((await illustrate(ann, path)).status, 400);
    return ((await (await asks(server, ann, path)).json()) as { file: FileItem }).file;
  };
  const video = await whole(Buffer.from('\0\0\0\x18ftypisom vide soun', 'latin1'), 'a.mp4');
  assert.deepEqual([video.type, video.width, video.height], ['video/mp4', 80, 40]);
  const params = { clientId: randomText(20), conversation: place, text: '' };
  const { seq } = await server.as(ann.me.id, 'message.send', { ...params, content: { type: 'files', items: [video] } });
  const poster = await fetchFile(server, video.id, await keyFor(bob, seq), { size: 'small' });
  assert.equal(poster.headers.get('content-type'), 'image/webp');
  await poster.arrayBuffer();
  const other = await whole(Buffer.from('just words'), 'a.txt');
  assert.deepEqual([other.type, other.width, other.blur], ['text/plain', undefined, undefined]);
});

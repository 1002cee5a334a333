import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { ManualClock } from '#kernel/clock.ts';
import { randomText } from '#kernel/ids.ts';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import type { FileItem } from '#protocol/files.ts';
import { type LiveServer, startLiveServer } from '../gateway/testing/live-server.ts';
import { signUp } from '../gateway/testing/raw-peer.ts';
import { perform } from '../testing/authorisation/scene.ts';
import { asks, fetchFile, type Peer, sendFiles, upload } from './testing/world.ts';

const clock = new ManualClock(1_800_000_000_000);
let server: LiveServer;
const people = {} as Record<'ann' | 'bob' | 'cat' | 'eve', Peer & { device: string }>;
type Name = keyof typeof people;

before(async () => {
  server = await startLiveServer({ inMemory: true, clock });
  for (const name of ['ann', 'bob', 'cat', 'eve'] as const) {
    const session = await signUp(server.origin, name);
    people[name] = { ...session, device: session.device };
  }
});
after(() => server.stop());

const id = (name: Name): UserId => people[name].me.id;
const once = () => ({ clientId: randomText(20) });

async function keys(name: Name, conversation: ConversationId, seqs: Seq[]): Promise<string[]> {
  const told = await perform(server, id(name), 'file.keys', { conversation, seqs }, 'member', people[name].device);
  return told.keys.map(({ key }) => key);
}

async function keyOf(name: Name, conversation: ConversationId, seq: Seq): Promise<string> {
  const [key = ''] = await keys(name, conversation, [seq]);
  return key;
}

async function status(file: string, key: string): Promise<number> {
  const answer = await fetchFile(server, file, key);
  await answer.arrayBuffer();
  return answer.status;
}

async function group(...members: Name[]): Promise<ConversationId> {
  const params = { ...once(), title: 'g', members: members.map(id) };
  return (await server.as(id('ann'), 'conversation.create', params)).summary.id;
}

async function text(name: Name, words: string, called = 'a.txt'): Promise<FileItem> {
  return upload(server, people[name], Buffer.from(words), { name: called });
}

test('[FI30] members fetch what was sent to their conversation; nobody else does, whatever key they hold', async () => {
  const place = await group('bob', 'cat');
  const file = await text('ann', 'secret');
  const seq = await sendFiles(server, id('ann'), place, [file]);
  const bob = await keyOf('bob', place, seq);
  const answer = await fetchFile(server, file.id, bob);
  assert.deepEqual([answer.status, await answer.text()], [200, 'secret']);
  await assert.rejects(keys('eve', place, [seq]), { code: 'conversation.unknown' });
  assert.deepEqual(await keys('bob', place, [seq + 7, 1]), []);
  const forged = [
    bob.replace(id('bob'), id('eve')),
    bob.replace(/.$/, bob.endsWith('A') ? 'B' : 'A'),
    '',
    'x.y',
    `${bob}A`,
  ];
  for (const key of forged) assert.equal(await status(file.id, key), 403, key);
  const other = await text('ann', 'not sent');
  assert.equal(await status(other.id, bob), 404, 'a file that is not of the message');
  await server.as(id('ann'), 'member.remove', { ...once(), conversation: place, member: id('bob') });
  assert.equal(await status(file.id, bob), 404, 'removed: at once');
  assert.equal(await status(file.id, await keyOf('cat', place, seq)), 200);
});

test('[FI31] keys end after minutes, and with the session', async () => {
  const place = await group('bob');
  const file = await text('ann', 'x');
  const seq = await sendFiles(server, id('ann'), place, [file]);
  const key = await keyOf('bob', place, seq);
  assert.equal(await keyOf('bob', place, seq), key, 'the same for some minutes, so that browsers keep what they have');
  clock.advance(5 * 60_000);
  assert.equal(await status(file.id, key), 200);
  clock.advance(6 * 60_000);
  assert.equal(await status(file.id, key), 403);
  clock.advance(-11 * 60_000);
  const session = await signUp(server.origin, 'dan');
  people.eve = { ...session, device: session.device };
  await server.as(id('ann'), 'member.add', { ...once(), conversation: place, members: [id('eve')] });
  const dans = await keyOf('eve', place, seq);
  assert.equal(await status(file.id, dans), 200);
  await asks(server, people.eve, '/api/v1/auth/logout', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refreshToken: session.refreshToken }),
  });
  assert.equal(await status(file.id, dans), 403);
});

test('[FI32] hidden history, what one took away, and what is withheld give nothing', async () => {
  const place = await group('bob');
  const file = await text('ann', 'x');
  const seq = await sendFiles(server, id('ann'), place, [file]);
  await server.as(id('ann'), 'conversation.settings', {
    ...once(),
    conversation: place,
    change: { history: 'joining' },
  });
  await server.as(id('ann'), 'member.add', { ...once(), conversation: place, members: [id('cat')] });
  assert.deepEqual(await keys('cat', place, [seq]), []);
  const bobs = await keyOf('bob', place, seq);
  await server.as(id('bob'), 'message.erase', { conversation: place, seqs: [seq] });
  assert.deepEqual([await keys('bob', place, [seq]), await status(file.id, bobs)], [[], 404]);
  const direct = (await server.as(id('cat'), 'conversation.direct', { user: id('bob') })).summary.id;
  await perform(server, id('bob'), 'contact.block', { user: id('cat') });
  const kept = await text('cat', 'y');
  const kepts = await sendFiles(server, id('cat'), direct, [kept]);
  assert.equal(await status(kept.id, await keyOf('cat', direct, kepts)), 200);
  assert.deepEqual(await keys('bob', direct, [kepts]), []);
});

test('[FI33] one sends own files that are complete, as they are', async () => {
  const place = await group('bob');
  const file = await text('ann', 'x');
  const send = (who: Name, items: FileItem[]) => sendFiles(server, id(who), place, items);
  await assert.rejects(send('bob', [file]), { code: 'file.unknown' });
  await assert.rejects(send('ann', [{ ...file, id: `f_${'0'.repeat(20)}` }]), { code: 'file.unknown' });
  await assert.rejects(send('ann', [{ ...file, name: 'other.txt' }]), { code: 'request.invalid' });
  await assert.rejects(send('ann', [{ ...file, width: 1, height: 1 }]), { code: 'request.invalid' });
  await assert.rejects(send('ann', [file, file]), { code: 'request.invalid' });
  await send('ann', [file]);
  assert.equal((await asks(server, people.ann, `/api/v1/files/${file.id}`, { method: 'DELETE' })).status, 409);
});

test('[FI34] a forwarded file is in the new place too, and its bytes go with the last message that has it', async () => {
  const [here, there] = [await group('bob'), await group('cat')];
  const file = await text('ann', 'x');
  const seq = await sendFiles(server, id('ann'), here, [file]);
  const forward = { ...once(), conversation: here, seqs: [seq], to: there };
  const copy = await server.as(id('ann'), 'message.forward', forward);
  const bundle = { ...once(), conversation: here, seqs: [seq], to: there, bundle: { title: 'b' } };
  const bundled = await server.as(id('ann'), 'message.forward', bundle);
  await server.as(id('ann'), 'message.recall', { ...once(), conversation: here, seq });
  await server.files.sweep();
  assert.deepEqual(await keys('bob', here, [seq]), []);
  for (const one of [copy.seq, bundled.seq]) assert.equal(await status(file.id, await keyOf('cat', there, one)), 200);
  const key = await keyOf('cat', there, copy.seq);
  for (const one of [copy.seq, bundled.seq]) {
    await server.as(id('ann'), 'message.recall', { ...once(), conversation: there, seq: one });
  }
  await server.files.sweep();
  assert.equal(await status(file.id, key), 404);
  const rows = await server.database.read.selectFrom('files').select('id').where('id', '=', file.id).execute();
  assert.deepEqual(rows, []);
});

test('[FI40] what browsers would run is only saved; nothing is a page of ours', async () => {
  const place = await group('bob');
  const picture = await sharp({ create: { width: 9, height: 6, channels: 3, background: '#c40' } })
    .png()
    .toBuffer();
  const cases: [string, Buffer, string, RegExp][] = [
    [
      '页 面.html',
      Buffer.from('<script>alert(1)</script>'),
      'text/plain; charset=utf-8',
      /^attachment;.*%E9%A1%B5%20%E9%9D%A2\.html$/,
    ],
    ['x.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'text/plain; charset=utf-8', /^attachment/],
    ['x.pdf', Buffer.from('%PDF-1.7 \x80'), 'application/pdf', /^attachment/],
    ['x.html', picture, 'image/png', /^inline; filename="x.html"/],
    [
      '"q"\\;.bin',
      Buffer.from([0, 1, 2]),
      'application/octet-stream',
      /^attachment; filename=";\.bin"; filename\*=UTF-8''%3B\.bin$/,
    ],
  ];
  for (const [name, bytes, type, disposition] of cases) {
    const file = await upload(server, people.ann, Uint8Array.from(bytes), { name });
    const seq = await sendFiles(server, id('ann'), place, [file]);
    const { headers } = await fetchFile(server, file.id, await keyOf('bob', place, seq));
    assert.equal(headers.get('content-type'), type, name);
    assert.match(headers.get('content-disposition') ?? '', disposition);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.match(headers.get('content-security-policy') ?? '', /sandbox/);
    assert.match(headers.get('cache-control') ?? '', /^private, max-age=\d{1,3}$/);
  }
});

test('[FI41] parts are fetched by ranges, and what one has isn’t sent again', async () => {
  const place = await group('bob');
  const file = await text('ann', '0123456789');
  const seq = await sendFiles(server, id('ann'), place, [file]);
  const key = await keyOf('bob', place, seq);
  const get = async (headers: Record<string, string>, method = 'GET') => {
    const answer = await fetchFile(server, file.id, key, { method, headers });
    return [
      answer.status,
      await answer.text(),
      answer.headers.get('content-range'),
      answer.headers.get('content-length'),
    ];
  };
  const tag = (await fetchFile(server, file.id, key)).headers.get('etag') ?? '';
  assert.deepEqual(await get({ range: 'bytes=2-4' }), [206, '234', 'bytes 2-4/10', '3']);
  assert.deepEqual(await get({ range: 'bytes=7-' }), [206, '789', 'bytes 7-9/10', '3']);
  assert.deepEqual(await get({ range: 'bytes=-2' }), [206, '89', 'bytes 8-9/10', '2']);
  assert.deepEqual(await get({ range: 'bytes=8-99' }), [206, '89', 'bytes 8-9/10', '2']);
  assert.deepEqual((await get({ range: 'bytes=10-' })).slice(0, 3), [416, '', 'bytes */10']);
  for (const range of ['bytes=4-2', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=-', 'x']) {
    assert.deepEqual(await get({ range }), [200, '0123456789', null, '10'], range);
  }
  assert.deepEqual((await get({ range: 'bytes=2-4', 'if-range': tag }))[1], '234');
  assert.deepEqual((await get({ range: 'bytes=2-4', 'if-range': '"other"' }))[1], '0123456789');
  assert.deepEqual((await get({ 'if-none-match': tag })).slice(0, 2), [304, '']);
  assert.deepEqual(await get({}, 'HEAD'), [200, '', null, '10']);
});

test('[FI35] the files of a conversation are listed to who sees them, newest first, page by page', async () => {
  const place = await group('bob');
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#246' } })
    .png()
    .toBuffer();
  const seqs: Seq[] = [];
  for (let n = 0; n < 3; n += 1) {
    const shown = await upload(server, people.ann, Uint8Array.from(picture), { name: `${n}.png`, picture: true });
    seqs.push(await sendFiles(server, id('ann'), place, [shown, await text('ann', 'x', `${n}.txt`)]));
  }
  const list = async (name: Name, kind: 'media' | 'sound' | 'other', before?: Seq) => {
    const params = { conversation: place, kind, ...(before === undefined ? {} : { before }) };
    const told = await perform(server, id(name), 'file.list', params);
    return told.files.map(({ seq, item }) => [seq, item.name]);
  };
  const [one = 0, two = 0, three = 0] = seqs;
  assert.deepEqual(await list('bob', 'media'), [
    [three, '2.png'],
    [two, '1.png'],
    [one, '0.png'],
  ]);
  assert.deepEqual(await list('bob', 'other', three), [
    [two, '1.txt'],
    [one, '0.txt'],
  ]);
  const sound = await upload(server, people.ann, Buffer.from('RIFF\x10\0\0\0WAVEfmt '), { name: 's.wav' });
  const four = await sendFiles(server, id('ann'), place, [sound]);
  assert.deepEqual(await list('bob', 'sound'), [[four, 's.wav']]);
  assert.deepEqual((await list('bob', 'other'))[0], [three, '2.txt']);
  await server.as(id('bob'), 'message.erase', { conversation: place, seqs: [two] });
  await server.as(id('ann'), 'message.recall', { ...once(), conversation: place, seq: one });
  assert.deepEqual(await list('bob', 'media'), [[three, '2.png']]);
  await assert.rejects(list('eve', 'media'), { code: 'conversation.unknown' });
});

test('[FI16] what nobody goes on with, or sends, goes after a day', async () => {
  const file = await text('ann', 'never sent');
  const known = async () => {
    const rows = await server.database.read.selectFrom('files').select('state').where('id', '=', file.id).execute();
    return rows.map(({ state }) => state);
  };
  clock.advance(23 * 3_600_000);
  await server.files.sweep();
  assert.deepEqual(await known(), ['ready']);
  clock.advance(2 * 3_600_000);
  await server.files.sweep();
  assert.deepEqual(await known(), []);
});

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { randomText } from '#kernel/ids.ts';
import { silentLog } from '#kernel/ports/log.ts';
import type { SmallBlobs } from '#kernel/ports/small-blobs.ts';
import type { UserId } from '#protocol/common.ts';
import type { FailureCode } from '#protocol/failures.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Sticker, StickerPicture } from '#protocol/stickers.ts';
import { MemorySmallBlobs } from '../adapters/blob/memory-small-blobs.ts';
import { openSqliteDatabase } from '../adapters/sql/sqlite-database.ts';
import { type LiveServer, startLiveServer } from '../gateway/testing/live-server.ts';
import { signUp } from '../gateway/testing/raw-peer.ts';
import { webpOf } from '../identity/testing/pictures.ts';
import type { StickerCommand } from './api.ts';
import { keyOf } from './drawing.ts';
import { stickerMigrations } from './migrations.ts';
import { readSticker } from './picture.ts';
import { findSticker } from './store.ts';
import { Sweeping } from './sweeping.ts';
import type { StickerTables } from './tables.ts';
import { gifOf, pngOf } from './testing/images.ts';

interface Person {
  user: UserId;
  token: string;
  as<Name extends StickerCommand>(name: Name, params: ParamsOf<Name>): Promise<ResultOf<Name>>;
  http(method: string, path: string, body?: object): Promise<{ status: number; json: unknown; cache: string | null }>;
}

async function open(context: TestContext) {
  const server = await startLiveServer({ inMemory: true });
  context.after(() => server.stop());
  return { server, person: (login: string) => personOf(server, login) };
}

async function personOf(server: LiveServer, login: string): Promise<Person> {
  const { accessToken: token, me } = await signUp(server.origin, login);
  const caller = await server.identity.authenticate(token);
  return {
    user: me.id,
    token,
    as: (name, params) => server.stickers.commands[name](caller, params),
    async http(method, path, body) {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = await fetch(server.origin + path, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: answer.status, json: await answer.json(), cache: answer.headers.get('cache-control') };
    },
  };
}

async function newPack(person: Person, title = 'Cats'): Promise<string> {
  const { packs } = await person.as('sticker.pack-create', { title });
  return packs.at(-1)?.id ?? '';
}

async function upload(person: Person, pack: string, bytes: Buffer, text = 'cat') {
  return person.http('POST', '/api/v1/stickers', { pack, text, picture: bytes.toString('base64') });
}

async function made(person: Person, pack: string, bytes = pngOf(300, 200)): Promise<Sticker> {
  const { status, json } = await upload(person, pack, bytes);
  assert.equal(status, 201, JSON.stringify(json));
  return json as Sticker;
}

async function fails(code: FailureCode, work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error: { code?: string }) => {
    assert.equal(error.code, code);
    return true;
  });
}

test('[MC41] a sticker is a small PNG, GIF or WebP, whatever it is called', async (context) => {
  const { person } = await open(context);
  const ann = await person('ann');
  const pack = await newPack(ann);
  for (const bytes of [pngOf(512, 1), gifOf(1, 512), webpOf('VP8X', 160, 160), webpOf('VP8 ', 9, 9)]) {
    await made(ann, pack, bytes);
  }
  const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');
  const bad = [
    pngOf(513, 1),
    pngOf(0, 5),
    gifOf(0, 0),
    jpeg,
    Buffer.from('<svg onload="alert(1)"/>'),
    Buffer.alloc(400),
  ];
  bad.push(Buffer.concat([pngOf(9, 9), Buffer.from('<script>')]), pngOf(9, 9).subarray(0, 40));
  for (const bytes of bad) {
    const { status, json } = await upload(ann, pack, bytes);
    assert.deepEqual([status, (json as { code: string }).code], [422, 'sticker.invalid']);
  }
  const large = Buffer.concat([
    pngOf(9, 9).subarray(0, 33),
    Buffer.alloc(LIMITS.stickerBytes),
    pngOf(9, 9).subarray(-12),
  ]);
  const { status } = await upload(ann, pack, large);
  assert.ok(status === 400 || status === 413 || status === 422, `${status}`);
  assert.equal((await upload(ann, pack, pngOf(9, 9), 'x'.repeat(41))).status, 422);
  assert.equal((await ann.as('sticker.packs', {})).packs[0]?.stickers.length, 4);
});

test('[MC42] pictures are for those who are signed in, and never change', async (context) => {
  const { server, person } = await open(context);
  const [ann, bob] = [await person('ann'), await person('bob')];
  const { id } = await made(ann, await newPack(ann));
  const { status, json, cache } = await bob.http('GET', `/api/v1/stickers/${id}`);
  assert.deepEqual([status, (json as StickerPicture).type], [200, 'image/png']);
  assert.deepEqual(Buffer.from((json as StickerPicture).picture, 'base64'), pngOf(300, 200));
  assert.match(cache ?? '', /^private.*immutable/);
  assert.equal((await fetch(`${server.origin}/api/v1/stickers/${id}`)).status, 401);
  const stranger = { method: 'POST', headers: { 'content-type': 'application/json' } };
  const upload = JSON.stringify({ pack: `sp_${'a'.repeat(20)}`, text: '', picture: 'AAAA' });
  assert.equal((await fetch(`${server.origin}/api/v1/stickers`, { ...stranger, body: upload })).status, 401);
  for (const other of [`st_${'a'.repeat(20)}`, '..%2Favatars', 'x']) {
    assert.equal((await bob.http('GET', `/api/v1/stickers/${other}`)).status, 404, other);
  }
});

test('[MC43] packs belong to one person: others neither see, change nor fill them', async (context) => {
  const { person } = await open(context);
  const [ann, bob] = [await person('ann'), await person('bob')];
  const pack = await newPack(ann);
  const { id: sticker } = await made(ann, pack);
  assert.deepEqual(await bob.as('sticker.packs', {}), { packs: [] });
  await fails('sticker.unknown', bob.as('sticker.pack-rename', { pack, title: 'mine' }));
  await fails('sticker.unknown', bob.as('sticker.pack-remove', { pack }));
  await fails('sticker.unknown', bob.as('sticker.keep', { sticker, pack }));
  await fails('sticker.unknown', bob.as('sticker.drop', { sticker, pack }));
  const refused = await upload(bob, pack, pngOf(9, 9));
  assert.deepEqual([refused.status, (refused.json as { code: string }).code], [404, 'sticker.unknown']);
  const { packs } = await ann.as('sticker.packs', {});
  assert.deepEqual(packs, [
    { id: pack, kind: 'own', title: 'Cats', stickers: [{ id: sticker, width: 300, height: 200, text: 'cat' }] },
  ]);
});

test('[MC44] a sticker that somebody sees goes into their favourites, or into a pack of theirs', async (context) => {
  const { person } = await open(context);
  const [ann, bob] = [await person('ann'), await person('bob')];
  const { id: sticker } = await made(ann, await newPack(ann));
  const own = await newPack(bob, 'Seen');
  await bob.as('sticker.keep', { sticker });
  await bob.as('sticker.keep', { sticker });
  const { packs } = await bob.as('sticker.keep', { sticker, pack: own });
  assert.deepEqual(
    packs.map(({ kind, stickers }) => [kind, stickers.map(({ id }) => id)]),
    [
      ['favourites', [sticker]],
      ['own', [sticker]],
    ],
  );
  const [favourites] = packs;
  await fails('sticker.unknown', bob.as('sticker.pack-remove', { pack: favourites?.id ?? '' }));
  await fails('sticker.unknown', bob.as('sticker.pack-rename', { pack: favourites?.id ?? '', title: 'x' }));
  await fails('sticker.unknown', bob.as('sticker.keep', { sticker: `st_${'a'.repeat(20)}` }));
  const after = await bob.as('sticker.drop', { sticker, pack: favourites?.id ?? '' });
  assert.deepEqual(after.packs[0]?.stickers, []);
  await ann.as('sticker.pack-remove', { pack: (await ann.as('sticker.packs', {})).packs[0]?.id ?? '' });
  assert.equal((await bob.http('GET', `/api/v1/stickers/${sticker}`)).status, 200, 'what others kept stays');
});

test('[MC45] packs are named and bounded', async (context) => {
  const { server, person } = await open(context);
  const ann = await person('ann');
  for (const title of ['', '  ', 'x'.repeat(31), 'a\nb']) {
    await fails('fields.invalid', ann.as('sticker.pack-create', { title }));
  }
  const pack = await newPack(ann, ' Cats ');
  const { packs } = await ann.as('sticker.pack-rename', { pack, title: ' Dogs ' });
  assert.equal(packs[0]?.title, 'Dogs');
  for (let n = 1; n < LIMITS.stickerPacks; n += 1) await ann.as('sticker.pack-create', { title: `${n}` });
  await fails('stickers.full', ann.as('sticker.pack-create', { title: 'more' }));
  const { id } = await made(ann, pack);
  const rows = Array.from({ length: LIMITS.stickersMade - 1 }, (_, n) => ({
    ...{ id: `st_${String(n).padStart(20, '0')}`, made_by: ann.user, made_at: 1, type: 'image/png' },
    ...{ width: 1, height: 1, words: '', sent_at: null, gone_at: null },
  }));
  await server.database.write((db) => db.insertInto('stickers').values(rows).execute());
  const refused = await upload(ann, pack, pngOf(9, 9));
  assert.deepEqual([refused.status, (refused.json as { code: string }).code], [409, 'stickers.full']);
  for (const row of rows.slice(0, LIMITS.stickersInPack - 1)) await ann.as('sticker.keep', { sticker: row.id, pack });
  await fails('stickers.full', ann.as('sticker.keep', { sticker: rows.at(-1)?.id ?? '', pack }));
  await ann.as('sticker.keep', { sticker: id, pack });
});

test('[MC46] what is in no pack and was never sent goes with its picture; what was sent, or kept by others, stays', async (context) => {
  const { server, person } = await open(context);
  const [ann, bob] = [await person('ann'), await person('bob')];
  const pack = await newPack(ann);
  const names = ['unused', 'sent', 'kept', 'young', 'listed'] as const;
  const stickers = {} as Record<(typeof names)[number], Sticker>;
  for (const name of names) if (name !== 'young') stickers[name] = await made(ann, pack);
  const caller = await server.identity.authenticate(ann.token);
  const { summary } = await server.conversations.commands['conversation.direct'](caller, { user: bob.user });
  const content = { type: 'sticker' as const, ...stickers.sent };
  const message = { clientId: randomText(20), conversation: summary.id, text: '', content };
  await server.conversations.commands['message.send'](caller, message);
  await bob.as('sticker.keep', { sticker: stickers.kept.id });
  await server.database.write((db) => db.updateTable('stickers').set({ made_at: 0 }).execute());
  stickers.young = await made(ann, pack);
  for (const name of names) if (name !== 'listed') await ann.as('sticker.drop', { sticker: stickers[name].id, pack });
  await server.stickers.sweep();
  const status = async ({ id }: Sticker) => (await bob.http('GET', `/api/v1/stickers/${id}`)).status;
  const left: number[] = [];
  for (const name of names) left.push(await status(stickers[name]));
  assert.deepEqual(left, [404, 200, 200, 200, 200]);
  await fails('sticker.unknown', bob.as('sticker.keep', { sticker: stickers.unused.id }));
  const again = { ...message, clientId: randomText(20), content: { type: 'sticker' as const, ...stickers.unused } };
  await fails('sticker.unknown', server.conversations.commands['message.send'](caller, again));
  const rows = await server.database.read.selectFrom('stickers').select('id').execute();
  assert.equal(rows.length, names.length - 1);
});

test('[MC46] a sweep that was interrupted is taken up: no picture stays behind', async () => {
  const database = await openSqliteDatabase<StickerTables>({
    ...{ file: ':memory:', migrations: stickerMigrations, log: silentLog },
  });
  const blobs = new MemorySmallBlobs();
  const id = `st_${'a'.repeat(20)}`;
  await blobs.put(keyOf(id), pngOf(9, 9));
  const row = { id, made_by: 'u', made_at: 0, type: 'image/png', width: 9, height: 9, words: '' };
  await database.write((db) =>
    db
      .insertInto('stickers')
      .values({ ...row, sent_at: null, gone_at: null })
      .execute(),
  );
  const broken: SmallBlobs = {
    put: (key, bytes) => blobs.put(key, bytes),
    get: (key) => blobs.get(key),
    remove: async () => {
      throw new Error('the disk is away');
    },
  };
  const clock = { now: () => 100_000_000 };
  const jobs = { put: async () => {}, drop: async () => {}, handle() {} };
  const first = new Sweeping({ database, blobs: broken, jobs, clock });
  await assert.rejects(first.sweep(), /the disk is away/);
  await first.close();
  assert.ok((await blobs.get(keyOf(id))) !== undefined);
  assert.equal(await findSticker(database.read, id), undefined);
  const second = new Sweeping({ database, blobs, jobs, clock });
  await second.sweep();
  await second.close();
  assert.equal(await blobs.get(keyOf(id)), undefined);
  assert.deepEqual(await database.read.selectFrom('stickers').select('id').execute(), []);
  await database.close();
});

test('[MC41] the head of a picture tells its type and size', () => {
  assert.deepEqual(readSticker(pngOf(70_000, 3)), { type: 'image/png', width: 70_000, height: 3 });
  assert.deepEqual(readSticker(gifOf(20, 30)), { type: 'image/gif', width: 20, height: 30 });
  assert.deepEqual(readSticker(webpOf('VP8L', 12, 34)), { type: 'image/webp', width: 12, height: 34 });
});

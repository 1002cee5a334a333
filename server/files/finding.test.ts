import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '#kernel/clock.ts';
import type { Failure } from '#kernel/failure.ts';
import { randomText } from '#kernel/ids.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { FileItem } from '#protocol/files.ts';
import { type LiveServer, startLiveServer } from '../gateway/testing/live-server.ts';
import { signUp } from '../gateway/testing/raw-peer.ts';
import { perform } from '../testing/authorisation/scene.ts';
import { type Peer, sendFiles, upload } from './testing/world.ts';

const clock = new ManualClock(1_800_000_000_000);
let server: LiveServer;
const people = {} as Record<'ann' | 'bob', Peer & { device: string }>;
type Name = keyof typeof people;

before(async () => {
  server = await startLiveServer({ inMemory: true, clock });
  for (const name of ['ann', 'bob'] as const) people[name] = await signUp(server.origin, name);
});
after(() => server.stop());

const id = (name: Name): UserId => people[name].me.id;
const once = () => ({ clientId: randomText(20) });

async function group(...members: Name[]): Promise<ConversationId> {
  const params = { ...once(), title: 'g', members: members.map(id) };
  return (await server.as(id('ann'), 'conversation.create', params)).summary.id;
}

async function text(name: Name, words: string, called = 'a.txt'): Promise<FileItem> {
  return upload(server, people[name], Buffer.from(words), { name: called });
}

test('[FI36] the files of a conversation are found by their names, whatever the case', async () => {
  const place = await group('bob');
  for (const name of ['Plan 2027.txt', '计划.txt', '100%.txt']) {
    await sendFiles(server, id('ann'), place, [await text('ann', name, name)]);
  }
  const named = async (query: string) => {
    const params = { conversation: place, kind: 'other' as const, query };
    const { files } = await perform(server, id('bob'), 'file.list', params, 'member', people.bob.device);
    return files.map(({ item }) => item.name);
  };
  assert.deepEqual(await named(' plan '), ['Plan 2027.txt']);
  assert.deepEqual(await named('计'), ['计划.txt']);
  assert.deepEqual([await named('%'), await named('_')], [['100%.txt'], []]);
});

test('[FI33] files of a message that waits for its time are kept for it, and go when it is cancelled', async () => {
  const place = await group('bob');
  const later = async (file: FileItem, at: number) => {
    const params = { ...once(), conversation: place, text: '', at, content: { type: 'files' as const, items: [file] } };
    return (await server.as(id('ann'), 'message.schedule', params)).item;
  };
  const kept = async ({ id: file }: FileItem) =>
    (await server.database.read.selectFrom('files').select('expires_at').where('id', '=', file).executeTakeFirst())
      ?.expires_at;
  const [file, other] = [await text('ann', 'for later'), await text('bob', 'not mine')];
  await assert.rejects(later(other, clock.now() + 1000), (error: Failure) => error.code === 'file.unknown');
  const item = await later(file, clock.now() + 10 * 86_400_000);
  assert.equal(await kept(file), clock.now() + 40 * 86_400_000);
  await server.as(id('ann'), 'message.unschedule', { item });
  await server.files.sweep();
  assert.equal(await kept(file), undefined);
});

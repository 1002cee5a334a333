import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from '#client/api.ts';
import { readBy } from '#client/reads.ts';
import { memoryStore } from '#client/store/memory-store.ts';
import { newId, randomText } from '#kernel/ids.ts';
import { company, heard, online } from './testing/company.ts';
import { clientAt, idOf, PASSWORD, until } from './testing/people.ts';

const here = company();

function chatOf(client: Client, id: string) {
  return client.personal('chat').get(`chat:${id}`);
}

function keep(client: Client, conversation: string, wish: object): void {
  client.keep({ do: 'conversation.keep', with: { conversation, ...wish } });
}

/** One more device of somebody who registered with this login. */
async function device(login: string, origin = here.server.origin, store = memoryStore()): Promise<Client> {
  const client = here.add(clientAt(origin, { store }));
  await client.start();
  await client.login({ login, password: PASSWORD });
  await online(client);
  return client;
}

async function registered(nickname: string): Promise<string> {
  const login = `u${randomText(12)}`;
  const client = here.add(clientAt(here.server.origin));
  await client.register({ login, nickname, password: PASSWORD, passwordAgain: PASSWORD });
  return login;
}

test('[LR20] what is kept shows at once, and on the person’s other devices', async () => {
  const login = await registered('Ann');
  const [phone, laptop] = [await device(login), await device(login)];
  const id = await phone.create('group', [idOf(await here.enter('Bob'))]);
  await until(laptop, () => laptop.conversations().length === 1);
  keep(phone, id, { pinned: true, muted: true });
  assert.equal(chatOf(phone, id)?.muted, true, 'before any answer');
  const shown = phone.personal('chat');
  assert.equal(phone.personal('chat'), shown, 'the same object until it changes');
  await until(laptop, () => chatOf(laptop, id)?.pinned !== undefined);
  keep(laptop, id, { pinned: false });
  await until(phone, () => chatOf(phone, id)?.pinned === undefined && chatOf(phone, id)?.muted === true);
  const folder = newId('f');
  laptop.keep({ do: 'folder.keep', with: { folder, name: '工作', order: 0, conversations: [id], rules: [] } });
  await until(phone, () => phone.personal('folder').size === 1);
  phone.keep({ do: 'folder.drop', with: { folder } });
  assert.equal(phone.personal('folder').size, 0);
  await until(laptop, () => laptop.personal('folder').size === 0);
});

test('[LR21] [LR22] what is kept without a connection survives a reload, and goes out once it is back', async (context) => {
  const proxy = await here.faulty(context);
  const login = await registered('Cat');
  const [desk, store] = [await device(login), memoryStore()];
  const away = await device(login, proxy.origin, store);
  const id = await away.create('group', [idOf(await here.enter('Dan'))]);
  await until(desk, () => desk.conversations().length === 1);
  proxy.refuse(true);
  proxy.cut();
  await until(away, () => away.status().at !== 'online');
  keep(away, id, { muted: true });
  keep(away, id, { pinned: true });
  keep(away, id, { muted: false, archived: 0 });
  assert.deepEqual(chatOf(away, id), { seq: 0, type: 'chat', conversation: id, archived: 0 });
  await away.close();
  const back = here.add(clientAt(proxy.origin, { store }));
  await back.start();
  await until(back, () => chatOf(back, id)?.archived === 0);
  assert.equal(desk.personal('chat').size, 0);
  proxy.refuse(false);
  back.wake();
  await until(desk, () => chatOf(desk, id)?.archived === 0);
  await until(back, () => (chatOf(back, id)?.seq ?? 0) > 0);
  assert.equal(chatOf(desk, id)?.muted, undefined);
  // Forgotten with the answer, which comes after the entry.
  while ((await store.personalItems(idOf(back))).length > 0) await new Promise((resolve) => setImmediate(resolve));
});

test('[LR3] what is refused for good is shown as it was, and told', async () => {
  const ann = await here.enter('Ann');
  const refused: string[] = [];
  ann.on('refused', (change, failure) => refused.push(`${'do' in change && change.do} ${failure.code}`));
  const stranger = newId('c');
  keep(ann, stranger, { pinned: true });
  assert.ok(chatOf(ann, stranger));
  await until(ann, () => chatOf(ann, stranger) === undefined);
  assert.deepEqual(refused, ['conversation.keep conversation.unknown']);
});

test('[LR33] how far others have read is live in view, and asked for when one comes back', async (context) => {
  const proxy = await here.faulty(context);
  const { ann, bob, id } = await here.pair({}, proxy.origin);
  const counts = (seq: number) => {
    const { read, total } = readBy(ann.conversation(id).reads ?? [], seq);
    return `${read} of ${total}`;
  };
  await until(ann, () => ann.conversation(id).reads !== undefined);
  ann.send(id, 'one');
  await heard(ann, id, 1);
  await heard(bob, id, 1);
  assert.equal(counts(2), '0 of 1');
  bob.markRead(id);
  await until(ann, () => counts(2) === '1 of 1');
  ann.send(id, 'two');
  await heard(bob, id, 2);
  await until(ann, () => counts(3) === '0 of 1');
  proxy.refuse(true);
  proxy.cut();
  await until(ann, () => ann.status().at !== 'online');
  bob.markRead(id);
  await until(bob, () => bob.conversation(id).unread === 0);
  proxy.refuse(false);
  ann.wake();
  await until(ann, () => counts(3) === '1 of 1');
  bob.send(id, 'answers have read');
  ann.send(id, 'three');
  await heard(bob, id, 4);
  bob.keep({ do: 'settings.keep', with: { receipts: false } });
  await until(ann, () => ann.conversation(id).reads?.length === 0);
});

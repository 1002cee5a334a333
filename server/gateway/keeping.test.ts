import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from '#client/api.ts';
import { systemTimers } from '#client/ports.ts';
import { memoryStore } from '#client/store/memory-store.ts';
import { randomText } from '#kernel/ids.ts';
import type { ConversationId } from '#protocol/common.ts';
import type { MessageEvent, MessageLine } from '#protocol/conversations.ts';
import { company, online } from './testing/company.ts';
import { clientAt, idOf, PASSWORD, sentMessages, texts, until } from './testing/people.ts';

const here = company();

/** One more device of somebody who registered with this login. */
async function device(
  login: string,
  origin = here.server.origin,
  store = memoryStore(),
  timers = systemTimers,
): Promise<Client> {
  const client = here.add(clientAt(origin, { store, timers }));
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

function lineOf(client: Client, id: ConversationId, text: string): MessageLine | undefined {
  return sentMessages(client, id).find((line: MessageEvent) => line.text === text) as MessageLine | undefined;
}

/** A group of the two with some messages, open on both devices of the first. */
async function scene() {
  const login = await registered('Ann');
  const store = memoryStore();
  const [phone, laptop] = [await device(login), await device(login, here.server.origin, store)];
  const ben = await here.enter('Ben');
  const id = await phone.create('group', [idOf(ben)]);
  phone.open(id);
  const closeOnLaptop = laptop.open(id);
  for (const text of ['one', 'two', 'three']) phone.send(id, text);
  await until(laptop, () => texts(laptop, id).length === 3);
  await until(phone, () => texts(phone, id).length === 3);
  return { login, store, phone, laptop, closeOnLaptop, ben, id };
}

test('[KP1] a star shows at once, and on the person’s other devices', async () => {
  const { phone, laptop, id } = await scene();
  const seq = lineOf(phone, id, 'two')?.seq ?? 0;
  phone.keep({ do: 'message.star', with: { conversation: id, seq, on: true } });
  assert.equal(lineOf(phone, id, 'two')?.starred, true, 'before any answer');
  await until(laptop, () => lineOf(laptop, id, 'two')?.starred === true);
  laptop.keep({ do: 'message.star', with: { conversation: id, seq, on: false } });
  await until(phone, () => lineOf(phone, id, 'two')?.starred === undefined);
});

test('[KP1] a star reaches a device that was away together with its message', async (context) => {
  const proxy = await here.faulty(context);
  const login = await registered('Ann');
  const [desk, beside, away] = [await device(login), await device(login), await device(login, proxy.origin)];
  const id = await desk.create('group', [idOf(await here.enter('Ben'))]);
  desk.open(id);
  beside.open(id);
  await until(away, () => away.conversations().length === 1);
  away.open(id);
  await until(away, () => away.conversation(id).lines.length === 1);
  proxy.refuse(true);
  proxy.cut();
  await until(away, () => away.status().at !== 'online');
  desk.send(id, 'one');
  await until(desk, () => texts(desk, id).length === 1);
  desk.keep({ do: 'message.star', with: { conversation: id, seq: lineOf(desk, id, 'one')?.seq ?? 0, on: true } });
  await until(beside, () => lineOf(beside, id, 'one')?.starred === true);
  proxy.refuse(false);
  away.wake();
  await until(away, () => texts(away, id).length === 1);
  assert.equal(lineOf(away, id, 'one')?.starred, true);
});

test('[KP20] [KP23] what is taken away goes from every device, its store and its list', async () => {
  const { login, store, phone, laptop, closeOnLaptop, ben, id } = await scene();
  // Closed: the local copy is all that the laptop has of the lines when it starts again.
  closeOnLaptop();
  const seq = lineOf(phone, id, 'three')?.seq ?? 0;
  phone.keep({ do: 'message.erase', with: { conversation: id, seqs: [seq] } });
  assert.deepEqual(texts(phone, id), ['one', 'two'], 'before any answer');
  const last = (client: Client) => {
    const line = client.conversation(id).summary?.last;
    return line?.type === 'message' ? line.text : undefined;
  };
  await until(laptop, () => last(laptop) === 'two');
  await until(phone, () => last(phone) === 'two');
  await laptop.close();
  const again = here.add(clientAt(here.server.origin, { store }));
  await again.start();
  again.open(id);
  await until(again, () => texts(again, id).length > 0);
  assert.deepEqual(texts(again, id), ['one', 'two']);
  ben.open(id);
  await until(ben, () => texts(ben, id).length === 3);
  assert.ok(login);
});

test('[KP30] [KP31] a draft follows, and what was written without a connection is not older than it is', async (context) => {
  const proxy = await here.faulty(context);
  const login = await registered('Dora');
  let passedMs = 0;
  const timers = { ...systemTimers, now: () => Date.now() + passedMs };
  const [desk, away] = [await device(login), await device(login, proxy.origin, memoryStore(), timers)];
  const id = await desk.create('group', [idOf(await here.enter('Emil'))]);
  await until(away, () => away.conversations().length === 1);
  const draftOf = (client: Client) => client.personal('draft').get(`draft:${id}`)?.text;
  const write = (client: Client, text: string) =>
    client.keep({ do: 'draft.set', with: { conversation: id, text, ago: 0 } });
  write(desk, 'at the desk');
  await until(away, () => draftOf(away) === 'at the desk');
  proxy.refuse(true);
  proxy.cut();
  await until(away, () => away.status().at !== 'online');
  write(away, 'on the way');
  assert.equal(draftOf(away), 'on the way');
  // Longer than its way to the server takes, which counts as having been written later.
  passedMs = 60_000;
  write(desk, 'at the desk, later');
  await until(desk, () => (desk.personal('draft').get(`draft:${id}`)?.seq ?? 0) > 1);
  proxy.refuse(false);
  away.wake();
  await until(away, () => draftOf(away) === 'at the desk, later');
  write(away, '');
  await until(desk, () => draftOf(desk) === undefined);
});

test('[PO3] votes are given without a connection, and each device knows its person’s own', async (context) => {
  const proxy = await here.faulty(context);
  const login = await registered('Fay');
  const [desk, away] = [await device(login), await device(login, proxy.origin)];
  const gus = await here.enter('Gus');
  const id = await gus.create('group', [idOf(desk)]);
  for (const client of [desk, away, gus]) {
    await until(client, () => client.conversations().length === 1);
    client.open(id);
  }
  const content = { type: 'poll' as const, question: 'q', options: ['a', 'b'], anonymous: true as const };
  gus.send(id, '', { content });
  const poll = (client: Client) =>
    client.conversation(id).lines.flatMap((line) => {
      return line.state === 'sent' && line.event.type === 'message' && line.event.content ? [line.event] : [];
    })[0];
  for (const client of [desk, away]) await until(client, () => poll(client) !== undefined);
  proxy.refuse(true);
  proxy.cut();
  await until(away, () => away.status().at !== 'online');
  away.change(id, { type: 'voted', target: poll(away)?.seq ?? 0, options: [1] });
  assert.deepEqual([poll(away)?.poll?.mine, poll(away)?.poll?.counts], [[1], [0, 1]]);
  proxy.refuse(false);
  away.wake();
  await until(gus, () => poll(gus)?.poll?.counts[1] === 1);
  assert.equal(poll(gus)?.poll?.mine, undefined);
  await until(desk, () => poll(desk)?.poll?.mine?.[0] === 1);
  await until(away, () => poll(away)?.poll?.counts[1] === 1);
});

test('[KP42] a scheduled message goes out by itself, and its item ends on every device', async () => {
  const { phone, laptop, ben, id } = await scene();
  ben.open(id);
  const item = randomText(20);
  const tomorrow = Date.now() + 24 * 3_600_000;
  await phone.call('message.schedule', { clientId: item, conversation: id, text: 'later', at: tomorrow });
  await until(laptop, () => laptop.personal('scheduled').size === 1);
  const at = Date.now() + 100;
  await phone.call('message.reschedule', { item, at });
  await until(ben, () => texts(ben, id).includes('later'));
  assert.ok((lineOf(ben, id, 'later')?.at ?? 0) >= at);
  await until(laptop, () => laptop.personal('scheduled').size === 0);
  await until(phone, () => texts(phone, id).filter((text) => text === 'later').length === 1);
});

test('[KP60] messages on their way are edited, answered and taken back', async (context) => {
  const proxy = await here.faulty(context);
  const hal = await here.enter('Hal', { baseUrl: proxy.origin });
  const ivy = await here.enter('Ivy');
  const id = await hal.create('group', [idOf(ivy)]);
  hal.open(id);
  await until(ivy, () => ivy.conversations().length === 1);
  ivy.open(id);
  proxy.refuse(true);
  proxy.cut();
  await until(hal, () => hal.status().at !== 'online');
  const first = hal.send(id, 'frist');
  const second = hal.send(id, 'regretted');
  hal.retry(first, { text: 'first' });
  const answer = hal.send(id, 'an answer', { answers: first });
  hal.discard(second);
  const unsent = () => hal.conversation(id).lines.flatMap((line) => (line.state === 'sending' ? [line.text] : []));
  assert.deepEqual(unsent(), ['first', 'an answer']);
  proxy.refuse(false);
  hal.wake();
  await until(ivy, () => texts(ivy, id).length === 2);
  assert.deepEqual(texts(ivy, id), ['first', 'an answer']);
  const told = sentMessages(ivy, id).find((line) => line.clientId === answer);
  assert.deepEqual([told?.quote?.text, told?.replyTo], ['first', lineOf(ivy, id, 'first')?.seq]);
});

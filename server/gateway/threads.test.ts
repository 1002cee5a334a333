import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from '#client/api.ts';
import type { ThreadView } from '#client/threads.ts';
import type { ConversationId, Seq } from '#protocol/common.ts';
import { company, online } from './testing/company.ts';
import { idOf, sentMessages, texts, until } from './testing/people.ts';

/** docs/spec/threads-and-channels.md, as clients live it over real sockets. */

const all = company();

function threadOf(client: Client, id: ConversationId, root: Seq): ThreadView {
  const view = client.threads()?.view(id, root);
  assert.ok(view);
  return view;
}

function said(client: Client, id: ConversationId, root: Seq): string[] {
  return threadOf(client, id, root).lines.flatMap((line) => {
    if (line.state !== 'sent') return [];
    return line.event.type === 'message' ? [line.event.text] : [];
  });
}

async function started() {
  const { ann, bob, id } = await all.pair();
  ann.send(id, 'the root');
  await until(bob, () => texts(bob, id).length === 1);
  await until(ann, () => sentMessages(ann, id).length === 1);
  const root = sentMessages(bob, id)[0]?.seq ?? 0;
  return { ann, bob, id, root };
}

test('[TC1] [TC3] a reply shows at once in the thread, live for others, and not in the conversation', async () => {
  const { ann, bob, id, root } = await started();
  ann.threads()?.open(id, root);
  bob.threads()?.open(id, root);
  await until(bob, () => threadOf(bob, id, root).root !== undefined);
  await until(ann, () => threadOf(ann, id, root).root !== undefined);
  bob.send(id, 'in the thread', { thread: root });
  assert.deepEqual(
    threadOf(bob, id, root).lines.map((line) => line.state),
    ['sending'],
  );
  assert.equal(bob.conversation(id).lines.length, 2);
  await until(ann, () => said(ann, id, root).length === 1);
  await until(bob, () => said(bob, id, root).length === 1);
  assert.equal(threadOf(bob, id, root).lines.length, 1);
  assert.deepEqual(texts(ann, id), ['the root']);
  const [line] = sentMessages(ann, id) as { replies?: { count: number } }[];
  assert.equal(line?.replies?.count, 1);
  assert.equal(ann.conversation(id).unread, 0);
});

test('[TC21] [TC23] the root’s author has it unread until they read the thread, on all devices', async () => {
  const { ann, bob, id, root } = await started();
  bob.send(id, 'one', { thread: root });
  bob.send(id, 'two', { thread: root, alsoSent: true });
  await until(ann, () => ann.threads()?.entry(id, root)?.count === 2);
  assert.equal(threadOf(ann, id, root).unread, 2);
  await until(ann, () => texts(ann, id).length === 2);
  ann.threads()?.open(id, root);
  await until(ann, () => said(ann, id, root).length === 2);
  await ann.threads()?.markRead(id, root, 99);
  await until(ann, () => threadOf(ann, id, root).unread === 0);
});

test('[TC4] edits, reactions and recalls of replies are seen in the thread', async () => {
  const { ann, bob, id, root } = await started();
  for (const client of [ann, bob]) client.threads()?.open(id, root);
  await until(bob, () => threadOf(bob, id, root).root !== undefined);
  bob.send(id, 'helo', { thread: root });
  await until(bob, () => said(bob, id, root).length === 1);
  const line = threadOf(bob, id, root).lines[0];
  const seq = line?.state === 'sent' ? line.event.seq : 0;
  bob.edit(id, seq, 'hello');
  await until(ann, () => said(ann, id, root)[0] === 'hello');
  ann.react(id, seq, '👍', true);
  await until(bob, () => {
    const [now] = threadOf(bob, id, root).lines;
    return now?.state === 'sent' && now.event.type === 'message' && now.event.reactions?.length === 1;
  });
  bob.recall(id, seq);
  await until(ann, () => said(ann, id, root)[0] === '');
  await until(ann, () => threadOf(ann, id, root).lines.length === 1);
});

test('[TC5] who was cut off finds the thread whole', async (context) => {
  const proxy = await all.faulty(context);
  const { ann, bob, id } = await all.pair({}, proxy.origin);
  ann.send(id, 'the root');
  await until(bob, () => texts(bob, id).length === 1);
  await until(ann, () => sentMessages(ann, id).length === 1);
  const root = sentMessages(bob, id)[0]?.seq ?? 0;
  ann.threads()?.open(id, root);
  await until(ann, () => threadOf(ann, id, root).root !== undefined);
  proxy.cut();
  await until(ann, () => ann.status().at !== 'online');
  for (const text of ['1', '2', '3']) bob.send(id, text, { thread: root });
  await until(bob, () => bob.threads()?.entry(id, root)?.count === 3);
  ann.send(id, 'from afar', { thread: root });
  ann.wake();
  await online(ann);
  await until(ann, () => said(ann, id, root).length === 4);
  assert.deepEqual(said(ann, id, root), ['1', '2', '3', 'from afar']);
});

test('[TC20] somebody mentioned in a thread hears of it', async () => {
  const { ann, bob, id, root } = await started();
  bob.send(id, 'look', { thread: root, mentions: [idOf(ann)] });
  await until(ann, () => ann.threads()?.entry(id, root)?.mentions === 1);
  assert.equal(ann.conversation(id).summary?.mentions, undefined);
});

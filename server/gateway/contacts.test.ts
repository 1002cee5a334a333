import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from '#client/api.ts';
import { memoryStore } from '#client/store/memory-store.ts';
import type { DepartmentImport, ImportAnswer } from '#protocol/departments.ts';
import { company, fails, heard } from './testing/company.ts';
import { clientAt, idOf, texts, until } from './testing/people.ts';

const here = company();

const stateOf = (client: Client, other: Client) => client.personal('contact').get(`contact:${idOf(other)}`);

test('[DR2] a request is on all devices at once, is still there without connection, and survives a reload', async (context) => {
  const proxy = await here.faulty(context);
  const store = memoryStore();
  const ann = await here.enter('Ann');
  const bob = await here.enter('Bob', { store }, proxy.origin);
  await ann.call('contact.request', { user: idOf(bob), word: 'hi' });
  await until(ann, () => stateOf(ann, bob)?.state === 'asking');
  await until(bob, () => stateOf(bob, ann)?.word === 'hi');
  proxy.refuse(true);
  proxy.cut();
  await until(bob, () => bob.status().at !== 'online');
  assert.equal(stateOf(bob, ann)?.state, 'asked');
  await bob.close();
  const again = here.add(clientAt(proxy.origin, { store }));
  await again.start();
  await until(again, () => stateOf(again, ann)?.state === 'asked');
  proxy.refuse(false);
  again.wake();
  await until(again, () => again.status().at === 'online');
  await again.call('contact.accept', { user: idOf(ann) });
  await until(ann, () => stateOf(ann, again)?.state === 'contact');
});

test('[DR12] what is withheld is not delivered, live or later, and its sender has it as always', async () => {
  const { ann, bob, id } = await here.pair();
  const messages: string[] = [];
  ann.on('message', ({ text }) => messages.push(text));
  bob.send(id, 'one');
  await heard(ann, id, 1);
  await ann.call('contact.block', { user: idOf(bob) });
  bob.send(id, 'two');
  await heard(bob, id, 2);
  await ann.call('contact.unblock', { user: idOf(bob) });
  bob.send(id, 'three');
  await heard(ann, id, 2);
  await heard(bob, id, 3);
  assert.deepEqual(texts(ann, id), ['one', 'three']);
  assert.deepEqual(texts(bob, id), ['one', 'two', 'three']);
  assert.deepEqual(messages, ['one', 'three']);
  const events = await ann.call('conversation.events', { conversation: id, after: 0 });
  assert.ok(!JSON.stringify(events).includes('"two"'));
});

test('[DR25] a change of departments reaches everybody; who may not change them is refused', async () => {
  const [ann, bob] = [await here.enter('Ann'), await here.enter('Bob')];
  const told = new Promise<void>((resolve) => void bob.on('directory', resolve));
  await assert.rejects(ann.call('department.create', { name: 'x' }), fails('access.denied'));
  here.server.bus.publish('directory-changed', {});
  await told;
});

test('[DR33] the import is for owner and admins, and for who is signed in', async () => {
  const ann = await here.enter('Ann');
  const body: DepartmentImport = { csv: Buffer.from('login,department\n').toString('base64'), dryRun: true };
  const path = '/api/v1/departments/import';
  await assert.rejects(ann.request<ImportAnswer>('POST', path, body), fails('access.denied'));
  await assert.rejects(clientAt(here.server.origin).request('POST', path, body), fails('session.required'));
  await assert.rejects(ann.request('POST', path, { csv: 7, dryRun: true }), fails('request.invalid'));
});

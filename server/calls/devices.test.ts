import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Client } from '#client/api.ts';
import { type CallView, callingOf, rings } from '#client/calling.ts';
import { memoryStore } from '#client/store/memory-store.ts';
import { randomText } from '#kernel/ids.ts';
import type { ConversationId } from '#protocol/common.ts';
import { clientAt, idOf, PASSWORD, person, until } from '../gateway/testing/people.ts';
import { type CallWorld, openCallWorld } from './testing/call-world.ts';

let world: CallWorld;
const clients: Client[] = [];

before(async () => {
  world = await openCallWorld(Date.now());
});

after(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await world.close();
});

function keep(client: Client): Client {
  clients.push(client);
  return client;
}

interface Party {
  ann: Client;
  /** Two devices of one person. */
  laptop: Client;
  phone: Client;
  chat: ConversationId;
  login: string;
}

async function party(): Promise<Party> {
  const { origin } = world.server;
  const login = `bob${randomText(10)}`;
  const [laptop, phone] = [keep(clientAt(origin)), keep(clientAt(origin))];
  await laptop.start();
  await laptop.register({ login, nickname: 'Bob', password: PASSWORD, passwordAgain: PASSWORD });
  await phone.start();
  await phone.login({ login, password: PASSWORD });
  for (const one of [laptop, phone]) await until(one, () => one.status().at === 'online');
  const ann = keep(await person(origin, 'Ann'));
  return { ann, laptop, phone, chat: await ann.direct(idOf(laptop)), login };
}

function standing(client: Client): (CallView['stands'] | undefined)[] {
  return callingOf(client)
    .views()
    .map(({ stands }) => stands);
}

/** The device learns which one it is as well, so it is listened to both. */
async function stands(client: Client, ...wanted: CallView['stands'][]): Promise<void> {
  const good = () => JSON.stringify(standing(client)) === JSON.stringify(wanted);
  if (good()) return;
  await new Promise<void>((resolve) => {
    const look = () => good() && resolve();
    client.subscribe(look);
    callingOf(client).subscribe(look);
  });
}

test('[CA2] [CA9] [CA20] it rings on both devices, one answers, the other takes it over, and nothing is left', async () => {
  const { ann, laptop, phone, chat } = await party();
  const { call } = await callingOf(ann).pass({ do: 'start', conversation: chat, mode: 'voice', camera: false });
  await Promise.all([stands(ann, 'here'), stands(laptop, 'ringing'), stands(phone, 'ringing')]);
  await callingOf(phone).pass({ do: 'answer', call, camera: false });
  await Promise.all([stands(phone, 'here'), stands(laptop, 'elsewhere')]);
  await callingOf(laptop).pass({ do: 'join', call, camera: false });
  await Promise.all([stands(laptop, 'here'), stands(phone, 'elsewhere')]);
  await callingOf(ann).leave(call);
  await Promise.all([stands(ann), stands(laptop), stands(phone)]);
  assert.deepEqual(await callingOf(phone).look(call), { outcome: 'ended', durationMs: 0 });
});

test('[CA20] [CA22] a device that was away rings for a call that still rings, and never for one that is over', async () => {
  const { ann, phone, chat, login } = await party();
  await phone.close();
  const store = memoryStore();
  const { call } = await callingOf(ann).pass({ do: 'start', conversation: chat, mode: 'video', camera: true });
  const back = keep(clientAt(world.server.origin, { store }));
  await back.start();
  await back.login({ login, password: PASSWORD });
  await stands(back, 'ringing');
  assert.ok(
    callingOf(back)
      .views()
      .every((view) => rings(view, true)),
  );
  await back.close();
  await callingOf(ann).leave(call);
  const again = keep(clientAt(world.server.origin, { store }));
  const rang: boolean[] = [];
  again.subscribe(() => {
    const online = again.status().at === 'online';
    rang.push(
      callingOf(again)
        .views()
        .some((view) => rings(view, online)),
    );
  });
  await again.start();
  await until(again, () => again.status().at === 'online');
  await stands(again);
  assert.ok(!rang.includes(true));
});

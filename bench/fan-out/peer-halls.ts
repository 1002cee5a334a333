import { randomText } from '#kernel/ids.ts';
import type { Centrifugo } from '../centrifugo/centrifugo.ts';
import { CentrifugoConnection } from '../centrifugo/connection.ts';
import type { Cores } from '../harness/machine.ts';
import { TinodeConnection } from '../tinode/connection.ts';
import type { Tinode } from '../tinode/tinode.ts';
import { XmppConnection } from '../xmpp/xmpp-connection.ts';
import type { XmppKind } from '../xmpp/xmpp-server.ts';
import { eventLike, type Hall } from './hall.ts';

const PLACE = 'hall';

/** One room (MUC) with everybody in it. Joins and leaves are told to nobody. */
export async function xmppHall(kind: XmppKind, members: number, cores: Cores | undefined): Promise<Hall> {
  const server = await kind.start(cores);
  const people: XmppConnection[] = [];
  for (let i = 0; i < members; i += 1) {
    const person = await XmppConnection.register(server.port, `u${i}`);
    await person.join(PLACE);
    people.push(person);
  }
  const hall: Hall = {
    child: server.child,
    metricsPort: undefined,
    onDelivery: () => {},
    async send(member, text) {
      people[member % members]?.sendToRoom(PLACE, randomText(20), text);
    },
    refresh: async () => {},
    async end() {
      for (const person of people) person.close();
      await server.end();
    },
  };
  for (const person of people) person.onMessage = (stanza) => hall.onDelivery(stanza);
  return hall;
}

/** One channel with everybody subscribed; any of them publishes what our server's event would be. */
export async function centrifugoHall(peer: Centrifugo, members: number, cores: Cores | undefined): Promise<Hall> {
  const server = await peer.start(cores);
  const people: CentrifugoConnection[] = [];
  for (let i = 0; i < members; i += 1) {
    const person = await CentrifugoConnection.open(server.port, server.tokenOf(`u${i}`));
    await person.subscribe(PLACE);
    people.push(person);
  }
  const hall: Hall = {
    child: server.child,
    metricsPort: undefined,
    onDelivery: () => {},
    async send(member, text) {
      await people[member % members]?.publish(PLACE, eventLike(text));
    },
    refresh: async () => {},
    async end() {
      for (const person of people) person.close();
      await server.end();
    },
  };
  for (const person of people) person.onPush = (push) => hall.onDelivery(push);
  return hall;
}

/** One group topic with everybody attached. */
export async function tinodeHall(peer: Tinode, members: number, cores: Cores | undefined): Promise<Hall> {
  const server = await peer.start(cores);
  const people: TinodeConnection[] = [];
  let topic = `new${PLACE}`;
  for (let i = 0; i < members; i += 1) {
    const person = await TinodeConnection.register(server);
    topic = await person.attach(topic);
    people.push(person);
  }
  const hall: Hall = {
    child: server.child,
    metricsPort: undefined,
    onDelivery: () => {},
    async send(member, text) {
      await people[member % members]?.publish(topic, text, false);
    },
    refresh: async () => {},
    async end() {
      for (const person of people) person.close();
      await server.end();
    },
  };
  for (const person of people) person.onData = (data) => hall.onDelivery(data);
  return hall;
}

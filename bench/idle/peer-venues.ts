import type { Centrifugo } from '../centrifugo/centrifugo.ts';
import { CentrifugoConnection } from '../centrifugo/connection.ts';
import type { Cores } from '../harness/machine.ts';
import type { Measurable } from '../harness/usage.ts';
import { TinodeConnection } from '../tinode/connection.ts';
import type { Tinode } from '../tinode/tinode.ts';
import { XmppConnection } from '../xmpp/xmpp-connection.ts';
import type { XmppKind } from '../xmpp/xmpp-server.ts';

/** A fresh server with nobody connected. */
export interface Venue {
  readonly child: Measurable;
  /** Opens that many connections, each authenticated and subscribed to live events. */
  fill(connections: number): Promise<void>;
  end(): Promise<void>;
}

export async function xmppVenue(kind: XmppKind, cores: Cores | undefined): Promise<Venue> {
  const { port, child, end } = await kind.start(cores);
  const people: XmppConnection[] = [];
  return {
    child,
    async fill(connections) {
      for (let i = 0; i < connections; i += 1) people.push(await XmppConnection.register(port, `u${i}`));
    },
    async end() {
      for (const person of people) person.close();
      await end();
    },
  };
}

export async function centrifugoVenue(peer: Centrifugo, cores: Cores | undefined): Promise<Venue> {
  const server = await peer.start(cores);
  const people: CentrifugoConnection[] = [];
  return {
    child: server.child,
    async fill(connections) {
      for (let i = 0; i < connections; i += 1) {
        const person = await CentrifugoConnection.open(server.port, server.tokenOf(`u${i}`));
        await person.subscribe(`to-u${i}`);
        people.push(person);
      }
    },
    async end() {
      for (const person of people) person.close();
      await server.end();
    },
  };
}

export async function tinodeVenue(peer: Tinode, cores: Cores | undefined): Promise<Venue> {
  const server = await peer.start(cores);
  const people: TinodeConnection[] = [];
  return {
    child: server.child,
    async fill(connections) {
      for (let i = 0; i < connections; i += 1) people.push(await TinodeConnection.register(server));
    },
    async end() {
      for (const person of people) person.close();
      await server.end();
    },
  };
}

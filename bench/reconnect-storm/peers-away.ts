import { randomText } from '#kernel/ids.ts';
import type { Centrifugo } from '../centrifugo/centrifugo.ts';
import { CentrifugoConnection, type Place } from '../centrifugo/connection.ts';
import { eventLike } from '../fan-out/hall.ts';
import type { Cores } from '../harness/machine.ts';
import { LeanSocket } from '../wire/lean-socket.ts';
import { markedText, markIn } from '../wire/marks.ts';
import { XmppConnection } from '../xmpp/xmpp-connection.ts';
import type { XmppKind } from '../xmpp/xmpp-server.ts';
import { nodeChild } from '../yiqi/server.ts';
import type { Away } from './away.ts';
import { TEXT_CHARS } from './yiqi-away.ts';

const STAYING = 40;
const MISSED = 2;

/** Signs in anew and asks its archive for what came since (MAM). */
export async function xmppAway(kind: XmppKind, people: number, cores: Cores | undefined): Promise<Away> {
  const server = await kind.start(cores);
  const all: XmppConnection[] = [];
  const staying: XmppConnection[] = [];
  for (let i = 0; i < people; i += 1) all.push(await XmppConnection.register(server.port, `u${i}`));
  for (let i = 0; i < STAYING; i += 1) staying.push(await XmppConnection.register(server.port, `s${i}`));
  let since = '';
  return {
    child: server.child,
    people,
    missed: MISSED,
    refresh: async () => {},
    cut() {
      since = new Date().toISOString();
      for (const person of all) person.close();
    },
    async say(index, mark) {
      const to = all[index]?.address ?? '';
      staying[mark % STAYING]?.send(to, randomText(20), markedText(mark, TEXT_CHARS));
    },
    async comeBack(index, heard) {
      const person = await XmppConnection.signIn(server.port, `u${index}`, (stanza) => heard(markIn(stanza)));
      all[index] = person;
      await person.catchUp(since);
    },
    async end() {
      for (const person of [...all, ...staying]) person.close();
      await server.end();
    },
  };
}

/** Subscribes again to a channel of its own, with its place in the channel's history. */
export async function centrifugoAway(peer: Centrifugo, people: number, cores: Cores | undefined): Promise<Away> {
  const server = await peer.start(cores);
  const all: CentrifugoConnection[] = [];
  const places: (Place | undefined)[] = [];
  const tokens = Array.from({ length: people }, (_, i) => server.tokenOf(`u${i}`));
  const speaker = await CentrifugoConnection.open(server.port, server.tokenOf('speaker'));
  const away: Away = {
    child: server.child,
    people,
    missed: MISSED,
    refresh: async () => {},
    cut() {
      for (const person of all) person.close();
    },
    say: (index, mark) => speaker.publish(`to-u${index}`, eventLike(markedText(mark, TEXT_CHARS))),
    async comeBack(index, heard) {
      const person = await CentrifugoConnection.open(server.port, tokens[index] ?? '');
      all[index] = person;
      const { epoch, offset = 0, publications = [] } = await person.subscribe(`to-u${index}`, places[index]);
      for (const { data } of publications) heard(markIn(Buffer.from(JSON.stringify(data))));
      places[index] = { epoch, offset: publications.at(-1)?.offset ?? offset };
    },
    async end() {
      for (const person of [...all, speaker]) person.close();
      await server.end();
    },
  };
  for (let i = 0; i < people; i += 1) await away.comeBack(i, () => {});
  return away;
}

/** The floor: handshakes alone, nobody is known and nothing is remembered. */
export async function rawAway(people: number, cores: Cores | undefined): Promise<Away> {
  const child = nodeChild('bench/peers/raw-ws/main.ts', [], cores);
  const [, port] = await child.printed(/port (\d+)/);
  const all: LeanSocket[] = [];
  const away: Away = {
    child,
    people,
    missed: 0,
    refresh: async () => {},
    cut() {
      for (const socket of all) socket.close();
    },
    say: async () => {},
    async comeBack(index) {
      all[index] = await LeanSocket.open({ port: Number(port), path: '/', onText: () => {} });
    },
    async end() {
      for (const socket of all) socket.close();
      await child.end();
    },
  };
  for (let i = 0; i < people; i += 1) await away.comeBack(i, () => {});
  return away;
}

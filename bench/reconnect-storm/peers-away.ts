import { randomText } from '#kernel/ids.ts';
import type { Centrifugo } from '../centrifugo/centrifugo.ts';
import { CentrifugoConnection, type Place } from '../centrifugo/connection.ts';
import { eventLike } from '../fan-out/hall.ts';
import type { Cores } from '../harness/machine.ts';
import { TinodeConnection } from '../tinode/connection.ts';
import type { Tinode } from '../tinode/tinode.ts';
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

/** Signs in by its token, and attaches again to its topics, from the first message on that it does not have. */
export async function tinodeAway(peer: Tinode, people: number, cores: Cores | undefined): Promise<Away> {
  const server = await peer.start(cores);
  const staying: TinodeConnection[] = [];
  for (let i = 0; i < STAYING; i += 1) staying.push(await TinodeConnection.register(server));
  const all: TinodeConnection[] = [];
  const speakersOf = (person: number) =>
    Array.from({ length: MISSED }, (_, k) => staying[(person + (k * STAYING) / MISSED) % STAYING]);
  for (let i = 0; i < people; i += 1) {
    const person = await TinodeConnection.register(server);
    for (const speaker of speakersOf(i)) {
      await person.attach(speaker?.user ?? '');
      await speaker?.attach(person.user);
    }
    all.push(person);
  }
  // Each topic gets one message a round.
  let round = 0;
  return {
    child: server.child,
    people,
    missed: MISSED,
    refresh: async () => {},
    cut() {
      round += 1;
      for (const person of all) person.close();
    },
    async say(index, mark) {
      const to = all[index]?.user ?? '';
      await speakersOf(index)[mark % MISSED]?.publish(to, markedText(mark, TEXT_CHARS), true);
    },
    async comeBack(index, heard) {
      const person = await TinodeConnection.signIn(server, all[index]?.token ?? '');
      all[index] = person;
      let left = MISSED;
      const whole = new Promise<void>((resolve) => {
        person.onData = (data) => {
          heard(markIn(data));
          left -= 1;
          if (left === 0) resolve();
        };
      });
      for (const speaker of speakersOf(index)) await person.attachSince(speaker?.user ?? '', round);
      await whole;
    },
    async end() {
      for (const person of [...all, ...staying]) person.close();
      await server.end();
    },
  };
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

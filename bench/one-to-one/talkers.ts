import { randomText } from '#kernel/ids.ts';
import type { Cores } from '../harness/machine.ts';
import type { Measurable } from '../harness/usage.ts';
import { TinodeConnection } from '../tinode/connection.ts';
import type { Tinode } from '../tinode/tinode.ts';
import { markIn } from '../wire/marks.ts';
import { XmppConnection } from '../xmpp/xmpp-connection.ts';
import type { XmppKind } from '../xmpp/xmpp-server.ts';
import { makePeople, renewAll } from '../yiqi/person.ts';
import { startYiqi } from '../yiqi/server.ts';

/** A server with people in pairs: 0 talks with 1, 2 with 3, … */
export interface Talkers {
  readonly child: Measurable;
  readonly people: number;
  /** Called when the message that carries `mark` reaches the other person. Whoever said it: `mark` modulo `people`. */
  onDelivery: (mark: number) => void;
  /** `text` carries the mark. What is refused is never delivered. */
  say(mark: number, text: string): void;
  refresh(): Promise<void>;
  end(): Promise<void>;
}

/** Tells whether `mark` is news for `listener`: senders may get a copy of what they said. */
function isFor(listener: number, mark: number, people: number): boolean {
  return mark >= 0 && ((mark % people) ^ 1) === listener;
}

export async function yiqiTalkers(count: number, cores: Cores | undefined): Promise<Talkers> {
  const server = await startYiqi(cores);
  const people = await makePeople(server.port, count);
  const conversations: string[] = [];
  for (const [i, person] of people.entries()) {
    const user = people[i ^ 1]?.id ?? '';
    conversations.push((await person.call('conversation.direct', { user })).summary.id);
  }
  const talkers: Talkers = {
    child: server.child,
    people: count,
    onDelivery: () => {},
    say(mark, text) {
      const from = mark % count;
      const params = { clientId: randomText(20), conversation: conversations[from] ?? '', text };
      people[from]?.call('message.send', params).catch(() => {});
    },
    refresh: () => renewAll(people),
    async end() {
      for (const person of people) person.close();
      await server.end();
    },
  };
  for (const [i, person] of people.entries()) {
    person.onPush = (payload) => {
      const mark = markIn(payload);
      if (isFor(i, mark, count)) talkers.onDelivery(mark);
    };
  }
  return talkers;
}

export async function xmppTalkers(kind: XmppKind, count: number, cores: Cores | undefined): Promise<Talkers> {
  const server = await kind.start(cores);
  const people: XmppConnection[] = [];
  for (let i = 0; i < count; i += 1) people.push(await XmppConnection.register(server.port, `u${i}`));
  const talkers: Talkers = {
    child: server.child,
    people: count,
    onDelivery: () => {},
    say(mark, text) {
      const from = mark % count;
      people[from]?.send(people[from ^ 1]?.address ?? '', randomText(20), text);
    },
    refresh: async () => {},
    async end() {
      for (const person of people) person.close();
      await server.end();
    },
  };
  for (const [i, person] of people.entries()) {
    person.onMessage = (stanza) => {
      const mark = markIn(stanza);
      if (isFor(i, mark, count)) talkers.onDelivery(mark);
    };
  }
  return talkers;
}

export async function tinodeTalkers(peer: Tinode, count: number, cores: Cores | undefined): Promise<Talkers> {
  const server = await peer.start(cores);
  const people: TinodeConnection[] = [];
  for (let i = 0; i < count; i += 1) people.push(await TinodeConnection.register(server));
  for (const [i, person] of people.entries()) await person.attach(people[i ^ 1]?.user ?? '');
  const talkers: Talkers = {
    child: server.child,
    people: count,
    onDelivery: () => {},
    say(mark, text) {
      const from = mark % count;
      people[from]?.publish(people[from ^ 1]?.user ?? '', text, true).catch(() => {});
    },
    refresh: async () => {},
    async end() {
      for (const person of people) person.close();
      await server.end();
    },
  };
  for (const [i, person] of people.entries()) {
    person.onData = (data) => {
      const mark = markIn(data);
      if (isFor(i, mark, count)) talkers.onDelivery(mark);
    };
  }
  return talkers;
}

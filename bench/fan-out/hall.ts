import { randomText } from '#kernel/ids.ts';
import type { Cores } from '../harness/machine.ts';
import type { Measurable } from '../harness/usage.ts';
import { LeanSocket } from '../wire/lean-socket.ts';
import { makePeople, type Person, renewAll } from '../yiqi/person.ts';
import { nodeChild, startYiqi } from '../yiqi/server.ts';

/** A server with one group in which everybody is online. */
export interface Hall {
  readonly child: Measurable;
  /** Of HTTP with /metrics of Node's event loop; undefined where there is none. */
  readonly metricsPort: number | undefined;
  /** Called for every delivery to every member. */
  onDelivery: (payload: Buffer) => void;
  /** Lets a member say something. A refusal rejects. */
  send(member: number, text: string): Promise<void>;
  /** Before each round. */
  refresh(): Promise<void>;
  end(): Promise<void>;
}

/** One command adds at most this many people (protocol/limits.ts). */
const ADD_AT_ONCE = 200;

export async function yiqiHall(members: number, cores: Cores | undefined): Promise<Hall> {
  const server = await startYiqi(cores);
  const people = await makePeople(server.port, members);
  const conversation = await groupOf(people);
  // Who doesn't look at a large group gets counters in place of what is said.
  for (const person of people) await person.call('conversation.look', { conversations: [conversation] });
  const hall: Hall = {
    child: server.child,
    metricsPort: server.port,
    onDelivery: () => {},
    async send(member, text) {
      await people[member % members]?.call('message.send', { clientId: randomText(20), conversation, text });
    },
    refresh: () => renewAll(people),
    async end() {
      for (const person of people) person.close();
      await server.end();
    },
  };
  for (const person of people) person.onPush = (payload) => hall.onDelivery(payload);
  return hall;
}

async function groupOf(people: readonly Person[]): Promise<string> {
  const [owner, ...others] = people;
  const ids = others.map(({ id }) => id);
  const first = { clientId: randomText(20), title: 'bench', members: ids.slice(0, ADD_AT_ONCE) };
  const answer = await owner?.call('conversation.create', first);
  const conversation = answer?.summary.id ?? '';
  for (let at = ADD_AT_ONCE; at < ids.length; at += ADD_AT_ONCE) {
    const members = ids.slice(at, at + ADD_AT_ONCE);
    await owner?.call('member.add', { clientId: randomText(20), conversation, members });
  }
  return conversation;
}

export async function rawHall(members: number, cores: Cores | undefined): Promise<Hall> {
  const child = nodeChild('bench/peers/raw-ws/main.ts', [], cores);
  const [, port] = await child.printed(/port (\d+)/);
  const sockets: LeanSocket[] = [];
  const hall: Hall = {
    child,
    metricsPort: Number(port),
    onDelivery: () => {},
    async send(member, text) {
      sockets[member % members]?.sendText(eventLike(text));
    },
    refresh: async () => {},
    async end() {
      for (const socket of sockets) socket.close();
      await child.end();
    },
  };
  for (let i = 0; i < members; i += 1) {
    const onText = (payload: Buffer) => hall.onDelivery(payload);
    sockets.push(await LeanSocket.open({ port: Number(port), path: '/', onText }));
  }
  return hall;
}

/** As many bytes as our server's event for the same text. */
export function eventLike(text: string): string {
  const id = randomText(20);
  const head = { conversation: `c_${id}`, seq: 1234, at: Date.now(), by: `u_${id}`, count: 1234, type: 'message' };
  return JSON.stringify({ push: 'event', event: { ...head, clientId: id, text } });
}

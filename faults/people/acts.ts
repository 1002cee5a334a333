import { Failure } from '#kernel/failure.ts';
import { newId } from '#kernel/ids.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import { weighted } from '../../bench/load/random.ts';
import type { Person } from './person.ts';
import type { Room } from './town.ts';

/** A room that has been made. */
export interface MadeRoom extends Room {
  readonly id: string;
  /** Who of those who float is out, as far as the owner was answered. */
  readonly out: Set<number>;
  /** Somebody is being brought in or put out. */
  turning: boolean;
}

/** Where people act. */
export interface Stage {
  readonly people: readonly Person[];
  readonly rooms: readonly MadeRoom[];
}

type Act = (person: Person, room: MadeRoom, stage: Stage) => Promise<void> | void;

const EMOJI = ['👍', '🎉', '❤️', '😂'];
const LARGEST_FILE = 120_000;
/** A person has so many files under way at most. */
const FILES_AT_ONCE = 2;

/** What people do, and how often. */
const ACTS: readonly (readonly [weight: number, name: string, act: Act])[] = [
  [44, 'write', write],
  [6, 'reply', reply],
  [5, 'thread', inThread],
  [8, 'edit', edit],
  [3, 'recall', recall],
  [9, 'react', react],
  [2, 'pin', pin],
  [9, 'read', read],
  [2, 'keep', keep],
  [4, 'file', file],
  [3, 'leave', leave],
  [4, 'pry', pry],
  [3, 'scroll', scroll],
  [1, 'reopen', (person) => person.reopen()],
];

/** How often an owner of a group turns to who is in it. */
const TURNS = 0.25;

/** Does something by chance. What the server refuses is no matter; anything else is a fault of the client. */
export async function act(person: Person, stage: Stage): Promise<void> {
  const own = stage.rooms.find(({ kind, stay }) => kind === 'restless' && stay[0] === person.n);
  const turns = own !== undefined && person.random() < TURNS;
  const room = turns ? own : person.pick(stage.rooms.filter((one) => concerns(one, person.n)));
  const [, name, does] = turns
    ? ([0, 'turn', turn] as const)
    : (weighted(ACTS, ([weight]) => weight, person.random()) ?? []);
  if (room === undefined || does === undefined) return;
  try {
    await does(person, room, stage);
    person.ledger.did(name ?? '');
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    person.ledger.failed(`${name}: ${error.code}`);
  }
}

function concerns({ stay, float }: Room, n: number): boolean {
  return stay.includes(n) || float.includes(n);
}

function isIn(person: Person, { id }: MadeRoom): boolean {
  return person.client.conversations().some((one) => one.id === id);
}

function messages(person: Person, { id }: MadeRoom): MessageLine[] {
  return person.client.conversation(id).lines.flatMap((line) => {
    return line.state === 'sent' && line.event.type === 'message' && line.event.recalled === undefined
      ? [line.event]
      : [];
  });
}

function said(person: Person, room: MadeRoom, of: 'message' | 'edit'): string {
  return `${person.ledger.token({ room: room.n, by: person.n, of })} ${['你好', 'hello', '会议', 'ok'][person.below(4)]}`;
}

type More = Parameters<Person['client']['send']>[2];

function write(person: Person, room: MadeRoom, _stage: Stage, more: More = {}): void {
  if (!isIn(person, room)) return;
  // Sometimes several at once, which have to stay in order.
  for (let n = person.below(4) === 0 ? 4 : 1; n > 0; n -= 1) {
    person.ledger.wrote(person.n, room.n, person.client.send(room.id, said(person, room, 'message'), more));
  }
}

function reply(person: Person, room: MadeRoom, stage: Stage): void {
  const to = person.pick(messages(person, room));
  if (to !== undefined) write(person, room, stage, { replyTo: to.seq, mentions: ['all'] });
}

function inThread(person: Person, room: MadeRoom, stage: Stage): void {
  const root = person.pick(messages(person, room).filter(({ thread }) => thread === undefined));
  if (root !== undefined) write(person, room, stage, { thread: root.seq, alsoSent: person.below(2) === 0 });
}

function edit(person: Person, room: MadeRoom): void {
  const own = person.pick(messages(person, room).filter(({ by, content }) => by === person.id && !content));
  if (own !== undefined) person.client.edit(room.id, own.seq, said(person, room, 'edit'));
}

function recall(person: Person, room: MadeRoom): void {
  const own = person.pick(messages(person, room).filter(({ by }) => by === person.id));
  if (own !== undefined) person.client.recall(room.id, own.seq);
}

function react(person: Person, room: MadeRoom): void {
  const one = person.pick(messages(person, room));
  if (one !== undefined) person.client.react(room.id, one.seq, person.pick(EMOJI) ?? '👍', person.below(3) > 0);
}

function pin(person: Person, room: MadeRoom): void {
  const one = person.pick(messages(person, room));
  if (one !== undefined) person.client.pin(room.id, one.seq, one.pinned === undefined);
}

function read(person: Person, room: MadeRoom): void {
  if (isIn(person, room)) person.client.markRead(room.id);
}

function keep(person: Person, room: MadeRoom): void {
  if (!isIn(person, room)) return;
  const pinned = person.below(2) === 0;
  person.client.keep({ do: 'conversation.keep', with: { conversation: room.id, pinned, muted: !pinned } });
}

function file(person: Person, room: MadeRoom): void {
  if (!isIn(person, room) || person.deliveries.all().length >= FILES_AT_ONCE) return;
  person.sendFile(room.id, 1 + person.below(LARGEST_FILE));
}

/** The owner brings somebody in, or puts them out. */
async function turn(person: Person, room: MadeRoom, { people }: Stage): Promise<void> {
  const other = people[person.pick(room.float) ?? -1];
  if (room.turning || other === undefined) return;
  room.turning = true;
  const about = { clientId: newId('c'), conversation: room.id };
  try {
    if (room.out.has(other.n)) {
      const { clientId } = about;
      person.ledger.joinings.push({ room: room.n, person: other.n, clientId, askedAtMs: performance.now() });
      await person.insist('member.add', { ...about, members: [other.id] });
      room.out.delete(other.n);
    } else {
      await person.insist('member.remove', { ...about, member: other.id });
      room.out.add(other.n);
    }
  } finally {
    room.turning = false;
  }
}

async function leave(person: Person, room: MadeRoom): Promise<void> {
  if (!room.float.includes(person.n) || room.turning || room.out.has(person.n)) return;
  room.turning = true;
  try {
    await person.insist('conversation.leave', { clientId: newId('c'), conversation: room.id });
    room.out.add(person.n);
  } finally {
    room.turning = false;
  }
}

/** Somebody looks where they may not be: what they are shown is written down. */
async function pry(person: Person, _room: MadeRoom, { rooms }: Stage): Promise<void> {
  const conversation = person.pick(rooms)?.id ?? '';
  const ways = [
    () => person.client.call('conversation.history', { conversation }),
    () => person.client.call('conversation.events', { conversation, after: 0 }),
    () => person.client.call('conversation.get', { conversation }),
    () => person.client.call('message.pins', { conversation }),
    () => person.client.call('search.messages', { query: 'hello' }),
    () => person.client.call('search.messages', { query: '会议', conversation }),
  ];
  await person.pick(ways)?.();
}

async function scroll(person: Person, room: MadeRoom): Promise<void> {
  if (!isIn(person, room)) return;
  const close = person.client.open(room.id);
  await person.client.loadBefore(room.id);
  if (person.below(2) === 0) await person.client.loadNewest(room.id);
  if (person.below(3) > 0) close();
}

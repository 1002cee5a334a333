import { randomText } from '#kernel/ids.ts';
import { rawHall } from '../fan-out/hall.ts';
import type { Cores } from '../harness/machine.ts';
import { newFolder } from '../harness/new-folder.ts';
import type { Measurable } from '../harness/usage.ts';
import { makePeople, type Person, renewAll } from '../yiqi/person.ts';
import { startYiqi } from '../yiqi/server.ts';
import { fillChannel } from './members.ts';

export interface Size {
  members: number;
  /** Connections of members. */
  online: number;
  /** Of those, the ones that look at the channel. */
  looking: number;
}

/** A server with one channel. */
export interface ChannelHall {
  readonly child: Measurable;
  readonly size: Size;
  /** Called for every delivery to those who look, as far as they are counted. */
  onLooked: (payload: Buffer) => void;
  /** Bytes that came unasked so far, to all connections. */
  received(): number;
  send(text: string): Promise<void>;
  /** Before each round. */
  refresh(): Promise<void>;
  end(): Promise<void>;
}

/**
 * As many people as look, and of them as many connections as are online: the first of each looks.
 * `everybodyLooks`: all do, and bodies go to all, but only the first of each are waited for.
 */
export async function yiqiChannel(
  { everybodyLooks = false, ...size }: Size & { everybodyLooks?: boolean },
  cores: Cores | undefined,
): Promise<ChannelHall> {
  const folder = newFolder();
  const first = await startYiqi(cores, folder);
  const people = await makePeople(first.port, size.looking);
  const conversation = await channelOf(people);
  for (const person of people) person.close();
  await first.end();
  fillChannel(folder, conversation, size.members);
  const server = await startYiqi(cores, folder);
  const seats = await connectAll(people, server.port, size.online);
  const lookers = everybodyLooks ? seats : people;
  for (const person of lookers) await person.call('conversation.look', { conversations: [conversation] });
  let bytes = 0;
  let said = 0;
  const hall: ChannelHall = {
    child: server.child,
    size,
    onLooked: () => {},
    received: () => bytes,
    async send(text) {
      // In turns: nobody may write as much alone.
      await people[said++ % people.length]?.call('message.send', { clientId: randomText(20), conversation, text });
    },
    refresh: () => renewAll(people),
    async end() {
      for (const seat of seats) seat.close();
      await server.end();
    },
  };
  seats.forEach((seat, index) => {
    seat.onPush = (payload) => {
      bytes += payload.length;
      if (index < size.looking) hall.onLooked(payload);
    };
  });
  return hall;
}

/** What the least costs that can be done: everybody online gets the bytes. */
export async function rawChannel(size: Size, cores: Cores | undefined): Promise<ChannelHall> {
  const raw = await rawHall(size.online, cores);
  let bytes = 0;
  const hall: ChannelHall = {
    child: raw.child,
    size: { ...size, looking: size.online },
    onLooked: () => {},
    received: () => bytes,
    send: (text) => raw.send(0, text),
    refresh: () => raw.refresh(),
    end: () => raw.end(),
  };
  raw.onDelivery = (payload) => {
    bytes += payload.length;
    hall.onLooked(payload);
  };
  return hall;
}

async function channelOf(people: readonly Person[]): Promise<string> {
  const [owner] = people;
  if (owner === undefined) throw new Error('a channel begins with somebody');
  const { summary } = await owner.call('channel.create', { clientId: randomText(20), title: 'bench' });
  for (const person of people.slice(1)) {
    await person.call('channel.join', { clientId: randomText(20), conversation: summary.id });
  }
  return summary.id;
}

/** `online` connections: one of each person first. */
async function connectAll(people: readonly Person[], port: number, online: number): Promise<Person[]> {
  for (const person of people) {
    person.moveTo(port);
    await person.connect();
  }
  const seats = [...people];
  for (let n = people.length; n < online; n += 1) {
    const other = await people[n % people.length]?.another();
    if (other !== undefined) seats.push(other);
  }
  return seats;
}

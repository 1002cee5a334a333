import { randomText } from '#kernel/ids.ts';
import type { ParamsOf } from '#protocol/realtime.ts';
import type { Cores } from '../harness/machine.ts';
import { startCrowd } from '../presence/crowd.ts';
import { markedText } from '../wire/marks.ts';
import { type Person, renewAll } from '../yiqi/person.ts';
import type { Away } from './away.ts';

/** Messages are said by so many who stay, so that nobody writes more than one may. */
const STAYING = 40;
/** One-to-one conversations of each with somebody who stays, and with others who are cut. */
const WITH_STAYING = 2;
const WITH_OTHERS = 4;
const AT_ONCE = 16;
export const TEXT_CHARS = 100;

interface Somebody {
  readonly person: Person;
  since: ParamsOf<'hello'>['since'];
  /** By the conversation's id, the last number that is known. */
  readonly known: Map<string, number>;
  /** Those with people who stay, in which something will be missed. */
  readonly conversations: { id: string; speaker: Person }[];
}

export async function yiqiAway(people: number, cores: Cores | undefined): Promise<Away> {
  const crowd = await startCrowd(cores, people + STAYING);
  const staying = crowd.people.slice(people);
  const all = crowd.people.slice(0, people).map((person): Somebody => {
    return { person, since: undefined, known: new Map(), conversations: [] };
  });
  await severalAtOnce(crowd.people, async (person) => void (await person.connect()));
  await severalAtOnce([...all.keys()], (i) => acquaint(i, all, staying));
  for (const { person } of all) person.close();
  await severalAtOnce(all, (somebody) => comeBack(somebody, () => {}));
  return {
    child: crowd.server.child,
    people,
    missed: WITH_STAYING,
    refresh: () => renewAll(crowd.people),
    cut() {
      for (const { person } of all) person.close();
    },
    async say(index, mark) {
      const { id: conversation = '', speaker } = all[index]?.conversations[mark % WITH_STAYING] ?? {};
      const text = markedText(mark, TEXT_CHARS);
      await speaker?.call('message.send', { clientId: randomText(20), conversation, text });
    },
    async comeBack(index, heard) {
      const somebody = all[index];
      if (somebody !== undefined) await comeBack(somebody, heard);
    },
    async end() {
      for (const person of crowd.people) person.close();
      await crowd.server.end();
    },
  };
}

async function severalAtOnce<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (;;) {
      const item = items[next++];
      if (item === undefined) return;
      await act(item);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function acquaint(index: number, all: readonly Somebody[], staying: readonly Person[]): Promise<void> {
  const somebody = all[index];
  for (let k = 0; k < WITH_STAYING; k += 1) {
    const speaker = staying[(index + k * (STAYING / WITH_STAYING)) % STAYING];
    if (somebody === undefined || speaker === undefined) continue;
    const { summary } = await somebody.person.call('conversation.direct', { user: speaker.id });
    somebody.conversations.push({ id: summary.id, speaker });
  }
  for (let k = 1; k <= WITH_OTHERS / 2; k += 1) {
    const other = all[(index + k) % all.length]?.person.id ?? '';
    await somebody?.person.call('conversation.direct', { user: other });
  }
}

/** As the client does: `hello` with the cursor, then what is missing of each conversation that has news. */
async function comeBack(somebody: Somebody, heard: (mark: number) => void): Promise<void> {
  const { person, known } = somebody;
  const answer = await person.connect(somebody.since);
  for (let page = answer.changes; ; ) {
    for (const { id, lastSeq } of page.conversations) {
      if (lastSeq > (known.get(id) ?? 0)) await fetchMissed(somebody, id, heard);
    }
    if (page.next === undefined) break;
    page = await person.call('conversation.changes', { page: page.next });
  }
  somebody.since = { epoch: answer.epoch, cursor: answer.cursor, entrySeq: answer.entrySeq };
}

async function fetchMissed({ person, known }: Somebody, id: string, heard: (mark: number) => void): Promise<void> {
  const where = { conversation: id, after: known.get(id) ?? 0, limit: 100 } as const;
  const { events } = await person.call('conversation.events', where);
  for (const event of events) {
    known.set(id, event.seq);
    if (event.type === 'message') heard(Number(/^#(\d+)#/.exec(event.text ?? '')?.[1] ?? -1));
  }
}

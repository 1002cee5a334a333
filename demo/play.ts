import type { ConversationId, Seq } from '#protocol/common.ts';
import type { FileItem } from '#protocol/files.ts';
import type { Past } from './past.ts';
import { PEOPLE_OF_DEMO, YOU } from './people.ts';
import { type More, type Poll, type Talk, timeOf } from './talk.ts';
import { CHANNELS } from './talks/channels.ts';
import { COMPANY } from './talks/company.ts';
import { CROWD } from './talks/crowd.ts';
import { CUSTOMERS } from './talks/customers.ts';
import { ENGINEERING } from './talks/engineering.ts';
import { PRODUCT } from './talks/product.ts';
import { make } from './things.ts';

const MINUTE_MS = 60_000;
const TALKS: readonly Talk[] = [CROWD, ...CHANNELS, ...COMPANY, ...PRODUCT, ...ENGINEERING, ...CUSTOMERS];

/** A conversation while its script is played. */
interface Playing {
  talk: Talk;
  id: ConversationId | undefined;
  /** Where each line of the script came to be. */
  seqs: Seq[];
}

/** Lets everything happen that the scripts tell, each line at its time across all conversations. */
export async function playTalks(past: Past, nowMs: number): Promise<void> {
  const playing = TALKS.map((talk): Playing => ({ talk, id: undefined, seqs: [] }));
  const lines = playing.flatMap((one) =>
    one.talk.says.map((said, index) => ({ one, index, at: timeOf(said[0], nowMs) })),
  );
  for (const { one, index, at } of lines.sort((a, b) => a.at - b.at || a.index - b.index)) {
    past.setTime(at);
    one.id ??= await begin(past, one.talk);
    await say(past, one, one.id, index);
  }
  past.setTime(nowMs);
  for (const { talk, id, seqs } of playing) if (id !== undefined) await readAll(past, talk, id, seqs);
}

async function begin(past: Past, talk: Talk): Promise<ConversationId> {
  const [owner = YOU, ...others] = talk.members;
  if (talk.title === undefined) {
    const { summary } = await past.as(owner, 'conversation.direct', { user: past.userOf(others[0] ?? YOU) });
    return summary.id;
  }
  const id =
    talk.topic === undefined ? await beginGroup(past, talk.title, owner, others) : await beginChannel(past, talk);
  const { announcement } = talk;
  if (announcement) await past.as(owner, 'conversation.settings', { conversation: id, change: { announcement } });
  return id;
}

async function beginGroup(
  past: Past,
  title: string,
  owner: string,
  others: readonly string[],
): Promise<ConversationId> {
  const members = others.map((login) => past.userOf(login));
  const { summary } = await past.as(owner, 'conversation.create', { title, members });
  return summary.id;
}

async function beginChannel(past: Past, { title = '', topic = '', members }: Talk): Promise<ConversationId> {
  const [owner = YOU, ...others] = members;
  const { summary } = await past.as(owner, 'channel.create', { title, topic });
  for (const login of others) await past.as(login, 'channel.join', { conversation: summary.id });
  return summary.id;
}

async function say(past: Past, { talk, seqs }: Playing, conversation: ConversationId, index: number): Promise<void> {
  const [, who, text, more = {}] = talk.says[index] ?? ['', YOU, ''];
  const replyTo = more.reply === undefined ? undefined : seqs[more.reply];
  const mentions = more.mention?.map((login) => (login === 'all' ? 'all' : past.userOf(login)));
  const said =
    more.poll === undefined ? { text: [...(more.mention ?? []).map(namedAs), text].join(' ') } : asked(text, more.poll);
  const thread = more.thread === undefined ? undefined : seqs[more.thread];
  const { seq } = await past.as(who, 'message.send', {
    ...{ conversation, ...said, ...(await broughtAlong(past, who, more)) },
    ...(thread === undefined ? {} : { thread }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(mentions === undefined ? {} : { mentions }),
  });
  seqs[index] = seq;
  await afterwards(past, who, { conversation, seq }, more);
}

async function broughtAlong(past: Past, who: string, { files }: More) {
  if (files === undefined) return {};
  const items: FileItem[] = [];
  for (const thing of files) items.push(await past.file(who, await make(thing)));
  return { content: { type: 'files' as const, items } };
}

/** How a text names somebody whom it mentions. */
function namedAs(login: string): string {
  const person = PEOPLE_OF_DEMO.find((one) => one.login === login);
  return `@${person?.nickname ?? '所有人'}`;
}

function asked(question: string, { options, anonymous }: Poll) {
  const more = anonymous === undefined ? {} : { anonymous };
  return { text: '', content: { type: 'poll' as const, question, options: [...options], ...more } };
}

type Target = { conversation: ConversationId; seq: Seq };

async function afterwards(past: Past, who: string, target: Target, more: More): Promise<void> {
  if (more.edit !== undefined || more.recall) past.setTime(past.nowMs + MINUTE_MS);
  if (more.edit !== undefined) await past.as(who, 'message.edit', { ...target, text: more.edit });
  for (const [emoji, logins] of Object.entries(more.react ?? {})) {
    for (const login of logins) await past.as(login, 'message.react', { ...target, emoji, on: true });
  }
  if (more.pin) await past.as(who, 'message.pin', { ...target, on: true });
  if (more.recall) await past.as(who, 'message.recall', target);
  for (const [login, options] of Object.entries(more.poll?.votes ?? {})) {
    await past.as(login, 'poll.vote', { ...target, options: [...options] });
  }
}

/** Everybody has read everything, but the newcomer, who finds something new. */
async function readAll(past: Past, talk: Talk, conversation: ConversationId, seqs: readonly Seq[]): Promise<void> {
  const everything = Number.MAX_SAFE_INTEGER;
  for (const login of talk.members) {
    const seq = login === YOU && talk.unread ? (seqs.at(-talk.unread) ?? 1) - 1 : everything;
    await past.as(login, 'conversation.read', { conversation, seq });
  }
}

/** Makes the accounts, some at once: most of the time goes into their passwords. */
export async function registerPeople(past: Past): Promise<void> {
  const [owner, ...others] = PEOPLE_OF_DEMO;
  if (owner !== undefined) await past.register(owner);
  const waiting = [...others];
  const worker = async () => {
    for (let person = waiting.shift(); person !== undefined; person = waiting.shift()) await past.register(person);
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}

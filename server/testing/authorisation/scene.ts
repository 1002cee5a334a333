import { newId, randomText } from '#kernel/ids.ts';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import { FOR_GOOD } from '#protocol/for-good.ts';
import type { ParamsOf, ResultOf, SessionCommand } from '#protocol/realtime.ts';
import type { LiveServer } from '../../gateway/testing/live-server.ts';
import type { Caller } from '../../identity/api.ts';
import type { Seat } from '../../presence/api.ts';

/** How somebody stands to a group. */
export const STANDINGS = ['owner', 'admin', 'member', 'muted', 'removed', 'stranger'] as const;
export type Standing = (typeof STANDINGS)[number];

/** A group, or a public channel, with somebody of every standing in it, and one more member who wrote something. */
export interface Scene {
  readonly conversation: ConversationId;
  readonly people: Readonly<Record<Standing | 'other', UserId>>;
  /** Messages by their authors; strangers have none: the owner's stands for it. */
  readonly messages: Readonly<Record<Standing | 'other', Seq>>;
  /** A poll of the other member. */
  readonly poll: Seq;
  readonly clientId: string;
}

const SEAT: Seat = { id: 'seat', push: () => {} };

/** Carries a command out as `user`, past the connection. */
export function perform<Name extends SessionCommand>(
  server: LiveServer,
  user: UserId,
  name: Name,
  params: ParamsOf<Name>,
  role: Caller['role'] = 'member',
  device: Caller['device'] = newId('d'),
): Promise<ResultOf<Name>> {
  const caller = { user, device, role, expiresAt: Number.MAX_SAFE_INTEGER };
  const handler = server.commands[name] as (
    caller: Caller,
    params: ParamsOf<Name>,
    seat: Seat,
  ) => Promise<ResultOf<Name>>;
  return handler(caller, params, SEAT);
}

/** `people`: accounts of this server, one for each part. */
export async function openScene(
  server: LiveServer,
  people: Scene['people'],
  kind: 'group' | 'channel' = 'group',
): Promise<Scene> {
  const { owner, admin, muted, removed } = people;
  const conversation = await (kind === 'group' ? openGroup(server, people) : openChannel(server, people));
  const inIt = () => ({ clientId: randomText(20), conversation });
  await perform(server, owner, 'member.role', { ...inIt(), member: admin, role: 'admin' });
  const messages = {} as Record<Standing | 'other', Seq>;
  for (const [name, user] of Object.entries(people) as [Standing | 'other', UserId][]) {
    const author = name === 'stranger' ? owner : user;
    messages[name] = (await perform(server, author, 'message.send', { ...inIt(), text: `from ${name}` })).seq;
  }
  const content = { type: 'poll' as const, question: '?', options: ['a', 'b'] };
  const poll = await perform(server, people.other, 'message.send', { ...inIt(), text: '', content });
  await perform(server, owner, 'member.mute', { ...inIt(), member: muted, until: FOR_GOOD });
  await perform(server, owner, 'member.remove', { ...inIt(), member: removed });
  return { conversation, people, messages, poll: poll.seq, clientId: randomText(20) };
}

async function openGroup(server: LiveServer, people: Scene['people']): Promise<ConversationId> {
  const { owner, stranger: _, ...others } = people;
  const group = { clientId: randomText(20), title: 'g', members: Object.values(others) };
  return (await perform(server, owner, 'conversation.create', group)).summary.id;
}

async function openChannel(server: LiveServer, people: Scene['people']): Promise<ConversationId> {
  const { owner, stranger: _, ...others } = people;
  const channel = { clientId: randomText(20), title: randomText(12) };
  const { summary } = await perform(server, owner, 'channel.create', channel);
  for (const user of Object.values(others)) {
    await perform(server, user, 'channel.join', { clientId: randomText(20), conversation: summary.id });
  }
  return summary.id;
}

import { newId, randomText } from '#kernel/ids.ts';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import { FOR_GOOD } from '#protocol/conversations.ts';
import type { ParamsOf, ResultOf, SessionCommand } from '#protocol/realtime.ts';
import type { LiveServer } from '../../gateway/testing/live-server.ts';
import type { Caller } from '../../identity/api.ts';
import type { Seat } from '../../presence/api.ts';

/** How somebody stands to a group. */
export const STANDINGS = ['owner', 'admin', 'member', 'muted', 'removed', 'stranger'] as const;
export type Standing = (typeof STANDINGS)[number];

/** A group with somebody of every standing in it, and one more member who wrote something. */
export interface Scene {
  readonly conversation: ConversationId;
  readonly people: Readonly<Record<Standing | 'other', UserId>>;
  /** Messages by their authors; strangers have none: the owner's stands for it. */
  readonly messages: Readonly<Record<Standing | 'other', Seq>>;
  /** A poll of the other member. */
  readonly poll: Seq;
  /** A link by which people join, and its id. */
  readonly link: { id: string; token: string };
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
): Promise<ResultOf<Name>> {
  const caller = { user, device: newId('d'), role, expiresAt: Number.MAX_SAFE_INTEGER };
  const handler = server.commands[name] as (
    caller: Caller,
    params: ParamsOf<Name>,
    seat: Seat,
  ) => Promise<ResultOf<Name>>;
  return handler(caller, params, SEAT);
}

/** `people`: accounts of this server, one for each part. */
export async function openScene(server: LiveServer, people: Scene['people']): Promise<Scene> {
  const { owner, admin, removed, muted, stranger: _, ...rest } = people;
  const clientId = () => randomText(20);
  const members = [admin, removed, muted, ...Object.values(rest)];
  const created = await perform(server, owner, 'conversation.create', { clientId: clientId(), title: 'g', members });
  const conversation = created.summary.id;
  const inIt = { clientId: clientId(), conversation };
  await perform(server, owner, 'member.role', { ...inIt, member: admin, role: 'admin' });
  const say = async (user: UserId, text: string) => {
    const { seq } = await perform(server, user, 'message.send', { clientId: clientId(), conversation, text });
    return seq;
  };
  const messages = {} as Record<Standing | 'other', Seq>;
  for (const [name, user] of Object.entries(people) as [Standing | 'other', UserId][]) {
    messages[name] = await say(name === 'stranger' ? owner : user, `from ${name}`);
  }
  const content = { type: 'poll', question: '?', options: ['a', 'b'] } as const;
  const asked = {
    clientId: clientId(),
    conversation,
    text: '',
    content: { ...content, options: [...content.options] },
  };
  const poll = await perform(server, people.other, 'message.send', asked);
  const { link, token } = await perform(server, owner, 'join.create', { conversation });
  await perform(server, owner, 'member.mute', { clientId: clientId(), conversation, member: muted, until: FOR_GOOD });
  await perform(server, owner, 'member.remove', { clientId: clientId(), conversation, member: removed });
  return { conversation, people, messages, poll: poll.seq, link: { id: link.id, token }, clientId: clientId() };
}

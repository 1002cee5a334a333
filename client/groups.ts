import { randomText } from '#kernel/ids.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { SettingsRequest } from '#protocol/group-settings.ts';
import type { AvatarUpload } from '#protocol/profile.ts';
import type { Client } from './api.ts';

type Asks = Pick<Client, 'call'>;

/** What owner and admins of a group do: docs/spec/groups.md. All of it @throws Failure as the server answers. */

/** Changes what is given. */
export async function changeSettings(client: Asks, conversation: ConversationId, change: SettingsRequest) {
  await client.call('conversation.settings', { ...written(conversation), change });
}

/** undefined: the one made of the members' faces. */
export async function setPicture(client: Asks, conversation: ConversationId, picture: AvatarUpload | undefined) {
  await client.call('conversation.set-picture', { ...written(conversation), picture: picture ?? null });
}

export async function setRole(client: Asks, conversation: ConversationId, member: UserId, role: 'admin' | 'member') {
  await client.call('member.role', { ...written(conversation), member, role });
}

export async function handOver(client: Asks, conversation: ConversationId, member: UserId) {
  await client.call('member.owner', { ...written(conversation), member });
}

/** `until` in ms since the epoch; 0 lifts it. */
export async function muteMember(client: Asks, conversation: ConversationId, member: UserId, until: number) {
  await client.call('member.mute', { ...written(conversation), member, until });
}

export async function dissolveGroup(client: Asks, conversation: ConversationId) {
  await client.call('conversation.dissolve', written(conversation));
}

/** The member is out, and may not come back; also somebody who isn't in. */
export async function removeForGood(client: Asks, conversation: ConversationId, member: UserId) {
  await client.call('member.remove', { ...written(conversation), member, ban: true });
}

/** A group that ends at `until`, in ms since the epoch. */
export async function createTemporary(client: Asks, title: string, members: UserId[], until: number) {
  const params = { clientId: randomText(20), title, members, until };
  return (await client.call('conversation.create', params)).summary.id;
}

function written(conversation: ConversationId) {
  return { clientId: randomText(20), conversation };
}

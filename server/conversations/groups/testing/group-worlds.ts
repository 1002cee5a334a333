import type { ConversationId, Role } from '#protocol/common.ts';
import type { SettingsRequest } from '#protocol/group-settings.ts';
import type { Caller } from '../../../identity/api.ts';
import { assertFails } from '../../contract.ts';
import { createGroup, freshClientId, type World } from '../../conversations-world.ts';

/** Somebody of every standing to a group: what each may is told for all of them. */
export interface Everybody {
  group: ConversationId;
  owner: Caller;
  admin: Caller;
  member: Caller;
  /** A second one of each, to do things to. */
  admin2: Caller;
  member2: Caller;
  removed: Caller;
  stranger: Caller;
}

export type Who = 'owner' | 'admin' | 'member' | 'removed' | 'stranger';
const WHO: readonly Who[] = ['owner', 'admin', 'member', 'removed', 'stranger'];

export async function everybody(world: World): Promise<Everybody> {
  const [owner, admin, admin2, member, member2] = world.people.addAll('o', 'a', 'A', 'm', 'M');
  const [removed, stranger] = world.people.addAll('r', 's');
  const group = await createGroup(world, owner, [admin, admin2, member, member2, removed]);
  for (const one of [admin, admin2]) await setRole(world, owner, group, one, 'admin');
  await world.as(owner, 'member.remove', { clientId: freshClientId(), conversation: group, member: removed.user });
  return { group, owner, admin, admin2, member, member2, removed, stranger };
}

export function setRole(world: World, by: Caller, conversation: ConversationId, of: Caller, role: 'admin' | 'member') {
  return world.as(by, 'member.role', { clientId: freshClientId(), conversation, member: of.user, role });
}

export function set(world: World, by: Caller, conversation: ConversationId, change: SettingsRequest) {
  return world.as(by, 'conversation.settings', { clientId: freshClientId(), conversation, change });
}

export function add(world: World, by: Caller, conversation: ConversationId, ...people: readonly Caller[]) {
  const members = people.map(({ user }) => user);
  return world.as(by, 'member.add', { clientId: freshClientId(), conversation, members });
}

export function mute(world: World, by: Caller, conversation: ConversationId, of: Caller, until: number) {
  return world.as(by, 'member.mute', { clientId: freshClientId(), conversation, member: of.user, until });
}

/** Those who may do it, after all those who may not have tried. */
export async function onlyFor(
  all: Everybody,
  may: readonly Who[],
  ask: (caller: Caller) => Promise<unknown>,
): Promise<void> {
  for (const who of WHO) {
    if (may.includes(who)) continue;
    const outside = who === 'removed' || who === 'stranger';
    await assertFails(outside ? 'conversation.unknown' : 'access.denied', ask(all[who]));
  }
  for (const who of may) await ask(all[who]);
}

export async function rolesIn(world: World, caller: Caller, conversation: ConversationId): Promise<Map<string, Role>> {
  const { members } = await world.as(caller, 'conversation.members', { conversation });
  return new Map(members.map(({ user, role }) => [user, role]));
}

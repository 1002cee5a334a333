import type { ConversationCommands } from '../api.ts';
import type { Bans } from './bans.ts';
import type { Joining } from './joining.ts';
import type { Pictures } from './pictures.ts';
import type { Roles } from './roles.ts';
import type { GroupSettings } from './settings.ts';

export type GroupCommands = Pick<
  ConversationCommands,
  | 'conversation.settings'
  | 'conversation.announcements'
  | 'conversation.faces'
  | 'conversation.picture'
  | 'conversation.set-picture'
  | 'conversation.dissolve'
  | 'member.role'
  | 'member.owner'
  | 'member.mute'
  | Extract<keyof ConversationCommands, `join.${string}`>
>;

export interface GroupParts {
  settings: GroupSettings;
  pictures: Pictures;
  roles: Roles;
  joining: Joining;
  bans: Bans;
}

/** What owner and admins do, and how people come in. */
export function groupCommands({ settings, pictures, roles, joining, bans }: GroupParts): GroupCommands {
  return {
    'conversation.settings': (caller, params) => settings.change(caller, params),
    'conversation.announcements': (caller, { conversation }) => settings.announcements(caller, conversation),
    'conversation.faces': (caller, params) => settings.faces(caller, params),
    'conversation.picture': (caller, params) => pictures.get(caller, params),
    'conversation.set-picture': (caller, params) => pictures.set(caller, params),
    'conversation.dissolve': (caller, params) => roles.dissolve(caller, params),
    'member.role': (caller, params) => roles.role(caller, params),
    'member.owner': (caller, params) => roles.owner(caller, params),
    'member.mute': (caller, params) => roles.mute(caller, params),
    'join.create': (caller, params) => joining.create(caller, params),
    'join.links': (caller, { conversation }) => joining.links(caller, conversation),
    'join.revoke': (caller, params) => joining.revoke(caller, params),
    'join.look': (caller, { token }) => joining.look(caller, token),
    'join.ask': (caller, params) => joining.ask(caller, params),
    'join.requests': (caller, { conversation }) => joining.requests(caller, conversation),
    'join.decide': (caller, params) => joining.decide(caller, params),
    'join.bans': (caller, params) => bans.list(caller, params),
    'join.lift': (caller, params) => bans.lift(caller, params),
  };
}

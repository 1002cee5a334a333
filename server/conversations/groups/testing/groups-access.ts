import type { ConversationId } from '#protocol/common.ts';
import type { Caller } from '../../../identity/api.ts';
import { freshClientId, type World } from '../../conversations-world.ts';

/** Every command of groups that names one, as `caller` asks it about `someone`. */
export function groupCommandsOn(world: World, caller: Caller, conversation: ConversationId, someone: string) {
  const clientId = freshClientId;
  const name = 'a'.repeat(26);
  return {
    'conversation.settings': () =>
      world.as(caller, 'conversation.settings', { clientId: clientId(), conversation, change: { post: 'admins' } }),
    'conversation.announcements': () => world.as(caller, 'conversation.announcements', { conversation }),
    'conversation.picture': () => world.as(caller, 'conversation.picture', { conversation, name, size: 'small' }),
    'conversation.set-picture': () =>
      world.as(caller, 'conversation.set-picture', { clientId: clientId(), conversation, picture: null }),
    'conversation.dissolve': () => world.as(caller, 'conversation.dissolve', { clientId: clientId(), conversation }),
    'member.role': () =>
      world.as(caller, 'member.role', { clientId: clientId(), conversation, member: someone, role: 'admin' }),
    'member.owner': () => world.as(caller, 'member.owner', { clientId: clientId(), conversation, member: someone }),
    'member.mute': () =>
      world.as(caller, 'member.mute', { clientId: clientId(), conversation, member: someone, until: 0 }),
    'join.create': () => world.as(caller, 'join.create', { conversation }),
    'join.links': () => world.as(caller, 'join.links', { conversation }),
    'join.revoke': () => world.as(caller, 'join.revoke', { conversation, link: `l_${'0'.repeat(20)}` }),
    'join.requests': () => world.as(caller, 'join.requests', { conversation }),
    'join.bans': () => world.as(caller, 'join.bans', { conversation }),
    'join.lift': () => world.as(caller, 'join.lift', { conversation, user: someone }),
    'join.decide': () => world.as(caller, 'join.decide', { conversation, user: someone, accept: true }),
  };
}

/** Those that name none, or many. */
export const GROUP_COMMANDS_WITHOUT_CONVERSATION = ['conversation.faces', 'join.look', 'join.ask'];

import type { ConversationId } from '#protocol/common.ts';
import type { Caller } from '../../../identity/api.ts';
import { freshClientId as clientId, type World } from '../../conversations-world.ts';

/** Every command that is one person's own and names a conversation, for tests of who may. */
export function ownCommandsOn(world: World, caller: Caller, conversation: ConversationId) {
  const [at, target] = [world.clock.now() + 1000, { conversation, seq: 2 }];
  return {
    'message.star': () => world.as(caller, 'message.star', { ...target, on: true }),
    'message.erase': () => world.as(caller, 'message.erase', { conversation, seqs: [2] }),
    'message.schedule': () =>
      world.as(caller, 'message.schedule', { clientId: clientId(), conversation, text: 'x', at }),
    'draft.set': () => world.as(caller, 'draft.set', { conversation, text: 'x', ago: 0 }),
    'poll.vote': () => world.as(caller, 'poll.vote', { clientId: clientId(), ...target, options: [0] }),
    'poll.close': () => world.as(caller, 'poll.close', { clientId: clientId(), ...target }),
    'voice.heard': () => world.as(caller, 'voice.heard', { conversation, seqs: [2] }),
    'poll.voters': () => world.as(caller, 'poll.voters', { ...target, option: 0 }),
  };
}

/** Those that name no conversation: an own item, or all of one's own. */
export const OWN_COMMANDS_WITHOUT_CONVERSATION = [
  'message.stars',
  'message.reschedule',
  'message.unschedule',
  'message.scheduled',
];

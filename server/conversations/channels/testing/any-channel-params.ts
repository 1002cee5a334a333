import { newId } from '#kernel/ids.ts';
import { anyText, type Chooser } from '../../../testing/fuzz.ts';
import type { ConversationCommand } from '../../api.ts';

export type ChannelOrThread = Extract<ConversationCommand, `${'channel' | 'thread'}.${string}` | 'conversation.look'>;

interface Around {
  conversation: string;
  clientId: string;
  seq: number;
}

export function isChannelOrThread(name: string): name is ChannelOrThread {
  return /^(channel|thread)[.]|^conversation[.]look$/.test(name);
}

/** Parameters of the right shape, with anything in them. */
export function anyChannelParams(choose: Chooser, name: ChannelOrThread, around: Around): object {
  const { conversation, clientId } = around;
  const root = 2 + choose.below(12);
  const place = choose.chance(0.5) ? {} : { [choose.of(['before', 'after', 'around'])]: around.seq };
  const page = choose.chance(0.6) ? {} : { page: choose.of(['', `1.${conversation}`, `5.${conversation}.2`, '1.2.3']) };
  switch (name) {
    case 'channel.create':
      return { clientId, title: choose.of(['a', '频道', anyText(choose).slice(0, 200)]), ...anyTopic(choose) };
    case 'channel.browse':
      return { query: anyText(choose).slice(0, 60), ...page };
    case 'channel.get':
      return { conversation };
    case 'channel.join':
      return { clientId, conversation };
    case 'conversation.look':
      return { conversations: [conversation, newId('c')] };
    case 'thread.history':
      return { conversation, root, ...place };
    case 'thread.follow':
      return { conversation, root, on: choose.chance(0.6) };
    case 'thread.read':
      return { conversation, root, seq: around.seq };
    case 'thread.list':
      return page;
  }
}

function anyTopic(choose: Chooser): object {
  return choose.chance(0.5) ? {} : { topic: anyText(choose).slice(0, 120) };
}

/** What makes a message a reply, or not. */
export function anyThread(choose: Chooser): object {
  if (choose.chance(0.7)) return {};
  return { thread: 2 + choose.below(12), ...(choose.chance(0.3) ? { alsoSent: true } : {}) };
}

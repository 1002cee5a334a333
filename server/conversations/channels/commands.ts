import type { ConversationCommands } from '../api.ts';
import type { Reading } from '../reading.ts';
import type { Channels } from './channels.ts';
import type { Looking } from './looking.ts';

export type ChannelCommands = Pick<
  ConversationCommands,
  Extract<keyof ConversationCommands, `channel.${string}`> | 'conversation.look'
>;

interface Parts {
  channels: Channels;
  looking: Looking;
  reading: Pick<Reading, 'summary'>;
}

export function channelCommands({ channels, looking, reading }: Parts): ChannelCommands {
  return {
    'channel.create': async (caller, params) =>
      reading.summary(caller, (await channels.create(caller, params)).conversation),
    'channel.browse': (caller, params) => channels.browse(caller, params),
    'channel.get': (caller, { conversation }) => channels.get(caller, conversation),
    'channel.join': async (caller, params) =>
      reading.summary(caller, (await channels.join(caller, params)).conversation),
    'conversation.look': (caller, params, seat) => looking.look(caller, params, seat),
  };
}

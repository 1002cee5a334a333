import type { ConversationCommands } from './api.ts';
import type { ChannelCommands } from './channels/commands.ts';
import type { Forwarding } from './forwarding.ts';
import type { GroupCommands } from './groups/commands.ts';
import type { Hello } from './hello.ts';
import type { ListCommands } from './list-commands.ts';
import type { MemberPages } from './member-pages.ts';
import type { MessageReading } from './message-reading.ts';
import type { Messages } from './messages.ts';
import type { OwnCommands } from './own-commands.ts';
import type { Reading } from './reading.ts';
import type { Starting } from './starting.ts';
import type { Threads } from './threads/threads.ts';
import type { Writing } from './writing.ts';

interface Parts {
  channels: ChannelCommands;
  forwarding: Forwarding;
  groups: GroupCommands;
  hello: Hello;
  members: MemberPages;
  list: ListCommands;
  own: OwnCommands;
  messages: Messages;
  messageReading: MessageReading;
  reading: Reading;
  starting: Starting;
  threads: Threads;
  writing: Writing;
}

/** Each command of the protocol, and what carries it out. */
export function conversationCommands(parts: Parts): ConversationCommands {
  const { hello, members, reading, starting, writing } = parts;
  return {
    ...messageCommands(parts),
    ...threadCommands(parts),
    ...parts.channels,
    ...parts.list,
    ...parts.groups,
    ...parts.own,
    'conversation.changes': (caller, { page }) => hello.changes(caller.user, page),
    'conversation.get': (caller, { conversation }) => reading.summary(caller, conversation),
    'conversation.events': (caller, params) => reading.events(caller, params),
    'conversation.history': (caller, params) => reading.history(caller, params),
    'conversation.days': async (caller, params) => ({ days: await reading.days(caller, params) }),
    'conversation.members': (caller, params) => members.page(caller, params),
    'conversation.direct': async (caller, { user }) => reading.summary(caller, await starting.direct(caller, user)),
    'conversation.create': async (caller, params) => {
      const { conversation } = await starting.group(caller, params);
      return reading.summary(caller, conversation);
    },
    'conversation.rename': (caller, params) => writing.rename(caller, params),
    'conversation.read': async (caller, params) => ({ read: await writing.read(caller, params) }),
    'conversation.leave': (caller, params) => writing.leave(caller, params),
    'member.add': (caller, params) => writing.addMembers(caller, params),
    'member.remove': (caller, params) => writing.removeMember(caller, params),
  };
}

type MessageCommands = Pick<
  ConversationCommands,
  Exclude<Extract<keyof ConversationCommands, `message.${string}`>, keyof ListCommands | keyof OwnCommands>
>;

function messageCommands({ forwarding, messages, messageReading }: Parts): MessageCommands {
  return {
    'message.send': (caller, params) => messages.send(caller, params),
    'message.forward': (caller, params) => forwarding.forward(caller, params),
    'message.edit': (caller, params) => messages.edit(caller, params),
    'message.recall': (caller, params) => messages.recall(caller, params),
    'message.react': (caller, params) => messages.react(caller, params),
    'message.pin': (caller, params) => messages.pin(caller, params),
    'message.edits': (caller, params) => messageReading.edits(caller, params),
    'message.reactions': (caller, params) => messageReading.reactions(caller, params),
    'message.pins': (caller, params) => messageReading.pins(caller, params),
  };
}

type ThreadCommands = Pick<ConversationCommands, Extract<keyof ConversationCommands, `thread.${string}`>>;

function threadCommands({ threads }: Parts): ThreadCommands {
  return {
    'thread.history': (caller, params) => threads.history(caller, params),
    'thread.follow': (caller, params) => threads.follow(caller, params),
    'thread.read': (caller, params) => threads.read(caller, params),
    'thread.list': (caller, params) => threads.list(caller, params),
  };
}

import type { ConversationCommands } from './api.ts';
import type { Hello } from './hello.ts';
import type { Reading } from './reading.ts';
import type { Starting } from './starting.ts';
import type { Writing } from './writing.ts';

interface Parts {
  hello: Hello;
  reading: Reading;
  starting: Starting;
  writing: Writing;
}

/** Each command of the protocol, and what carries it out. */
export function conversationCommands({ hello, reading, starting, writing }: Parts): ConversationCommands {
  return {
    'conversation.changes': (caller, { page }) => hello.changes(caller.user, page),
    'conversation.get': (caller, { conversation }) => reading.summary(caller, conversation),
    'conversation.events': (caller, params) => reading.events(caller, params),
    'conversation.history': (caller, params) => reading.history(caller, params),
    'conversation.members': (caller, { conversation }) => reading.members(caller, conversation),
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
    'message.send': (caller, params) => writing.send(caller, params),
  };
}

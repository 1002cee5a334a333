import type { Client } from '#client/api.ts';
import { Failure } from '#kernel/failure.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import type { MadeRoom } from '../people/acts.ts';
import type { Finding } from './finding.ts';
import { askOf } from './logs.ts';

/** Who is not in at the end gets nothing by any way. */
export async function checkOutside(
  person: number,
  client: Client,
  room: MadeRoom,
  log: readonly ConversationEvent[],
): Promise<Finding[]> {
  const conversation = room.id;
  const seq = log.findLast(({ type }) => type === 'message')?.seq ?? 1;
  const ways: Readonly<Record<string, () => Promise<unknown>>> = {
    'conversation.get': () => askOf(client, 'conversation.get', { conversation }),
    'conversation.events': () => askOf(client, 'conversation.events', { conversation, after: 0 }),
    'conversation.history': () => askOf(client, 'conversation.history', { conversation }),
    'conversation.members': () => askOf(client, 'conversation.members', { conversation }),
    'message.pins': () => askOf(client, 'message.pins', { conversation }),
    'message.edits': () => askOf(client, 'message.edits', { conversation, seq }),
    'file.list': () => askOf(client, 'file.list', { conversation, kind: 'other' }),
    'search.messages': () => askOf(client, 'search.messages', { query: 'hello', conversation }),
  };
  const found: Finding[] = [];
  for (const [name, ask] of Object.entries(ways)) {
    const got = await ask().then(
      (answer) => answer,
      (error: unknown) => {
        if (error instanceof Failure && error.code === 'conversation.unknown') return undefined;
        throw error;
      },
    );
    const none = got === undefined || (name === 'search.messages' && (got as { hits: unknown[] }).hits.length === 0);
    if (none) continue;
    const what = `person ${person}, who is not in room ${room.n}, is answered ${name}`;
    found.push({ wrong: 'shown to the wrong person', what });
  }
  if (client.conversations().some(({ id }) => id === conversation)) {
    found.push({ wrong: 'shown to the wrong person', what: `person ${person} has room ${room.n} in their list` });
  }
  return found;
}

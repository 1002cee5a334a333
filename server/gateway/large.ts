import type { UserId } from '#protocol/common.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';

/** What goes to everybody in a large conversation, and what only to those who look at it: [TC50]. */

/** Changes of how the conversation is are rare, and everybody has to know. */
const FOR_LOOKERS: ReadonlySet<ConversationEvent['type']> = new Set<ConversationEvent['type']>([
  'message',
  'edited',
  'recalled',
  'reacted',
  'pinned',
  'members-added',
  'member-removed',
]);

/** Who gets the event besides those who look; undefined: everybody does. */
export function namedIn(event: ConversationEvent, memberCount: number): ReadonlySet<UserId> | undefined {
  if (!(memberCount > LIMITS.countersFrom) || !FOR_LOOKERS.has(event.type)) return undefined;
  const mentions = event.type === 'message' || event.type === 'edited' ? (event.mentions ?? []) : [];
  if (mentions.includes('all')) return undefined;
  const here = event.type === 'message' || event.type === 'edited' ? (event.here ?? []) : [];
  const members = event.type === 'members-added' ? event.members : [];
  return new Set([event.by, ...mentions, ...here, ...members]);
}

import type { ConversationEvent } from '#protocol/conversations.ts';

/**
 * What is left of a message for the person from whom it is withheld: its place in the log, and nothing else. An edit
 * without a text changes nothing, wherever it is folded: docs/spec/directory.md [DR12].
 */
export function withheldEvent({ conversation, seq, at, by, count }: ConversationEvent): ConversationEvent {
  return { conversation, seq, at, by, count, type: 'edited', target: seq, text: '' };
}

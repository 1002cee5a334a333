import type { ConversationId } from '#protocol/common.ts';
import type { ConversationView } from './view.ts';

const empties = new Map<ConversationId, ConversationView>();

/** What is shown of a conversation while nobody is signed in: the same object for the same id. */
export function emptyView(id: ConversationId): ConversationView {
  const view: ConversationView = empties.get(id) ?? {
    id,
    summary: undefined,
    lines: [],
    hasBefore: false,
    hasAfter: false,
    loading: 'none',
    failure: undefined,
    unread: 0,
    readAtOpen: undefined,
    unreadFrom: undefined,
    members: undefined,
  };
  empties.set(id, view);
  return view;
}

import type { ConversationId, UserId } from '#protocol/common.ts';
import type { ConversationItem, ConversationView } from './view.ts';

/** What there is while nobody is signed in: always the same objects. */
export const NOBODY: readonly UserId[] = [];
export const NO_ENTRIES = new Map<string, never>();
export const NO_CONVERSATIONS: readonly ConversationItem[] = [];
export const nothingToEnd = (): void => {};

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
    membersAt: undefined,
    reads: undefined,
  };
  empties.set(id, view);
  return view;
}

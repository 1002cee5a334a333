import { useSyncExternalStore } from 'react';
import type { ConversationId, Person } from '#protocol/common.ts';

/** What is asked over the conversation; one at a time. */
export type ChatDialog =
  | { is: 'palette'; query?: string }
  | { is: 'new-chat' }
  | { is: 'new-group'; people: readonly Person[] }
  | { is: 'new-channel' }
  | { is: 'add-members'; conversation: ConversationId }
  | { is: 'rename'; conversation: ConversationId; title: string }
  | { is: 'leave'; conversation: ConversationId }
  | { is: 'alerts'; conversation: ConversationId }
  | { is: 'remove'; conversation: ConversationId; person: Person }
  | { is: 'group'; group: GroupDialog };

/** What is asked about a group. */
export type GroupDialog = { conversation: ConversationId } & (
  | { what: 'manage' | 'link' | 'requests' | 'bans' | 'hand-over' | 'dissolve' }
  | { what: 'announcement'; writing?: boolean }
  | { what: 'mute'; person: Person }
);

const listeners = new Set<() => void>();
let current: ChatDialog | undefined;

export function openDialog(dialog: ChatDialog): void {
  set(dialog);
}

export function openGroupDialog(group: GroupDialog): void {
  set({ is: 'group', group });
}

export function closeDialog(): void {
  set(undefined);
}

export function useDialog(): ChatDialog | undefined {
  return useSyncExternalStore(subscribe, () => current);
}

function set(dialog: ChatDialog | undefined): void {
  current = dialog;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

import { useMemo, useSyncExternalStore } from 'react';
import type { ConversationItem } from '#client/view.ts';
import { isArchived, isHidden } from '#kernel/chat-keeping.ts';
import type { ChatEntry, FolderEntry } from '#protocol/personal.ts';
import { useClient, useConversations } from './client.tsx';

/** How the person keeps conversations, by slot. */
export function useChats(): ReadonlyMap<string, ChatEntry> {
  const client = useClient();
  return useSyncExternalStore(client.subscribe, () => client.personal('chat'));
}

export function useFolders(): ReadonlyMap<string, FolderEntry> {
  const client = useClient();
  return useSyncExternalStore(client.subscribe, () => client.personal('folder'));
}

/** Whether this person shows how far they have read, and is shown how far others have. */
export function useReceipts(): boolean {
  const client = useClient();
  return useSyncExternalStore(client.subscribe, () => client.personal('settings').get('settings')?.receipts !== false);
}

/** What the badge and the tab count: docs/spec/list-and-reading.md [LR6]. */
export function useUnreadTotal(): number {
  const conversations = useConversations();
  const chats = useChats();
  return useMemo(
    () => conversations.reduce((sum, item) => sum + calls(item, chats.get(`chat:${item.id}`)), 0),
    [conversations, chats],
  );
}

/** How loudly a conversation calls: all that is unread, or only mentions where it is to be quiet. */
export function calls({ summary, unread }: ConversationItem, chat: ChatEntry | undefined): number {
  if (isHidden(summary, chat)) return 0;
  if (chat?.muted || isArchived(summary, chat)) return summary.mentions?.length ?? 0;
  return unread > 0 ? unread : chat?.unread ? 1 : 0;
}

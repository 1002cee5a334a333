import { useMemo, useSyncExternalStore } from 'react';
import type { ConversationItem } from '#client/view.ts';
import { isArchived, isHidden } from '#kernel/chat-keeping.ts';
import { unreadInThread } from '#kernel/thread-fold.ts';
import type { ChatEntry, FolderEntry, ThreadEntry } from '#protocol/personal.ts';
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
  const { loud } = useThreadCalls();
  return useMemo(
    () => conversations.reduce((sum, item) => sum + calls(item, chats.get(`chat:${item.id}`)), loud),
    [conversations, chats, loud],
  );
}

/** What waits in the threads that the person follows. */
export interface ThreadCalls {
  /** What is to be heard: [LR6]. */
  loud: number;
  /** Everything that is unread. */
  unread: number;
  mentioned: boolean;
}

export function useThreadCalls(): ThreadCalls {
  const client = useClient();
  const threads = useSyncExternalStore(client.subscribe, () => client.personal('thread'));
  const conversations = useConversations();
  const chats = useChats();
  return useMemo(() => {
    const calling: ThreadCalls = { loud: 0, unread: 0, mentioned: false };
    if (threads.size === 0) return calling;
    const items = new Map(conversations.map((item) => [item.id, item]));
    for (const entry of threads.values()) {
      calling.loud += threadCalls(entry, items.get(entry.conversation), chats.get(`chat:${entry.conversation}`));
      calling.unread += unreadInThread(entry);
      calling.mentioned ||= entry.mentions !== undefined;
    }
    return calling;
  }, [threads, conversations, chats]);
}

/** How loudly a followed thread calls: all its unread replies, or where its conversation is to be quiet only mentions. */
export function threadCalls(
  entry: ThreadEntry,
  item: Pick<ConversationItem, 'summary'> | undefined,
  chat: ChatEntry | undefined,
): number {
  const quiet = chat?.muted || (item !== undefined && isArchived(item.summary, chat));
  return quiet ? (entry.mentions ?? 0) : unreadInThread(entry);
}

/** How loudly a conversation calls: all that is unread, or only mentions where it is to be quiet. */
export function calls({ summary, unread, newsLine }: ConversationItem, chat: ChatEntry | undefined): number {
  if (isHidden(summary, chat, newsLine)) return 0;
  if (chat?.muted || isArchived(summary, chat)) return summary.mentions?.length ?? 0;
  return unread > 0 ? unread : chat?.unread ? 1 : 0;
}

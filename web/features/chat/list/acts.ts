import type { Client } from '#client/api.ts';
import { isArchived } from '#kernel/chat-keeping.ts';
import { newId } from '#kernel/ids.ts';
import type { FolderEntry } from '#protocol/personal.ts';
import { navigate } from '#web/app/navigation.ts';
import { showToast } from '#web/ui/toast.tsx';
import { isUnread, type Listed, reordered } from './list-model.ts';
import type { ListWords } from './words.ts';

/** What a person does with the conversations of their list. All of it shows at once, and goes out when it can. */

type Wish = Omit<Extract<Parameters<Client['keep']>[0], { do: 'conversation.keep' }>['with'], 'conversation'>;

function keep(client: Client, { item }: Listed, wish: Wish): void {
  client.keep({ do: 'conversation.keep', with: { conversation: item.id, ...wish } });
}

/** How it was, so that it can be made so again. */
function before({ chat }: Listed): Wish {
  return {
    pinned: chat?.pinned !== undefined,
    muted: chat?.muted ?? false,
    archived: chat?.archived ?? false,
    hidden: chat?.hidden ?? false,
    unread: chat?.unread ?? false,
  };
}

/** Says what was done, and takes it back when asked. */
function withUndo(client: Client, listed: Listed, words: ListWords, text: string): void {
  showToast(text, { label: words.undo, run: () => keep(client, listed, before(listed)) });
}

export function togglePin(client: Client, listed: Listed): void {
  keep(client, listed, { pinned: listed.chat?.pinned === undefined });
}

/** [LR5] Whether it is put away now is said with it: muting must not put it away again, nor unmuting bring it back. */
export function toggleMute(client: Client, listed: Listed, words: ListWords): void {
  const muted = !listed.chat?.muted;
  const { summary } = listed.item;
  const away = isArchived(summary, listed.chat);
  keep(client, listed, { muted, archived: away ? summary.messageCount : false });
  if (muted) withUndo(client, listed, words, words.mutedNow);
}

export function toggleArchive(client: Client, listed: Listed, words: ListWords): void {
  const { summary } = listed.item;
  if (isArchived(summary, listed.chat)) {
    keep(client, listed, { archived: false });
    return;
  }
  keep(client, listed, { archived: summary.messageCount });
  withUndo(client, listed, words, listed.chat?.muted ? words.archivedMuted : words.archivedNow);
}

export function hide(client: Client, listed: Listed, words: ListWords): void {
  const { summary, newsLine = 0 } = listed.item;
  keep(client, listed, { hidden: Math.max(summary.last.seq, newsLine) });
  if (location.pathname === `/c/${listed.item.id}`) navigate('/', { replace: true });
  withUndo(client, listed, words, words.hiddenNow);
}

export function toggleRead(client: Client, listed: Listed): void {
  if (!isUnread(listed)) {
    keep(client, listed, { unread: listed.item.summary.lastSeq });
    return;
  }
  client.markRead(listed.item.id);
  if (listed.chat?.unread !== undefined) keep(client, listed, { unread: false });
}

/** Takes the mark away as somebody opens the conversation. */
export function seen(client: Client, conversation: string): void {
  if (client.personal('chat').get(`chat:${conversation}`)?.unread === undefined) return;
  client.keep({ do: 'conversation.keep', with: { conversation, unread: false } });
}

type FolderContent = Pick<FolderEntry, 'name' | 'conversations' | 'rules'>;

export function keepFolder(
  client: Client,
  folder: FolderContent & Partial<Pick<FolderEntry, 'folder' | 'order'>>,
): void {
  const { name, conversations, rules, order = nextOrder(client) } = folder;
  const id = folder.folder ?? newId('f');
  client.keep({ do: 'folder.keep', with: { folder: id, name, order, conversations, rules } });
}

function nextOrder(client: Client): number {
  return Math.max(-1, ...[...client.personal('folder').values()].map(({ order }) => order)) + 1;
}

export function dropFolder(client: Client, folder: FolderEntry, words: ListWords): void {
  client.keep({ do: 'folder.drop', with: { folder: folder.folder } });
  showToast(words.folderDropped(folder.name), { label: words.undo, run: () => keepFolder(client, folder) });
}

export function moveFolder(client: Client, folders: readonly FolderEntry[], from: number, to: number): void {
  for (const folder of reordered(folders, from, Math.max(0, Math.min(folders.length - 1, to))))
    keepFolder(client, folder);
}

export function toggleInFolder(client: Client, folder: FolderEntry, conversation: string): void {
  const there = folder.conversations.includes(conversation);
  const conversations = there
    ? folder.conversations.filter((id) => id !== conversation)
    : [...folder.conversations, conversation];
  keepFolder(client, { ...folder, conversations });
}

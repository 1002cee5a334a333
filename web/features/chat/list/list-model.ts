import type { ConversationItem } from '#client/view.ts';
import { isArchived, isHidden } from '#kernel/chat-keeping.ts';
import type { UserId } from '#protocol/common.ts';
import type { ChatEntry, FolderEntry, FolderRule } from '#protocol/personal.ts';

/** One row: a conversation, and how the person keeps it. Both are the same objects until they change. */
export interface Listed {
  item: ConversationItem;
  chat: ChatEntry | undefined;
}

/** Everything that a person has, in the order of the list: docs/spec/list-and-reading.md [LR3]. */
export interface Listing {
  /** What is pinned first, the last one pinned on top; then by activity. */
  shown: readonly Listed[];
  archived: readonly Listed[];
}

export type Filter = 'all' | 'unread' | 'mentions' | 'groups' | 'people';

export type Chats = ReadonlyMap<string, ChatEntry>;

/** `items` come with the newest first. A direct conversation that somebody else opened and nobody wrote in isn't shown. */
export function arrange(items: readonly ConversationItem[], chats: Chats, me: UserId | undefined): Listing {
  const pinned: Listed[] = [];
  const shown: Listed[] = [];
  const archived: Listed[] = [];
  for (const item of items) {
    const { summary } = item;
    const chat = chats.size === 0 ? undefined : chats.get(`chat:${item.id}`);
    if (isHidden(summary, chat, item.newsLine) || isSilent(item, me)) continue;
    if (isArchived(summary, chat)) archived.push({ item, chat });
    else if (chat?.pinned !== undefined) pinned.push({ item, chat });
    else shown.push({ item, chat });
  }
  pinned.sort((a, b) => (b.chat?.pinned ?? 0) - (a.chat?.pinned ?? 0) || (a.item.id < b.item.id ? -1 : 1));
  return { shown: [...pinned, ...shown], archived };
}

/** [CV22] [MC5] */
function isSilent({ summary, outgoing }: ConversationItem, me: UserId | undefined): boolean {
  if (summary.settings?.meeting !== undefined) return summary.messageCount === 0 && outgoing === undefined;
  return summary.kind === 'direct' && summary.messageCount === 0 && outgoing === undefined && summary.last.by !== me;
}

/** Whether something in it waits to be read, by itself or because the person said so. */
export function isUnread({ item, chat }: Listed): boolean {
  return item.unread > 0 || chat?.unread !== undefined;
}

export function mentionsIn({ item }: Listed): number {
  return item.summary.mentions?.length ?? 0;
}

export function passesFilter(listed: Listed, filter: Filter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'unread':
      return isUnread(listed);
    case 'mentions':
      return mentionsIn(listed) > 0;
    case 'groups':
      return listed.item.summary.kind !== 'direct';
    case 'people':
      return listed.item.summary.kind === 'direct';
  }
}

/** Whether the folder holds it: by name, or by one of its rules. */
export function isInFolder(listed: Listed, folder: Pick<FolderEntry, 'conversations' | 'rules'>): boolean {
  return namedIn(folder.conversations).has(listed.item.id) || folder.rules.some((rule) => obeys(listed, rule));
}

const named = new WeakMap<readonly string[], ReadonlySet<string>>();

function namedIn(conversations: readonly string[]): ReadonlySet<string> {
  const known = named.get(conversations) ?? new Set(conversations);
  named.set(conversations, known);
  return known;
}

function obeys(listed: Listed, rule: FolderRule): boolean {
  const kind: string = listed.item.summary.kind;
  switch (rule) {
    case 'unread':
      return isUnread(listed);
    case 'groups':
      return kind !== 'direct';
    case 'direct':
      return kind === 'direct';
    case 'channels':
      return kind === 'channel';
  }
}

export function foldersInOrder(folders: ReadonlyMap<string, FolderEntry>): FolderEntry[] {
  return [...folders.values()].sort((a, b) => a.order - b.order || (a.folder < b.folder ? -1 : 1));
}

/** The folders that have another number once the one at `from` stands at `to`: each with its new one. */
export function reordered(folders: readonly FolderEntry[], from: number, to: number): FolderEntry[] {
  const moved = folders[from];
  if (moved === undefined || from === to) return [];
  const rest = folders.filter((folder) => folder !== moved);
  const next = [...rest.slice(0, to), moved, ...rest.slice(to)];
  return next.flatMap((folder, order) => (folder.order === order ? [] : [{ ...folder, order }]));
}

/** The next conversation above or below the one in view; with `unread`, the next that waits to be read. */
export function neighbour(
  rows: readonly Listed[],
  selected: string | undefined,
  step: 1 | -1,
  unread: boolean,
): string | undefined {
  const at = rows.findIndex(({ item }) => item.id === selected);
  const from = at < 0 && step === -1 ? rows.length : at;
  for (let index = from + step; index >= 0 && index < rows.length; index += step) {
    const row = rows[index];
    if (row !== undefined && (!unread || isUnread(row))) return row.item.id;
  }
  return undefined;
}

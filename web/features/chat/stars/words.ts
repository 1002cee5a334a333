import type { Words } from '#web/i18n/words.ts';

const en = {
  star: 'Star',
  unstar: 'Remove star',
  starred: 'Starred',
  starredMark: 'Starred by you',
  findStarred: 'Search starred messages',
  noneStarred: 'No starred messages yet',
  noneStarredText: 'Star what you want to find again: it is kept for you alone, from all chats.',
  noneFound: (query: string) => `No starred message has “${query}”.`,
  loadFailed: 'This did not load.',
  tryAgain: 'Try again',
  loading: 'Loading',
  more: 'Show more',
  actionsOf: (name: string) => `Actions for the message of ${name}`,
  show: 'Show in chat',
  erase: 'Delete for me',
  erased: 'Deleted for you',
  undo: 'Undo',
  you: 'You',
  somebody: 'Somebody',
};

const zh: typeof en = {
  star: '收藏',
  unstar: '取消收藏',
  starred: '收藏',
  starredMark: '你收藏了',
  findStarred: '搜索收藏的消息',
  noneStarred: '还没有收藏',
  noneStarredText: '收藏想再看的消息，各个会话的都在这里，只有你能看到。',
  noneFound: (query) => `没有收藏含“${query}”的消息。`,
  loadFailed: '没有加载成功。',
  tryAgain: '重试',
  loading: '正在加载',
  more: '显示更多',
  actionsOf: (name) => `${name}的消息的操作`,
  show: '在会话中查看',
  erase: '仅为我删除',
  erased: '已为你删除',
  undo: '撤销',
  you: '我',
  somebody: '某人',
};

export const starWords: Words<typeof en> = { en, zh };

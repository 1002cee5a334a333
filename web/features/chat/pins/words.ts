import { plural, type Words } from '#web/i18n/words.ts';

const en = {
  pinned: 'Pinned',
  pinnedTitle: 'Pinned messages',
  place: (n: number, all: number) => `Pinned message ${n} of ${all}`,
  all: 'All pinned messages',
  count: (n: number) => plural(n, 'pinned message', 'pinned messages'),
  unpin: 'Unpin',
  none: 'Nothing is pinned here',
  noneText: 'Pin what everybody in this chat should find at once.',
  loadFailed: 'The pinned messages did not load.',
  tryAgain: 'Try again',
  loading: 'Loading',
};

const zh: typeof en = {
  pinned: '置顶',
  pinnedTitle: '置顶消息',
  place: (n, all) => `第 ${n} 条置顶消息，共 ${all} 条`,
  all: '所有置顶消息',
  count: (n) => `${n} 条置顶消息`,
  unpin: '取消置顶',
  none: '这里还没有置顶消息',
  noneText: '把重要的消息置顶，大家一眼就能看到。',
  loadFailed: '置顶消息没有加载成功。',
  tryAgain: '重试',
  loading: '正在加载',
};

export const pinWords: Words<typeof en> = { en, zh };

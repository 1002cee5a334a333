import { plural, type Words } from '#web/i18n/words.ts';

/** The page that a link to a group opens. */
const en = {
  loading: 'Loading',
  members: (n: number) => plural(n, 'member', 'members'),
  approvalText: 'An administrator decides who comes in. Say a word about yourself.',
  word: 'A word for the administrators',
  join: 'Join the group',
  ask: 'Ask to join',
  asked: 'You have asked to join. Once an administrator lets you in, the group appears in your chats.',
  open: 'Open the group',
  bannedTitle: 'You cannot join',
  overTitle: 'This link is over',
  overText: 'Ask whoever sent it for a new one.',
  failedTitle: 'The link did not open',
  tryAgain: 'Try again',
  toChats: 'Back to chats',
};

const zh: typeof en = {
  loading: '正在加载',
  members: (n) => `${n} 人`,
  approvalText: '进群需要管理员同意，写一句介绍自己的话吧。',
  word: '给管理员的话',
  join: '加入群组',
  ask: '申请加入',
  asked: '申请已发出。管理员同意后，群组会出现在你的消息里。',
  open: '进入群组',
  bannedTitle: '你不能加入',
  overTitle: '这个链接不能用了',
  overText: '请向分享链接的人要一个新的。',
  failedTitle: '链接没有打开',
  tryAgain: '再试一次',
  toChats: '返回消息',
};

export const joinWords: Words<typeof en> = { en, zh };

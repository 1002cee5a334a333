import { plural, type Words } from '#web/i18n/words.ts';

const en = {
  sent: 'Sent',
  read: 'Read',
  readBy: (read: number, total: number) => `Sent, read by ${read} of ${total}`,
  readByAll: 'Read by everybody',
  count: (read: number, total: number) => `${read}/${total}`,
  readers: 'Who has read this',
  haveRead: (n: number) => `Read ${n}`,
  haveNot: (n: number) => `Not yet ${n}`,
  nobodyYet: 'Nobody has read it yet.',
  everybody: 'Everybody has read it.',
  note: 'Of those who show it, and were here when it was sent.',
  firstUnread: (n: number) =>
    n > 0 ? `Go to the first of ${plural(n, 'unread message', 'unread messages')}` : 'Go to the first new message',
  nextMention: (n: number) => `Go to the next of ${plural(n, 'mention', 'mentions')}`,
  loading: 'Loading',
  tryAgain: 'Try again',
};

const zh: typeof en = {
  sent: '已发送',
  read: '已读',
  readBy: (read, total) => `已发送，${total} 人中 ${read} 人已读`,
  readByAll: '全部已读',
  count: (read, total) => `${read}/${total}`,
  readers: '已读详情',
  haveRead: (n) => `已读 ${n}`,
  haveNot: (n) => `未读 ${n}`,
  nobodyYet: '还没有人看过。',
  everybody: '大家都看过了。',
  note: '只算开启了已读回执、并且发送时已在会话里的人。',
  firstUnread: (n) => (n > 0 ? `去看最早的未读，共 ${n} 条` : '去看最早的新消息'),
  nextMention: (n) => `去看下一条提到我的消息，共 ${n} 条`,
  loading: '正在加载',
  tryAgain: '再试一次',
};

export const readingWords: Words<typeof en> = { en, zh };

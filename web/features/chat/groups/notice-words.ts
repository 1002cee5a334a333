import { plural, type Words } from '#web/i18n/words.ts';

/** What stands over and under a group's chat. */
const en = {
  announcement: 'Announcement',
  readAll: 'Read all',
  close: 'Close the announcement',
  endsSoon: (when: string) => `This group ends by itself on ${when}.`,
  extend: 'Extend',
  waiting: (n: number) => `${plural(n, 'person waits', 'people wait')} to be let in`,
  look: 'Look',
  muted: 'You are muted here. You can read, and write nothing.',
  mutedUntil: (when: string) => `You are muted here until ${when}.`,
  asked: 'An administrator has to let them in',
  onlyAdmins: 'Only the owner and administrators write here.',
  removed: (title: string) => `You were removed from “${title}”`,
  dissolved: (title: string) => `“${title}” was dissolved by its owner`,
  ended: (title: string) => `“${title}” is over: the time of the group has come`,
};

const zh: typeof en = {
  announcement: '群公告',
  readAll: '查看全部',
  close: '关闭公告',
  endsSoon: (when) => `这个群将在 ${when} 自动解散。`,
  extend: '延长',
  waiting: (n) => `${n} 人等待进群审批`,
  look: '查看',
  muted: '你已被禁言，只能看消息。',
  mutedUntil: (when) => `你已被禁言至 ${when}。`,
  asked: '已提交，等待管理员同意',
  onlyAdmins: '仅群主和管理员可以发言。',
  removed: (title) => `你已被移出“${title}”`,
  dissolved: (title) => `群主解散了“${title}”`,
  ended: (title) => `“${title}”已到期，群组自动解散`,
};

export const noticeWords: Words<typeof en> = { en, zh };

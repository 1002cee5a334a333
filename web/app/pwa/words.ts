import type { Words } from '#web/i18n/words.ts';

const en = {
  newVersion: 'A new version of Yiqi is ready.',
  begin: 'Update',
  later: 'Later',
  draftsStay: 'What you have written stays.',
  filesGo: 'What you have written stays; files you have chosen must be chosen again.',
  inMeeting: 'It begins when your call or meeting is over.',
  shareTo: 'Share to',
  search: 'Search conversations',
  none: 'No conversation is called that.',
  notAll: 'Some files were too many to take along.',
};

const zh: typeof en = {
  newVersion: '一起有新版本了。',
  begin: '更新',
  later: '稍后',
  draftsStay: '写到一半的内容会保留。',
  filesGo: '写到一半的内容会保留；已选但未发送的文件需要重新选择。',
  inMeeting: '通话或会议结束后再更新。',
  shareTo: '分享到',
  search: '搜索会话',
  none: '没有这个名称的会话。',
  notAll: '文件太多，有一部分没有带上。',
};

export const pwaWords: Words<typeof en> = { en, zh };

import { plural, type Words } from '#web/i18n/words.ts';

const en = {
  loading: 'Loading',
  tryAgain: 'Try again',
  none: 'Nothing has failed',
  noneText: 'Work that was tried again and again in vain would be listed here.',
  again: 'Try again',
  drop: 'Drop',
  againFor: (name: string) => `Try again: ${name}`,
  dropFor: (name: string) => `Drop: ${name}`,
  dropTitle: 'Drop this job?',
  dropText: 'It is not done any more. This cannot be taken back.',
  attempts: (n: number) => plural(n, 'attempt', 'attempts'),
  waiting: 'Waiting',
  waitingCount: (n: number) => plural(n, 'job', 'jobs'),
  done: 'It is tried again',
  'message.send': 'Scheduled message',
  'files.sweep': 'Cleaning of files',
  'stickers.sweep': 'Cleaning of stickers',
  'push.conversation': 'Notifications of a conversation',
  'push.person': 'Notification for somebody',
  'push.call': 'Ringing on a device',
  'push.notice': 'Reminder on a device',
};

const zh: typeof en = {
  loading: '正在加载',
  tryAgain: '重试',
  none: '没有失败的任务',
  noneText: '多次重试仍然失败的任务会列在这里。',
  again: '再试一次',
  drop: '放弃',
  againFor: (name) => `再试一次：${name}`,
  dropFor: (name) => `放弃：${name}`,
  dropTitle: '放弃这个任务？',
  dropText: '放弃后不会再执行，也无法恢复。',
  attempts: (n) => `试过 ${n} 次`,
  waiting: '等待中',
  waitingCount: (n) => `${n} 个任务`,
  done: '正在重试',
  'message.send': '定时消息',
  'files.sweep': '清理文件',
  'stickers.sweep': '清理表情',
  'push.conversation': '会话通知',
  'push.person': '个人通知',
  'push.call': '来电提醒',
  'push.notice': '日程提醒',
};

export const jobWords: Words<typeof en> = { en, zh };
export type JobTexts = typeof en;

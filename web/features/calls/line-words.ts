import { plural, type Words } from '#web/i18n/words.ts';

const en = {
  voiceCall: 'Voice call',
  videoCall: 'Video call',
  voice: 'Voice call',
  start: 'Call',
  started: (kind: string) => `${kind} started`,
  ended: (kind: string, time: string) => `${kind}, ${time}`,
  missed: (kind: string) => `Missed ${kind.toLowerCase()}`,
  cancelled: (kind: string) => `Cancelled ${kind.toLowerCase()}`,
  noAnswer: (kind: string) => `${kind}, no answer`,
  theyDeclined: (kind: string) => `${kind} declined`,
  youDeclined: (kind: string) => `You declined a ${kind.toLowerCase()}`,
  callBack: 'Call back',
  callAgain: 'Call again',
  peopleIn: (n: number) => `${plural(n, 'person', 'people')} in a call`,
  join: 'Join',
  back: 'Return',
  takeOver: 'Continue here',
  onAnother: 'You are in this call on another device',
  youAreIn: 'You are in a call here',
};

const zh: typeof en = {
  voiceCall: '语音通话',
  videoCall: '视频通话',
  voice: '语音通话',
  start: '通话',
  started: (kind) => `${kind}已开始`,
  ended: (kind, time) => `${kind} ${time}`,
  missed: (kind) => `未接${kind}`,
  cancelled: (kind) => `${kind}已取消`,
  noAnswer: (kind) => `${kind}无人接听`,
  theyDeclined: (kind) => `对方拒绝了${kind}`,
  youDeclined: (kind) => `你拒绝了${kind}`,
  callBack: '回拨',
  callAgain: '再次呼叫',
  peopleIn: (n) => `${n} 人正在通话`,
  join: '加入',
  back: '返回',
  takeOver: '切换到此设备',
  onAnother: '你正在另一台设备上通话',
  youAreIn: '你正在此通话中',
};

/** What chats say of calls: loaded with them, and so apart from the words of the calls themselves. */
export const lineWords: Words<typeof en> = { en, zh };

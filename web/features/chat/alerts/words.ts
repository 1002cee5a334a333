import type { Words } from '#web/i18n/words.ts';

const en = {
  title: 'Notifications',
  lead: 'What of this conversation reaches your devices while the app is closed.',
  level: 'Notify of',
  usual: 'As usual',
  all: 'All messages',
  mentions: 'Mentions only',
  none: 'Nothing',
  silence: 'Silence for a while',
  hour: '1 hour',
  evening: '8 hours',
  week: 'A week',
  silentUntil: (when: string) => `Silent until ${when}.`,
  end: 'End it now',
  loading: 'Loading',
  tryAgain: 'Try again',
};

const zh: typeof en = {
  title: '通知',
  lead: '应用关闭时，这个会话的哪些内容会通知到你的设备。',
  level: '通知范围',
  usual: '默认',
  all: '所有消息',
  mentions: '仅提到我的',
  none: '不通知',
  silence: '暂时不提醒',
  hour: '1 小时',
  evening: '8 小时',
  week: '一周',
  silentUntil: (when) => `${when} 之前不提醒。`,
  end: '立即恢复',
  loading: '正在加载',
  tryAgain: '重试',
};

export const alertWords: Words<typeof en> = { en, zh };

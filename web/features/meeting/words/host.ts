import type { Words } from '#web/i18n/words.ts';

const en = {
  tools: (name: string) => `What to do with ${name}`,
  mute: 'Mute',
  stopCamera: 'Turn camera off',
  stopScreen: 'Stop sharing',
  remove: 'Remove from the meeting',
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText: 'They are sent out at once and cannot come back, until you let them in again.',
  removeGuestText:
    'They are sent out at once. A guest can come back under another name: lock the meeting to keep everybody out.',
  removeConfirm: 'Remove',
  removed: 'Removed',
  readmit: 'Let in again',
  readmitNamed: (name: string) => `Let ${name} in again`,
  muteAll: 'Mute all',
  allMuted: 'Everybody is muted',
  lock: 'Lock the meeting',
  lockText: 'Nobody new gets in.',
  locked: 'Locked',
  youMuted: 'The host muted you',
};

const zh: typeof en = {
  tools: (name) => `对 ${name} 的操作`,
  mute: '静音',
  stopCamera: '关闭摄像头',
  stopScreen: '停止共享',
  remove: '移出会议',
  removeTitle: (name) => `移出 ${name}？`,
  removeText: '会立即离开会议，在你允许之前不能再加入。',
  removeGuestText: '会立即离开会议。访客可以换个名字再来：锁定会议，就没有人能再进。',
  removeConfirm: '移出',
  removed: '已移出',
  readmit: '允许再加入',
  readmitNamed: (name) => `允许 ${name} 再加入`,
  muteAll: '全体静音',
  allMuted: '已全体静音',
  lock: '锁定会议',
  lockText: '不再让新的人进来。',
  locked: '已锁定',
  youMuted: '主持人将你静音了',
};

export const hostWords: Words<typeof en> = { en, zh };

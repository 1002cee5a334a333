import type { Words } from '#web/i18n/words.ts';

const en = {
  onlineOn: (device: string) => `Signed in on: ${device}`,
  onlineOnMany: (n: number) => `Signed in on ${n} computers`,
  title: 'On your computers',
  lead: 'They are connected right now. If one is not in front of you, sign it out from here.',
  unnamed: 'A computer',
  now: 'Connected now',
  signOut: 'Sign out',
  signOutOf: (device: string) => `Sign out: ${device}`,
  signedOut: 'Signed out there',
};

const zh: typeof en = {
  onlineOn: (device) => `已登录：${device}`,
  onlineOnMany: (n) => `${n} 台电脑已登录`,
  title: '你的电脑',
  lead: '这些电脑正登录着你的账号。如果你不在电脑前，可以在这里让它退出登录。',
  unnamed: '电脑',
  now: '正在连接',
  signOut: '退出登录',
  signOutOf: (device) => `让它退出登录：${device}`,
  signedOut: '那边已退出登录',
};

export const computerWords: Words<typeof en> = { en, zh };

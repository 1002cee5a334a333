import type { Words } from '#web/i18n/words.ts';

const en = {
  showPassword: 'Show password',
  hidePassword: 'Hide password',
  close: 'Close',
  cancel: 'Cancel',
  back: 'Back',
  tryAgain: 'Try again',
  loading: 'Loading',
};

const zh: typeof en = {
  showPassword: '显示密码',
  hidePassword: '隐藏密码',
  close: '关闭',
  cancel: '取消',
  back: '返回',
  tryAgain: '再试一次',
  loading: '正在加载',
};

export const uiWords: Words<typeof en> = { en, zh };

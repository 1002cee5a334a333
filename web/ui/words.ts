import type { Words } from '#web/i18n/words.ts';

const en = {
  weak: 'Easy to guess',
  fair: 'A little longer is safer',
  good: 'Good',
  strong: 'Strong',
  showPassword: 'Show password',
  hidePassword: 'Hide password',
  close: 'Close',
  cancel: 'Cancel',
  back: 'Back',
  tryAgain: 'Try again',
  loading: 'Loading',
};

const zh: typeof en = {
  weak: '容易被猜到',
  fair: '再长一点更安全',
  good: '不错',
  strong: '很安全',
  showPassword: '显示密码',
  hidePassword: '隐藏密码',
  close: '关闭',
  cancel: '取消',
  back: '返回',
  tryAgain: '再试一次',
  loading: '正在加载',
};

export const uiWords: Words<typeof en> = { en, zh };

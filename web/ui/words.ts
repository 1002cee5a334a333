import type { Words } from '#web/i18n/words.ts';

const en = {
  copyLink: 'Copy the link',
  copied: 'Copied',
  copyFailed: 'The browser does not allow copying. Select the link and copy it.',
  newLink: 'Your new link',
  shownOnce: 'Copy it now: for safety it is shown only this once.',
  qrLabel: 'QR code of the link',
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
  copyLink: '复制链接',
  copied: '已复制',
  copyFailed: '浏览器不允许复制，请选中链接自己复制。',
  newLink: '新的链接',
  shownOnce: '请现在复制：为了安全，它只显示这一次。',
  qrLabel: '链接的二维码',
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

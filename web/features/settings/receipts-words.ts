import type { Words } from '#web/i18n/words.ts';

const en = {
  receipts: 'Read receipts',
  receiptsText: 'Others see what you have read, and you see what they have. Off: neither of you does.',
};

const zh: typeof en = {
  receipts: '已读回执',
  receiptsText: '别人能看到你读到哪里，你也能看到别人的。关闭后，双方都看不到。',
};

export const receiptWords: Words<typeof en> = { en, zh };

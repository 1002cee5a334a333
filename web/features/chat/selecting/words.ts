import { plural, type Words } from '#web/i18n/words.ts';

const en = {
  select: 'Select',
  selected: (n: number) => `${n} selected`,
  bar: 'Selected messages',
  stop: 'Stop selecting',
  forward: 'Forward',
  copy: 'Copy',
  copied: 'Copied',
  recall: 'Recall',
  recallTitle: 'Recall messages',
  recallText: (n: number) => `${plural(n, 'message', 'messages')} of yours will be gone for everybody.`,
  message: (who: string, text: string) => `${who}: ${text}`,
};

const zh: typeof en = {
  select: '多选',
  selected: (n) => `已选 ${n} 条`,
  bar: '选中的消息',
  stop: '取消多选',
  forward: '转发',
  copy: '复制',
  copied: '已复制',
  recall: '撤回',
  recallTitle: '撤回消息',
  recallText: (n) => `你的 ${n} 条消息将对所有人消失。`,
  message: (who, text) => `${who}：${text}`,
};

export const selectingWords: Words<typeof en> = { en, zh };

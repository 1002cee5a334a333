import type { Words } from '#web/i18n/words.ts';

/** People who may not come back into a group. */
const en = {
  removeForGood: 'They may not come back',
  removeForGoodText: 'Not by links, and not by themself. You can change it later under Manage.',
  bans: 'Who may not come back',
  noBans: 'Everybody may come back.',
  bannedBy: (who: string, when: string) => `By ${who}, ${when}`,
  lift: 'Lift',
  liftOf: (name: string) => `Lift for ${name}`,
  lifted: (name: string) => `${name} may come back`,
  more: 'Show more',
  loading: 'Loading',
  declined: (name: string) => `${name} was declined`,
  forGood: 'For good',
};

const zh: typeof en = {
  removeForGood: '不允许再次加入',
  removeForGoodText: '对方不能通过链接或自行加入。之后可在“管理”里更改。',
  bans: '禁止加入名单',
  noBans: '名单是空的，谁都可以再次加入。',
  bannedBy: (who, when) => `${who} · ${when}`,
  lift: '解除',
  liftOf: (name) => `解除：${name}`,
  lifted: (name) => `${name}可以再次加入了`,
  more: '显示更多',
  loading: '正在加载',
  declined: (name) => `已拒绝${name}`,
  forGood: '不再允许申请',
};

export const banWords: Words<typeof en> = { en, zh };

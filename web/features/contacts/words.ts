import type { Words } from '#web/i18n/words.ts';

const en = {
  title: 'Contacts',
  find: 'Find people',
  search: 'Name, phone, e-mail or user name',
  loading: 'Loading',
  more: 'Show more',
  nobodyFound: (query: string) => `Nobody found for “${query}”.`,
  nobodyTitle: 'Nobody else is here yet',
  pickTitle: 'Pick somebody',
  pickText: 'Search on the left, then write to them.',
  profile: 'Profile',
  back: 'Back',
  write: 'Message',
  itIsYou: 'This is you',
  edit: 'Edit profile',
  close: 'Close',
  job: 'Job',
  realName: 'Real name',
  phone: 'Phone',
  email: 'E-mail',
};

const zh: typeof en = {
  title: '通讯录',
  find: '找人',
  search: '姓名、手机号、邮箱或用户名',
  loading: '正在加载',
  more: '显示更多',
  nobodyFound: (query) => `没有找到“${query}”。`,
  nobodyTitle: '这里还没有别人',
  pickTitle: '选一个人',
  pickText: '在左边查找，然后给对方发消息。',
  profile: '个人资料',
  back: '返回',
  write: '发消息',
  itIsYou: '这是你自己',
  edit: '编辑资料',
  close: '关闭',
  job: '职务',
  realName: '姓名',
  phone: '手机号',
  email: '邮箱',
};

export const contactsWords: Words<typeof en> = { en, zh };

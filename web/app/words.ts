import type { Words } from '#web/i18n/words.ts';
import { plural } from '#web/i18n/words.ts';

const en = {
  name: 'Yiqi',
  main: 'Main',
  chats: 'Chats',
  contacts: 'Contacts',
  meet: 'Meet',
  settings: 'Settings',
  me: 'Me',
  meNamed: (name: string) => `Me: ${name}`,
  unread: (n: number) => plural(n, 'unread message', 'unread messages'),
  notFoundTitle: 'There is nothing here',
  notFoundText: 'The address may be incomplete, or what it led to is gone.',
  toChats: 'Go to chats',
  brokenTitle: 'This page stumbled',
  brokenText: 'Your messages are safe. Load the page again; if it keeps happening, tell your administrator.',
  reload: 'Load again',
  loading: 'Loading',
  offline: 'No connection. Keep writing: it goes out once you are back.',
  tryNow: 'Try now',
  newSignIn: (device: string) => `New sign-in: ${device}`,
  unnamedDevice: 'another device',
  deviceName: (browser: string, system: string) => `${browser} on ${system}`,
  showDevices: 'Devices',
};

const zh: typeof en = {
  name: '一起',
  main: '主导航',
  chats: '消息',
  contacts: '通讯录',
  meet: '会议',
  settings: '设置',
  me: '我',
  meNamed: (name) => `我：${name}`,
  unread: (n) => `${n} 条未读消息`,
  notFoundTitle: '这里什么也没有',
  notFoundText: '地址可能不完整，或者内容已经不在了。',
  toChats: '去看消息',
  brokenTitle: '这个页面出了点问题',
  brokenText: '你的消息都在。重新加载一次；如果一直这样，请告诉管理员。',
  reload: '重新加载',
  loading: '正在加载',
  offline: '网络断开了。可以继续写，连上后自动发出。',
  tryNow: '立即重试',
  newSignIn: (device) => `新登录：${device}`,
  unnamedDevice: '另一台设备',
  deviceName: (browser, system) => `${system} 上的 ${browser}`,
  showDevices: '查看设备',
};

export const appWords: Words<typeof en> = { en, zh };

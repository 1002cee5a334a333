import type { Words } from '#web/i18n/words.ts';

/** What the chat of a room says. */
const en = {
  note: 'Everybody in the meeting reads along. Members keep this chat as a conversation.',
  guestNote: 'Everybody in the meeting reads along. You see what is said while you are here.',
  empty: 'Nothing said yet',
  place: 'To everybody',
  send: 'Send',
  forbidden: 'The host has turned the chat off.',
  opening: 'Opening the chat…',
  failed: 'The chat did not open',
  tryAgain: 'Try again',
  history: 'Chat',
  recalled: 'This message was recalled',
  edited: 'edited',
  fetchFile: 'Download',
  forMembers: 'This is for members',
};

const zh: typeof en = {
  note: '会议里的所有人都能看到。成员会后可以在会话里继续聊。',
  guestNote: '会议里的所有人都能看到。你能看到自己在场时的消息。',
  empty: '还没有消息',
  place: '发给所有人',
  send: '发送',
  forbidden: '主持人关闭了聊天。',
  opening: '正在打开聊天…',
  failed: '聊天没有打开',
  tryAgain: '重试',
  history: '聊天',
  recalled: '这条消息已撤回',
  edited: '已编辑',
  fetchFile: '下载',
  forMembers: '此内容仅成员可见',
};

export const roomChatWords: Words<typeof en> = { en, zh };

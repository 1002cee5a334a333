import { kindOf } from '#kernel/content-files.ts';
import { contentText } from '#kernel/content-text.ts';
import { lengthWords } from '#kernel/sound/wave.ts';
import type { Content } from '#protocol/content.ts';
import type { MessageLine } from '#protocol/conversations.ts';

const en = {
  app: 'Yiqi',
  something: 'New message',
  somebody: 'Somebody',
  group: 'Group',
  said: (name: string, text: string) => `${name}: ${text}`,
  several: (title: string, count: string) => `${title} (${count})`,
  mentioned: 'You were mentioned',
  voiceCall: 'Voice call',
  videoCall: 'Video call',
  missedVoice: 'Missed voice call',
  missedVideo: 'Missed video call',
  ringing: 'An incoming call',
  answer: 'Answer',
  decline: 'Decline',
  test: 'Notifications work on this device.',
  kind: (name: string) => `[${name}]`,
  contact: 'Contact',
  location: 'Location',
  nudge: 'Nudge',
  sticker: 'Sticker',
  bundle: 'Chat history',
  poll: 'Poll',
  meeting: 'Meeting',
  changed: 'Meeting changed',
  cancelled: 'Meeting cancelled',
  reminder: 'Meeting reminder',
  picture: 'Picture',
  video: 'Video',
  audio: 'Audio',
  file: 'File',
  voice: (length: string) => `[Voice ${length}]`,
};

const zh: typeof en = {
  app: '一起',
  something: '新消息',
  somebody: '有人',
  group: '群聊',
  said: (name, text) => `${name}：${text}`,
  several: (title, count) => `${title}（${count}）`,
  mentioned: '有人提到了你',
  voiceCall: '语音通话',
  videoCall: '视频通话',
  missedVoice: '未接语音通话',
  missedVideo: '未接视频通话',
  ringing: '来电',
  answer: '接听',
  decline: '拒绝',
  test: '这台设备可以收到通知。',
  kind: (name) => `[${name}]`,
  contact: '名片',
  location: '位置',
  nudge: '戳一戳',
  sticker: '表情',
  bundle: '聊天记录',
  poll: '投票',
  meeting: '会议',
  changed: '会议有变动',
  cancelled: '会议已取消',
  reminder: '会议提醒',
  picture: '图片',
  video: '视频',
  audio: '音频',
  file: '文件',
  voice: (length) => `[语音 ${length}]`,
};

export type PushWords = typeof en;
export const PUSH_WORDS: Record<'en' | 'zh', PushWords> = { en, zh };

const MOST_CHARS = 160;

/** A message in one line, its content first. */
export function lineInWords({ text, content }: Pick<MessageLine, 'text' | 'content'>, words: PushWords): string {
  const all = [content === undefined ? '' : contentInWords(content, words), text].filter((part) => part !== '');
  const line = all.join(' ').replace(/\s+/g, ' ').trim();
  const chars = [...line];
  return chars.length > MOST_CHARS ? `${chars.slice(0, MOST_CHARS - 1).join('')}…` : line;
}

function contentInWords(content: Content, words: PushWords): string {
  switch (content.type) {
    case 'voice':
      return words.voice(lengthWords(content.ms));
    case 'call':
      return content.mode === 'video' ? words.missedVideo : words.missedVoice;
    case 'files': {
      const [first] = content.items;
      const kind = first === undefined ? 'file' : kindOf(first);
      const name = first !== undefined && (kind === 'file' || kind === 'audio') ? ` ${first.name}` : '';
      return `${words.kind(words[kind])}${content.items.length > 1 ? ` ×${content.items.length}` : name}`;
    }
    case 'poll':
      return `${words.kind(words.poll)} ${content.question}`;
    case 'meeting': {
      const { what, title } = content;
      return `${words.kind(words[what === 'invited' ? 'meeting' : what])} ${title}`;
    }
    case 'bundle':
      return `${words.kind(words.bundle)} ${content.title}`;
    default:
      return [words.kind(words[content.type]), contentText(content)].filter((part) => part !== '').join(' ');
  }
}

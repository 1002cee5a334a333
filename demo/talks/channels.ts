import { PEOPLE_OF_DEMO } from '../people.ts';
import type { Talk } from '../talk.ts';

const everyoneBut = (...logins: string[]) =>
  PEOPLE_OF_DEMO.map(({ login }) => login).filter((login) => !logins.includes(login));

export const CHANNELS: readonly Talk[] = [
  {
    title: '产品更新 What’s new',
    topic: '每次发布的说明 · Release notes, one message a release',
    members: ['mia', ...everyoneBut('mia', 'cao', 'deng')],
    says: [
      [
        '9 10:00',
        'mia',
        '## 2.2\n- Polls, anonymous too\n- Drafts follow you to every device\n- 会议支持锁定与移出',
        { react: { '🎉': ['demo', 'zhang', 'sofia', 'xie', 'liu'] } },
      ],
      ['9 10:20', 'sofia', 'My customers asked for polls for months. Thank you!', { thread: 0 }],
      ['9 10:31', 'mia', 'Tell them it was Sun Yue’s idea.', { thread: 0 }],
      [
        '2 10:00',
        'mia',
        '## 2.3\n- 话题串：在消息下面回复，不打断主线\n- Search finds Chinese words inside sentences\n- 深色主题重新调过对比度',
        { react: { '🚀': ['zhang', 'demo', 'noah', 'hechuan'], '🙏': ['tang', 'ethan'] } },
      ],
    ],
  },
  {
    title: '读书 Books',
    topic: '在读什么、想读什么 · What we read',
    members: ['noah', 'demo', 'feng', 'ava', 'liu', 'gao'],
    says: [
      ['8 21:10', 'noah', 'Finished *The Design of Everyday Things* again. I now distrust every door.'],
      ['8 21:15', 'liu', '哈哈，门把手那一章我看了三遍。', { react: { '😂': ['noah', 'gao'] } }],
      ['3 20:02', 'feng', '下周三晚读书会：《置身事内》，带上一个问题就好。', { pin: true }],
    ],
  },
  {
    title: 'Photography 摄影',
    topic: '拍到了什么 · Light and shadow',
    members: ['emma', 'lucas', 'wujia', 'machao'],
    says: [
      ['5 18:30', 'emma', 'Golden hour at West Lake, everybody who is free: 17:40 at the north gate.'],
      [
        '4 21:10',
        'lucas',
        '昨天的三张，最后一张是回程路上 🌙',
        { files: ['hike-1', 'hike-2', 'hike-3'], react: { '😍': ['emma', 'wujia', 'machao'] } },
      ],
    ],
  },
];

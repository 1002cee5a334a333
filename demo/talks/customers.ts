import type { Talk } from '../talk.ts';

export const CUSTOMERS: readonly Talk[] = [
  {
    title: '大客户 Key accounts',
    members: ['song', 'demo', 'sofia', 'zheng', 'xie', 'ethan', 'cao'],
    says: [
      [
        '5 17:10',
        'song',
        '江南大学的试点延长到月底，他们要 800 人的公开课频道。',
        { react: { '💪': ['zheng', 'xie'] } },
      ],
      ['5 17:18', 'xie', '我下周去现场培训，需要一份中英文手册。'],
      [
        '5 17:30',
        'ethan',
        'I have the English one, will add screenshots in dark mode as well.',
        { reply: 1, react: { '🙏': ['xie'] } },
      ],
      [
        '3 09:45',
        'sofia',
        'Hamburg signed! 320 seats, on their own servers.',
        { react: { '🎉': ['song', 'demo', 'zheng', 'xie', 'ethan', 'cao'], '🍾': ['song'] } },
      ],
      ['3 09:50', 'cao', '合同附件三的数据条款我再看一遍，今天给回复。'],
      ['1 15:05', 'zheng', '客户问：离线两天回来消息会不会丢？', { mention: ['demo'] }],
      [
        '1 15:12',
        'demo',
        '不会。每个会话是一条日志，回来先补齐再显示，编辑和撤回也会补。',
        { reply: 5, react: { '👍': ['zheng', 'song'] } },
      ],
    ],
  },
  {
    title: '客户支持 Support desk',
    members: ['xie', 'ethan', 'tang', 'demo', 'luo'],
    says: [
      ['2 09:20', 'tang', '有用户反馈耳机插拔后没声音，浏览器是 Firefox 128。'],
      ['2 09:26', 'luo', '复现了，已建单，热修今天出。', { reply: 0, react: { '🙏': ['tang', 'xie'] } }],
      ['2 17:44', 'luo', '热修已上线，可以请用户刷新。', { react: { '✅': ['tang'] } }],
      [
        '1 10:03',
        'ethan',
        'Customer says thanks and sends a cat picture. Worth it.',
        { react: { '🐱': ['xie', 'tang', 'demo', 'luo'] } },
      ],
    ],
  },
  {
    members: ['xie', 'demo'],
    says: [
      ['1 19:02', 'xie', '小满姐，培训提纲你有空帮我看一眼吗？'],
      ['1 19:20', 'demo', '看了，第二部分先讲“怎么建群”，老师们最关心这个。', { react: { '❤️': ['xie'] } }],
    ],
  },
];

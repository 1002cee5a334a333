import { PEOPLE_OF_DEMO } from '../people.ts';
import type { Talk } from '../talk.ts';

const EVERYBODY = PEOPLE_OF_DEMO.map(({ login }) => login);

export const COMPANY: readonly Talk[] = [
  {
    title: '全员 All hands',
    members: ['feng', ...EVERYBODY.filter((login) => login !== 'feng')],
    unread: 1,
    announcement: '周五 15:30 茶水间下午茶；远程同事找 Ava 领券。\nAfternoon tea on Friday, 15:30.',
    says: [
      [
        '6 09:00',
        'feng',
        '各位早上好 🌞 本周五 15:30 茶水间下午茶，主题是「把上周没说出口的谢谢说出来」。',
        {
          pin: true,
          react: { '🍰': ['demo', 'liu', 'sun', 'ava', 'xie', 'zhang', 'emma'], '❤️': ['mia', 'chen', 'tang'] },
        },
      ],
      [
        '6 09:04',
        'ava',
        'And in English: afternoon tea on Friday, 15:30. Remote people get a voucher, ask me.',
        { react: { '🙌': ['noah', 'ethan', 'lucas'] } },
      ],
      ['5 11:30', 'deng', '空调今天下午检修，2 号会议室 14:00–16:00 不可用。', { files: ['office'] }],
      [
        '4 10:10',
        'chen',
        '第三季度的数字出来了：客户续约率 96 %，新增 41 家学校。谢谢每一个人。细节周一全员会讲。',
        {
          react: {
            '🎉': ['demo', 'zhao', 'mia', 'song', 'sofia', 'xie', 'feng', 'zheng', 'ethan'],
            '🚀': ['zhang', 'hechuan', 'lucas'],
          },
        },
      ],
      ['4 10:12', 'sofia', 'Proud of this team!', { react: { '❤️': ['song', 'zheng', 'mia'] } }],
      ['2 16:45', 'cao', '提醒：对外发的客户案例先过一遍法务，模板在置顶。', { react: { '👌': ['song', 'mia'] } }],
      [
        '1 18:30',
        'feng',
        '明天有两位新同事入职：服务端的小周和设计组的 Lena，记得打招呼～',
        { react: { '👋': ['hechuan', 'liu', 'noah', 'demo'] } },
      ],
      ['0 09:30', 'feng', '下午茶投票截止今天 12:00，目前杨枝甘露领先 😋', { mention: ['all'] }],
    ],
  },
  {
    title: 'Lunch 🍜 干饭群',
    members: ['xie', 'demo', 'liu', 'zhang', 'huang', 'sun', 'tang', 'ethan', 'james'],
    says: [
      ['2 11:40', 'xie', '今天吃啥？'],
      ['2 11:41', 'huang', '楼下新开的螺蛳粉，我闻到了'],
      ['2 11:41', 'liu', '🙅'],
      ['2 11:43', 'ethan', 'Is it the famous one? I am in.'],
      ['2 11:44', 'xie', 'Ethan 你确定？😂', { reply: 3, react: { '😂': ['huang', 'sun', 'zhang', 'demo'] } }],
      [
        '2 13:05',
        'ethan',
        'I have been to the mountain and I have seen the snail.',
        { react: { '🤣': ['xie', 'huang', 'liu', 'demo', 'tang', 'james'], '🫡': ['sun'] } },
      ],
      [
        '1 11:45',
        'sun',
        '今天吃什么？ Lunch today?',
        {
          poll: {
            options: ['🍜 面', '🥗 Salad', '🍛 咖喱', '🐌 螺蛳粉'],
            votes: { demo: [0], xie: [0], liu: [1], zhang: [2], huang: [3], tang: [0], ethan: [3], james: [1] },
          },
        },
      ],
      ['1 11:50', 'sun', '12:00 电梯口集合，去吃面'],
      ['1 11:51', 'james', '+1'],
      ['1 11:52', 'tang', '+1'],
      ['1 11:52', 'tang', '发错群了', { recall: true }],
    ],
  },
  {
    members: ['chen', 'demo'],
    says: [
      ['3 20:10', 'chen', '小满，学校那边想要“班级”这个概念，你们有想法吗？不急，下周聊。'],
      ['3 20:31', 'demo', '有的。可以先用部门树加临时群，我周一带原型给您看。'],
      ['3 20:33', 'chen', '好，别太晚，早点休息。', { react: { '❤️': ['demo'] } }],
    ],
  },
];

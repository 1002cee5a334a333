import type { Talk } from '../talk.ts';

export const PRODUCT: readonly Talk[] = [
  {
    title: 'Product & Design',
    members: ['mia', 'demo', 'sun', 'liu', 'noah', 'wujia'],
    unread: 3,
    says: [
      [
        '5 10:00',
        'mia',
        'Weekly priorities, in order:\n\n1. First run in under a minute\n2. Search that finds Chinese\n3. Meetings people do not dread',
        { pin: true, react: { '👍': ['demo', 'sun', 'liu', 'noah'] } },
      ],
      [
        '5 10:07',
        'noah',
        'From five interviews this week: *nobody* found the status setting, *everybody* found reactions within ten seconds.',
      ],
      [
        '5 10:09',
        'sun',
        '状态那个入口太深了，我建议放到头像菜单第一项。',
        { reply: 1, react: { '💡': ['mia', 'wujia'] } },
      ],
      ['5 10:15', 'wujia', '同意，我出两版。'],
      ['4 15:40', 'wujia', '两版都在这里，A 是头像菜单，B 是左下角常驻。我自己偏 A。', { files: ['menu-a', 'menu-b'] }],
      ['4 15:48', 'liu', 'A。B 占地方，而且手机上没有左下角。', { reply: 4, react: { '💯': ['demo', 'noah', 'sun'] } }],
      ['4 15:50', 'mia', 'A it is. Thank you for making it easy to decide.', { react: { '🎯': ['wujia'] } }],
      [
        '1 14:20',
        'noah',
        'I am travelling until Thursday; interviews continue with Ava hosting. Notes land in this group.',
        { react: { '✈️': ['mia', 'liu'] }, files: ['minutes', 'figures'] },
      ],
      ['4 15:52', 'wujia', '那我明天把 A 的细节补上：空状态、超长文字、有效期选择。', { thread: 4 }],
      ['4 15:55', 'noah', 'Please test it with somebody who has never set a status before.', { thread: 4 }],
      ['4 16:01', 'demo', '我来约三个人，周四前给结论。', { thread: 4 }],
      [
        '0 08:58',
        'mia',
        'Could you bring the class prototype to the 11:00? Ten minutes are enough.',
        { mention: ['demo'] },
      ],
      ['0 09:03', 'liu', '我把深色版也一起带上，省得再开一次会。'],
      ['0 09:10', 'sun', '会议室订好了，3 号，或者直接进会议号。'],
    ],
  },
  {
    members: ['liu', 'demo'],
    says: [
      ['1 10:20', 'demo', '婷婷，“草稿”两个字用品牌色不加粗，可以吗？'],
      ['1 10:32', 'liu', '可以，我看过对比度了，浅色 4.7，深色 5.1。', { react: { '🙏': ['demo'] } }],
      ['1 10:33', 'liu', '不过别再多一种颜色了，列表已经三种了 😅'],
      ['1 10:34', 'demo', '收到，就到这里。'],
    ],
  },
  {
    members: ['mia', 'demo'],
    unread: 2,
    says: [
      ['3 16:00', 'mia', 'Loved how you ran the review today. Short, and everybody left knowing what to do.'],
      ['3 16:12', 'demo', 'Thank you! The agenda in the invite did most of it.', { react: { '😊': ['mia'] } }],
      ['0 09:12', 'mia', 'One more thing for 11:00: what would you cut if we had half the time?'],
      ['0 09:13', 'mia', 'No slides please, just talk.'],
    ],
  },
];
